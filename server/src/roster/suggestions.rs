//! Suggests partners to a member, best first.

use super::compatibility::{self, Contribution};
use super::rematch;
use super::score_list::{Entry, FEW, List};
use crate::app::App;
use crate::auth::Member;
use crate::db::{lists, search};
use crate::entities::score_list::{self, Model};
use crate::entities::user::{self, Role};
use crate::entities::user_state::States;
use crate::entities::{blacklist, stale_scores};
use crate::error::{Error, Result};
use crate::ids::UserId;
use chrono::Duration;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;

/// Filters for suggestions; fields that are `None` do not filter. They filter the partners that the caller's list keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of the majors.
    pub major: Option<String>,
    /// The year of study.
    pub year: Option<i32>,
    /// The least score, as members see it.
    pub min_score: Option<i32>,
}

/// A suggested partner and the reasons.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The suggested partner.
    pub person: user::Model,
    /// The points of each factor that members see.
    pub contributions: Vec<Contribution>,
}

/// A cursor in a list of suggestions: the person's id. It does not reveal the score that orders the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuggestionCursor(UserId);

impl fmt::Display for SuggestionCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for SuggestionCursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let id = text.parse().map(Self);
        id.map_err(|_| Error::BadInput("not a cursor of a list of suggestions".to_owned()))
    }
}

impl Suggestion {
    /// The suggestion's cursor.
    #[must_use]
    pub const fn cursor(&self) -> SuggestionCursor {
        SuggestionCursor(self.person.id)
    }
}

/// Suggests mentors to a mentee: those who are eligible and whom the mentee has not blocked. With private registrations an
/// address that the mentee blocked hides nobody from them: the mentor who disappears would be the one who has it.
///
/// # Errors
/// `Forbidden` when the member is not a mentee, `BadInput` for a score that nobody can have.
pub async fn mentor_suggestions(
    app: &App,
    member: &Member,
    filter: Filter,
    after: Option<SuggestionCursor>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    if member.user().role != Role::Mentee {
        return Err(Error::Forbidden("Only mentees get mentor suggestions."));
    }
    let mut blocks = Query::select();
    blocks
        .column(blacklist::Column::MentorId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MenteeId).eq(member.user().id.0))
        // NULL would be unequal to nobody.
        .and_where(Expr::col(blacklist::Column::MentorId).is_not_null());
    if app.config.accounts.private_registration {
        blocks.cond_where(blacklist::chosen());
    }
    let visible = shown(rematch::hidden_mentors(app, member.user().id))
        .add(States::eligible(Role::Mentor).looked_up())
        .add(user::Column::Id.not_in_subquery(blocks));
    read(app, member, visible, filter, after, limit).await
}

/// Suggests mentees to a mentor: those who are eligible and have not blocked this one.
///
/// # Errors
/// `Forbidden` when the member is not a mentor, `BadInput` for a score that nobody can have.
pub async fn mentee_suggestions(
    app: &App,
    member: &Member,
    filter: Filter,
    after: Option<SuggestionCursor>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    if member.user().role != Role::Mentor {
        return Err(Error::Forbidden("Only mentors get mentee suggestions."));
    }
    let blocks = Query::select()
        .column(blacklist::Column::MenteeId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MentorId).eq(member.user().id.0))
        .take();
    let visible = shown(rematch::hidden_mentees(app, member.user().id))
        .add(States::eligible(Role::Mentee).looked_up())
        .add(user::Column::Id.not_in_subquery(blocks));
    read(app, member, visible, filter, after, limit).await
}

/// Returns the mentors in a mentee's list who have at least this score, as the mentee sees it. A mentor whom the mentee chose
/// from a list and blocked has no score.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn scored_mentors(app: &App, mentee: UserId, least: i32) -> Result<Vec<UserId>> {
    let Some(row) = score_list::of(app.db.reader(), mentee).await? else {
        return Ok(Vec::new());
    };
    let mut list = List::of(&row);
    list.entries.retain(|entry| has(entry, least));
    let blocks = Query::select()
        .column(blacklist::Column::MentorId)
        .from(blacklist::Entity)
        .and_where(Expr::col(blacklist::Column::MenteeId).eq(mentee.0))
        .and_where(Expr::col(blacklist::Column::MentorId).is_not_null())
        .cond_where(blacklist::chosen())
        .take();
    let visible = Condition::all().add(user::Column::Id.not_in_subquery(blocks));
    let mentors = partners(app, &list, visible).await?;
    Ok(mentors.into_values().collect())
}

/// The condition for people who are not hidden from the member for some time.
fn shown(hidden: [SelectStatement; 2]) -> Condition {
    hidden.into_iter().fold(Condition::all(), |shown, hidden| {
        shown.add(user::Column::Id.not_in_subquery(hidden))
    })
}

/// The condition for people who pass a filter, except for their score.
pub(super) fn passes(filter: &Filter) -> Condition {
    let major = filter.major.as_deref().map(search::major);
    let year = filter.year.map(search::year);
    let terms = major.into_iter().chain(year).collect();
    lists::have_terms(&user::Column::Id.into_expr(), terms)
}

/// Whether a partner has at least this score, as members see it.
pub(super) fn has(entry: &Entry, least: i32) -> bool {
    i32::from(entry.points.shown()) >= least
}

/// Reads one page of a member's list, of the partners who are visible.
async fn read(
    app: &App,
    member: &Member,
    visible: Condition,
    filter: Filter,
    after: Option<SuggestionCursor>,
    limit: u64,
) -> Result<Vec<Suggestion>> {
    let least = filter.min_score.map(compatibility::check_min_score);
    let least = least.transpose()?.unwrap_or_default();
    let Some(row) = score_list::of(app.db.reader(), member.user().id).await? else {
        return Ok(Vec::new());
    };
    let list = List::of(&row);
    let partners = partners(app, &list, visible.add(passes(&filter))).await?;
    let entries = list.entries.iter().filter(|entry| has(entry, least));
    let mut found: Vec<(UserId, &Entry)> = entries
        .filter_map(|entry| Some((*partners.get(&entry.number)?, entry)))
        .collect();
    let visible_count = found.len();
    // Fewer than are kept: a person could otherwise count how many of them are hidden, and so have blocked them.
    found.truncate(FEW);
    let start = after.and_then(|cursor| position_after(&found, cursor));
    let page = found.iter().skip(start.unwrap_or(0));
    let page: Vec<_> = page
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .collect();
    let is_end = (page.len() as u64) < limit;
    if is_end && filter == Filter::default() {
        refill(app, &row, list.left_out_eligible(), visible_count).await;
    }
    suggestions(app, &page).await
}

/// Returns the accounts of the partners in a list that meet a condition, by their numbers.
async fn partners(app: &App, list: &List, visible: Condition) -> Result<HashMap<i32, UserId>> {
    let numbers = list.entries.iter().map(|entry| entry.number);
    let mut partners = score_list::by_numbers(app.db.reader(), numbers).await?;
    let visible = among(app, partners.values(), visible).await?;
    partners.retain(|_, id| visible.contains(id));
    Ok(partners)
}

/// Returns those of some people who meet a condition. Not joined with their numbers, because a database might then start
/// from all accounts.
pub(super) async fn among(
    app: &App,
    people: impl ExactSizeIterator<Item = &UserId>,
    visible: Condition,
) -> Result<HashSet<UserId>> {
    if people.len() == 0 {
        return Ok(HashSet::new());
    }
    let visible: Vec<UserId> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::Id.is_in(people.copied()))
        .filter(visible)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(visible.into_iter().collect())
}

/// Returns the position after a person in the list. It comes from the list and not from the cursor: a score in the cursor
/// could be used to find out hidden scores. If the person is no longer in the list, the page starts at the beginning of
/// the list, so that a mentor does not learn that they have been blocked.
fn position_after(
    found: &[(UserId, &Entry)],
    SuggestionCursor(last): SuggestionCursor,
) -> Option<usize> {
    let position = found.iter().position(|(id, _)| *id == last)?;
    Some(position + 1)
}

/// The time after which a list is computed again because few of it are left.
const REFILL_AFTER: Duration = Duration::minutes(10);

/// Has a list computed again if it left out people who were eligible, and few of those that it keeps can be shown: most
/// are taken now. The reader gets the page even if that fails.
async fn refill(app: &App, row: &Model, has_left_out: bool, shown: usize) {
    let computed_before = app.clock.now() - REFILL_AFTER;
    let is_old = row.computed_at.is_some_and(|at| at <= computed_before);
    if !has_left_out || shown >= FEW || !is_old {
        return;
    }
    match stale_scores::refill(app.db.writer(), row.user_id).await {
        Ok(()) => app.wake_scores.notify_one(),
        Err(error) => tracing::warn!(%error, "a list of partners could not be marked as short"),
    }
}

/// Reads the accounts of a page. An account that was deleted in the meantime is left out.
async fn suggestions(app: &App, page: &[&(UserId, &Entry)]) -> Result<Vec<Suggestion>> {
    let ids: Vec<UserId> = page.iter().map(|(id, _)| *id).collect();
    let people = user::by_ids(app.db.reader(), &ids).await?;
    let mut people: HashMap<UserId, user::Model> = people
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let suggestion = |(id, entry): &&(UserId, &Entry)| {
        Some(Suggestion {
            person: people.remove(id)?,
            contributions: entry.points.contributions(),
        })
    };
    Ok(page.iter().filter_map(suggestion).collect())
}
