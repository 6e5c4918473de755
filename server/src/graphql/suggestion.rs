//! Suggested partners.

use super::context::parts;
use super::enum_of_list::{EnumOfList, Item};
use super::member::{Mentor, PublicProfile};
use super::page::{Page, connection};
use super::payload::value;
use crate::roster::compatibility::{self, Contribution, Factor};
use crate::roster::suggestions::{self, Filter, Suggestion, SuggestionCursor};
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject};
use std::borrow::Cow;
use std::sync::Arc;

impl EnumOfList for Factor {
    const TYPE: &'static str = "CompatibilityFactor";
    const DESCRIPTION: &'static str = "A factor of the compatibility score.";

    fn all() -> &'static [Self] {
        Self::SHOWN
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn description(self) -> Option<String> {
        let what = match self {
            Self::Majors => "Shared majors",
            Self::Minors => "Shared minors",
            Self::Hobbies => "Shared words among the hobbies",
            Self::Clubs => "Shared words among the clubs",
            Self::Goals => "Shared words among the goals",
            // Not a value of the schema.
            Self::Background => "A shared background",
            Self::Years => "How close the academic years are",
        };
        Some(format!("{what}: up to {} points.", self.weight()))
    }
}

/// The points of one factor.
#[derive(Debug, Clone, SimpleObject)]
pub struct FactorPoints {
    /// The factor.
    factor: Item<Factor>,
    /// The points.
    points: u32,
    /// The maximum number of points. The maximums of all factors add up to 90.
    max: u32,
}

pub(super) fn points(contributions: &[Contribution]) -> Vec<FactorPoints> {
    let points = |(factor, points): &Contribution| FactorPoints {
        factor: Item(*factor),
        points: *points,
        max: factor.weight(),
    };
    compatibility::shown(contributions).map(points).collect()
}

/// A mentor suggested to a mentee.
#[derive(Debug, Clone, SimpleObject)]
pub struct MentorSuggestion {
    /// The mentor.
    mentor: Mentor,
    /// How well the two fit, 1 to 90: the sum of the factors' points, by which the list is ordered. In mentorCandidates also 0.
    score: u32,
    /// The points of each factor.
    factors: Vec<FactorPoints>,
    /// One sentence about what the two have in common.
    sentence: String,
}

impl MentorSuggestion {
    /// A mentor with what they and a mentee have in common; `who` begins the sentence about it.
    pub(super) fn new(mentor: Mentor, who: &str, contributions: &[Contribution]) -> Self {
        Self {
            score: compatibility::score_shown(contributions),
            factors: points(contributions),
            sentence: compatibility::sentence(who, contributions),
            mentor,
        }
    }
}

/// A mentee suggested for a roster. The email address is hidden before the match; offerMentoring takes the id.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct SuggestedMentee {
    #[graphql(flatten)]
    profile: PublicProfile,
}

#[ComplexObject]
impl SuggestedMentee {
    /// A UUID, the same as the account's.
    async fn id(&self) -> ID {
        self.profile.id()
    }
}

/// A mentee suggested to a mentor.
#[derive(Debug, Clone, SimpleObject)]
pub struct MenteeSuggestion {
    /// The mentee.
    mentee: SuggestedMentee,
    /// How well the two fit, 1 to 90: the sum of the factors' points, by which the list is ordered.
    score: u32,
    /// The points of each factor.
    factors: Vec<FactorPoints>,
    /// One sentence about what the two have in common.
    sentence: String,
}

/// Filters for suggestions, of which there are at most 150. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct SuggestionFilter {
    /// Only people with this major, ignoring case.
    pub major: Option<String>,
    /// Only people in this academic year, 0 to 5.
    pub year: Option<i32>,
    /// Only people whose score with the caller is at least this, 0 to 90.
    pub min_score: Option<i32>,
}

impl From<SuggestionFilter> for Filter {
    fn from(input: SuggestionFilter) -> Self {
        Self {
            major: input.major,
            year: input.year,
            min_score: input.min_score,
        }
    }
}

/// Suggestions for matching.
#[derive(Default)]
pub struct SuggestionQuery;

#[Object]
impl SuggestionQuery {
    /// Mentors suggested to the caller, a mentee, best first: the best 150 mentors with a free seat and something in common,
    /// without those whom the caller has blocked. Profile changes take a moment to show.
    async fn mentor_suggestions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<SuggestionFilter>,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, MentorSuggestion>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let page: Page<SuggestionCursor> = Page::parse(first, after, None, None)?;
        let filter = filter.unwrap_or_default().into();
        let found = suggestions::mentor_suggestions(app, &member, filter, page.after, page.limit());
        let found = Box::pin(found).await;
        Ok(connection(
            &page,
            value(found)?,
            |suggestion: Suggestion| {
                let cursor = suggestion.cursor().to_string();
                let mentor = Mentor::new(Arc::new(suggestion.person));
                let node = MentorSuggestion::new(mentor, "You", &suggestion.contributions);
                (cursor, node)
            },
        ))
    }

    /// Mentees suggested to the caller, a mentor, best first: the best 150 mentees without a mentor and with something in
    /// common. Profile changes take a moment to show.
    async fn mentee_suggestions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which of them.")] filter: Option<SuggestionFilter>,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, MenteeSuggestion>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let page: Page<SuggestionCursor> = Page::parse(first, after, None, None)?;
        let filter = filter.unwrap_or_default().into();
        let found = suggestions::mentee_suggestions(app, &member, filter, page.after, page.limit());
        let found = Box::pin(found).await;
        Ok(connection(
            &page,
            value(found)?,
            |suggestion: Suggestion| {
                let node = MenteeSuggestion {
                    score: compatibility::score_shown(&suggestion.contributions),
                    factors: points(&suggestion.contributions),
                    sentence: compatibility::sentence("You", &suggestion.contributions),
                    mentee: SuggestedMentee {
                        profile: PublicProfile::new(Arc::new(suggestion.person.clone())),
                    },
                };
                (suggestion.cursor().to_string(), node)
            },
        ))
    }
}
