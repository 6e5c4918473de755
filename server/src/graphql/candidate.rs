//! Mentors for a mentee, as administrators choose among them.

use super::argument::uuid;
use super::context::parts;
use super::member::Mentor;
use super::page::{Page, connection};
use super::payload::value;
use super::suggestion::MentorSuggestion;
use crate::auth::permission::RosterWrite;
use crate::db::page::ListCursor;
use crate::ids::UserId;
use crate::roster::candidates::{self, Candidate, Filter};
use crate::roster::suggestions;
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result};
use std::sync::Arc;

/// Filters for the mentors of mentorCandidates. Fields that are left out do not filter, except for hasSpots.
#[derive(Debug, Default, InputObject)]
pub struct CandidateFilter {
    /// Only mentors with this major, ignoring case.
    pub major: Option<String>,
    /// Only mentors in this academic year, 0 to 5.
    pub year: Option<i32>,
    /// Only mentors whose score with the mentee is at least this, 0 to 90.
    pub min_score: Option<i32>,
    /// Only mentors with a free seat, which is the default, or only those without.
    pub has_spots: Option<bool>,
}

impl From<CandidateFilter> for Filter {
    fn from(input: CandidateFilter) -> Self {
        Self {
            suggested: suggestions::Filter {
                major: input.major,
                year: input.year,
                min_score: input.min_score,
            },
            has_spots: input.has_spots.unwrap_or(true),
        }
    }
}

/// Mentors for a mentee.
#[derive(Default)]
pub struct CandidateQuery;

#[Object]
impl CandidateQuery {
    /// Mentors for assignMentee, best first: active, verified and approved ones who do not pause and whom the mentee has not
    /// blocked. First the mentee's 200 best partners by score, which prefer those who are eligible, then all others in the
    /// order in which they joined; with minScore the best partners only. Unlike mentorSuggestions it has those with nothing in
    /// common, with an incomplete profile, and former mentors of the mentee. Profile changes and new mentees take a moment to
    /// show, and who becomes a best partner between two pages may be on neither. Needs the permission ROSTER_WRITE.
    async fn mentor_candidates(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The mentee's id.")] mentee_id: ID,
        #[graphql(desc = "Which mentors.")] filter: Option<CandidateFilter>,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, MentorSuggestion>> {
        let (app, caller) = parts(context)?;
        let viewer = value(caller.viewer::<RosterWrite>())?;
        let mentee_id = UserId(uuid(&mentee_id, "menteeId")?);
        let page: Page<ListCursor> = Page::parse(first, after, None, None)?;
        let filter = filter.unwrap_or_default().into();
        let (after, limit) = (page.after.clone(), page.limit());
        let found = candidates::mentor_candidates(app, viewer, mentee_id, &filter, after, limit);
        let found = Box::pin(found).await;
        Ok(connection(&page, value(found)?, edge))
    }
}

fn edge(candidate: Candidate) -> (String, MentorSuggestion) {
    let mentor = Mentor::for_administrator(Arc::new(candidate.mentor));
    let node = MentorSuggestion::new(mentor, "They", &candidate.contributions);
    (candidate.cursor.to_string(), node)
}
