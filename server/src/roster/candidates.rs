//! The mentors whom an administrator can match a mentee with: first the mentee's best partners by score, then everyone
//! else in the order in which they joined, so that no mentor is missing.

use super::compatibility::{self, Contribution};
use super::score_list::{Entry, List};
use super::suggestions;
use crate::app::App;
use crate::auth::Viewer;
use crate::auth::permission::RosterWrite;
use crate::db::lists::{self, Listed, Ordering, Wanted};
use crate::db::page::{self, Key, ListCursor, Slice};
use crate::db::search;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Model, Role};
use crate::entities::user_state::States;
use crate::entities::{blacklist, score_list};
use crate::error::{Error, Result};
use crate::ids::UserId;
use rules::Code;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};

/// Filters for candidates.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The same filters as for suggestions.
    pub suggested: suggestions::Filter,
    /// Whether the mentors have a free seat, or none.
    pub has_spots: bool,
}

/// A mentor for a mentee, and what they have in common.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The cursor after this mentor.
    pub cursor: ListCursor,
    /// The mentor.
    pub mentor: Model,
    /// The points of each factor.
    pub contributions: Vec<Contribution>,
}

/// Mentors that are read at once to find those who are not among the best partners.
const SCANNED: u64 = 200;

/// Whom to look for.
struct Search<'a> {
    app: &'a App,
    mentee: Model,
    filter: &'a Filter,
    least: i32,
    states: States,
    blocked: HashSet<UserId>,
}

/// The mentee's list of best partners.
struct Best {
    /// Everyone in it, best first.
    partners: Vec<(UserId, Entry)>,
    /// Those of them who are candidates.
    candidates: HashSet<UserId>,
}

/// Returns mentors with whom `assignMentee` can match a mentee without overriding a pause or a missing approval, best
/// first. Those who are not among the mentee's best partners come last; their scores are computed now. A search for a least
/// score is only among the best partners.
///
/// # Errors
/// `MENTEE_NOT_FOUND`, `BadInput` for a cursor of another list and for a score that nobody can have.
pub async fn mentor_candidates(
    app: &App,
    _: Viewer<RosterWrite>,
    mentee_id: UserId,
    filter: &Filter,
    after: Option<ListCursor>,
    limit: u64,
) -> Result<Vec<Candidate>> {
    let search = Search::new(app, mentee_id, filter).await?;
    let best = search.best().await?;
    let start = start(&best.partners, after.as_ref())?;
    let mut found = search.of_best(&best, start, limit).await?;
    let left = limit.saturating_sub(found.len() as u64);
    // With a least score, all mentors might have to be read to fill a page.
    if left > 0 && search.least == 0 {
        let after = after.filter(|after| after.list == page::List::JoinedAt);
        found.extend(search.others(&best, after, left).await?);
    }
    Ok(found)
}

impl<'a> Search<'a> {
    async fn new(app: &'a App, mentee_id: UserId, filter: &'a Filter) -> Result<Self> {
        let least = filter
            .suggested
            .min_score
            .map(compatibility::check_min_score);
        let mentee = user::Entity::find_by_id(mentee_id).one(app.db.reader());
        let mentee = mentee
            .await?
            .filter(|user| user.role == Role::Mentee && !user.is_deleted())
            .ok_or_else(|| Error::refused_at(Code::MenteeNotFound, "menteeId"))?;
        Ok(Self {
            app,
            mentee,
            filter,
            least: least.transpose()?.unwrap_or_default(),
            states: States {
                is_matched: Some(!filter.has_spots),
                ..States::presentable(Role::Mentor)
            },
            blocked: blocked(app, mentee_id).await?,
        })
    }

    async fn best(&self) -> Result<Best> {
        let reader = self.app.db.reader();
        let row = score_list::of(reader, self.mentee.id).await?;
        let list = row.as_ref().map(List::of).unwrap_or_default();
        let numbers = list.entries.iter().map(|entry| entry.number);
        let people = score_list::by_numbers(reader, numbers).await?;
        let wanted = Condition::all()
            .add(self.states.looked_up())
            .add(user::Column::IsPaused.eq(false))
            .add(suggestions::passes(&self.filter.suggested));
        let mut candidates = suggestions::among(self.app, people.values(), wanted).await?;
        candidates.retain(|id| !self.blocked.contains(id));
        let entries = list.entries.iter();
        Ok(Best {
            partners: entries
                .filter_map(|entry| Some((*people.get(&entry.number)?, *entry)))
                .collect(),
            candidates,
        })
    }

    /// Returns a page of the best partners from this position on.
    async fn of_best(&self, best: &Best, start: usize, limit: u64) -> Result<Vec<Candidate>> {
        let page = best.partners.iter().skip(start);
        let page = page.filter(|partner| best.has(partner, self.least));
        let page: Vec<_> = page
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .collect();
        let ids: Vec<UserId> = page.iter().map(|(id, _)| *id).collect();
        let people = user::by_ids(self.app.db.reader(), &ids).await?;
        let people = people.into_iter().map(|person| (person.id, person));
        let mut people: HashMap<UserId, Model> = people.collect();
        let candidate = |(id, entry): &(UserId, Entry)| {
            Some(Candidate {
                cursor: ListCursor {
                    list: page::List::Score,
                    key: Key::Text(entry.points.shown().to_string()),
                    id: id.0,
                },
                mentor: people.remove(id)?,
                contributions: entry.points.contributions(),
            })
        };
        Ok(page.into_iter().filter_map(candidate).collect())
    }

    /// Returns those who are not among the best partners: they have less in common with the mentee, or nothing.
    async fn others(
        &self,
        best: &Best,
        after: Option<ListCursor>,
        limit: u64,
    ) -> Result<Vec<Candidate>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let partners = best.partners.iter();
        let listed = partners.filter(|partner| best.has(partner, 0));
        let listed: HashSet<UserId> = listed.map(|(id, _)| *id).collect();
        let mut found = Vec::new();
        let mut slice = Slice {
            after,
            before: None,
            backwards: false,
            limit: SCANNED,
        };
        loop {
            let rows = self.scan(&slice).await?;
            let is_end = (rows.len() as u64) < SCANNED;
            slice.after = rows.last().map(|(cursor, _)| cursor.clone());
            let others = rows
                .into_iter()
                .filter(|(_, row)| !listed.contains(&row.id));
            let candidates = others.filter_map(|row| self.candidate(row));
            found.extend(candidates.take(limit.saturating_sub(found.len())));
            if is_end || found.len() >= limit {
                return Ok(found);
            }
        }
    }

    /// Reads mentors in the order in which they joined.
    async fn scan(&self, slice: &Slice) -> Result<Vec<Listed>> {
        let (app, states) = (self.app, self.states);
        let (by, columns) = (Ordering::OLDEST_FIRST, Columns::ALL);
        let major = self.filter.suggested.major.as_deref().map(search::major);
        let year = self.filter.suggested.year.map(search::year);
        let wanted = Wanted {
            terms: major.into_iter().chain(year).collect(),
            is_public: true,
            ..Wanted::default()
        };
        match wanted.terms.is_empty() {
            true => lists::in_order(app, states, by, slice, columns).await,
            false => {
                let page = lists::search_in_order(app, states, &wanted, by, slice, columns);
                Ok(page.await?.0)
            }
        }
    }

    fn candidate(&self, (cursor, mentor): Listed) -> Option<Candidate> {
        if mentor.is_paused || self.blocked.contains(&mentor.id) {
            return None;
        }
        Some(Candidate {
            cursor,
            contributions: compatibility::compatibility(&self.mentee, &mentor),
            mentor,
        })
    }
}

impl Best {
    /// Whether a partner is a candidate with this score.
    fn has(&self, (id, entry): &(UserId, Entry), least: i32) -> bool {
        self.candidates.contains(id) && suggestions::has(entry, least)
    }
}

/// The mentors whom the mentee has blocked, by choice or by address.
async fn blocked(app: &App, mentee: UserId) -> Result<HashSet<UserId>> {
    let blocked: Vec<UserId> = blacklist::Entity::find()
        .select_only()
        .column(blacklist::Column::MentorId)
        .filter(blacklist::Column::MenteeId.eq(mentee))
        .filter(blacklist::Column::MentorId.is_not_null())
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(blocked.into_iter().collect())
}

/// Returns the position after a cursor. A list that was computed again may not have the cursor's mentor any more; then
/// the page starts with those who have the same score.
fn start(partners: &[(UserId, Entry)], after: Option<&ListCursor>) -> Result<usize> {
    let Some(after) = after else {
        return Ok(0);
    };
    let score = match (after.list, &after.key) {
        (page::List::JoinedAt, _) => return Ok(partners.len()),
        (page::List::Score, Key::Text(score)) => score.parse::<u8>().ok(),
        _ => None,
    };
    let score =
        score.ok_or_else(|| Error::BadInput("after is not a cursor of this list.".to_owned()))?;
    let is_last = |(id, entry): &(UserId, Entry)| id.0 == after.id && entry.points.shown() == score;
    Ok(match partners.iter().position(is_last) {
        Some(position) => position + 1,
        None => partners.partition_point(|(_, entry)| entry.points.shown() > score),
    })
}
