//! Whether people are matched: derived from the matches for responses, and stored with the accounts for lists.

use super::requests::queue;
use super::seats;
use crate::app::App;
use crate::entities::user::Role;
use crate::entities::{matched, stale_scores, user, user_state, user_term};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SubQueryStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationTrait,
};
use std::collections::HashMap;

/// A person's match status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatchStatus {
    /// The address of a mentee's mentor.
    pub mentor_email: Option<String>,
    /// Number of mentees on a mentor's roster.
    pub mentees: u32,
}

impl MatchStatus {
    /// A mentee is matched when they have a mentor, a mentor when every seat of the roster is taken. A mentor who pauses
    /// has a capacity of 0.
    #[must_use]
    pub const fn is_matched(&self, capacity: u32) -> bool {
        self.mentor_email.is_some() || self.mentees >= capacity
    }
}

/// Returns the match status of these people; people without a match are absent.
///
/// # Errors
/// When the database does not respond.
pub async fn of(app: &App, people: &[UserId]) -> Result<HashMap<UserId, MatchStatus>> {
    let mut statuses: HashMap<UserId, MatchStatus> = HashMap::new();
    let mentors: Vec<(UserId, String)> = matched::Entity::find()
        .select_only()
        .column(matched::Column::MenteeId)
        .column(user::Column::Email)
        .join(JoinType::InnerJoin, matched::Relation::Mentor.def())
        .filter(matched::Column::MenteeId.is_in(people.iter().copied()))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    for (mentee, email) in mentors {
        statuses.entry(mentee).or_default().mentor_email = Some(email);
    }
    let rosters: Vec<(UserId, i64)> = matched::Entity::find()
        .select_only()
        .column(matched::Column::MentorId)
        .column_as(matched::Column::MenteeId.count(), "mentees")
        .filter(matched::Column::MentorId.is_in(people.iter().copied()))
        .group_by(matched::Column::MentorId)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    for (mentor, mentees) in rosters {
        statuses.entry(mentor).or_default().mentees = u32::try_from(mentees).unwrap_or(u32::MAX);
    }
    Ok(statuses)
}

/// Stores whether these accounts, which the caller has locked, are matched. Called after every change of a match or a
/// capacity.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn update(tx: &Tx, people: &[UserId]) -> Result<()> {
    let free = store(tx, people).await?;
    let mentors = free.iter().filter(|(_, role)| *role == Role::Mentor);
    let mentors: Vec<UserId> = mentors.map(|(id, _)| *id).collect();
    queue::seats_became_free(tx, &mentors).await
}

/// Same as `update`, after a match was undone: nobody's seat became free, because it was never taken.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn restore(tx: &Tx, people: &[UserId]) -> Result<()> {
    store(tx, people).await?;
    Ok(())
}

/// Stores the status, and returns those who were matched and are not any more: their scores are computed again.
async fn store(tx: &Tx, people: &[UserId]) -> Result<Vec<(UserId, Role)>> {
    // Invariant: a mentor's matches change only while the mentor is locked, so that counts never overtake
    // each other.
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let before = with_status(tx, people, true).await?;
    let is_matched = Expr::from(is_matched(tx.app.config.accounts.max_mentees));
    user::Entity::update_many()
        .col_expr(user::Column::IsMatched, is_matched.clone())
        .filter(user::Column::Id.is_in(people.iter().copied()))
        .filter(user::Column::IsMatched.into_expr().ne(is_matched))
        .exec(tx.rows())
        .await?;
    let state = Query::select()
        .column((user::Entity, user_state::COLUMN))
        .from(user::Entity)
        .and_where(
            Expr::col((user::Entity, user::Column::Id))
                .equals((user_term::Entity, user_term::Column::UserId)),
        )
        .take();
    let state = Expr::from(SubQueryStatement::from(state));
    user_term::Entity::update_many()
        .col_expr(user_term::Column::State, state.clone())
        .filter(user_term::Column::UserId.is_in(people.iter().copied()))
        .filter(user_term::Column::State.into_expr().ne(state))
        .exec(tx.rows())
        .await?;
    let ids: Vec<UserId> = before.iter().map(|(id, _)| *id).collect();
    let free = with_status(tx, &ids, false).await?;
    for (id, _) in &free {
        tx.rows()
            .run_later(&stale_scores::marking(*id, tx.app.clock.now()));
        tx.recompute_scores();
    }
    Ok(free)
}

/// Those among these people whose stored status is this, with their roles.
async fn with_status(tx: &Tx, people: &[UserId], is_matched: bool) -> Result<Vec<(UserId, Role)>> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let found = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::Role)
        .filter(user::Column::Id.is_in(people.iter().copied()))
        .filter(user::Column::IsMatched.eq(is_matched))
        .into_tuple()
        .all(tx.rows())
        .await?;
    Ok(found)
}

/// The condition for a mentee with a mentor, or a mentor whose roster is full or who pauses.
fn is_matched(max_mentees: u32) -> Condition {
    let mentor = Query::select()
        .expr(Expr::val(1))
        .from(matched::Entity)
        .and_where(
            Expr::col((matched::Entity, matched::Column::MenteeId))
                .equals((user::Entity, user::Column::Id)),
        )
        .take();
    let is_full = Condition::all()
        .add(user::Column::Role.eq(Role::Mentor))
        .add(seats::is_left(max_mentees).not());
    Condition::any().add(Expr::exists(mentor)).add(is_full)
}
