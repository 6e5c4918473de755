//! Writes what became of a computation.

use super::lease::{Lease, number};
use super::solution::{Place, Solution};
use crate::app::App;
use crate::entities::matching_plan::{Column, Entity, Model, PlanState, mentee, mentor, scores};
use crate::entities::user;
use crate::error::{Error, Result};
use crate::ids::{PlanId, UserId};
use crate::roster::compatibility;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Tx, Work, Workflow};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use mentee::Outcome;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, UpdateMany};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::io::Write;
use uuid::Uuid;

/// Rows per statement.
const ROWS: usize = 200;

/// Stores a solution, and makes the plan ready. Does nothing if the plan was discarded in the meantime.
///
/// # Errors
/// When the database does not respond, or an account was deleted in the meantime: then the plan is computed again.
pub(super) async fn save(app: &App, plan: &Model, lease: Lease, solution: Solution) -> Result<()> {
    let plan = plan.clone();
    let rows = tokio::task::spawn_blocking(move || Rows::of(plan.id, &solution)).await;
    let rows = rows.map_err(|error| Error::Unexpected(format!("a plan: {error}")))??;
    Work::run(app, None, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        hold(&tx, &rows).await?;
        let ready = Entity::update_many()
            .col_expr(Column::Placed, Expr::col(Column::Mentees))
            .col_expr(Column::Matched, Expr::value(rows.matched))
            .col_expr(Column::Score, Expr::value(rows.score))
            .col_expr(Column::ProvenMaximum, Expr::value(rows.proven_maximum))
            .col_expr(Column::ComputedAt, Expr::value(tx.app.clock.now()));
        if let Some(plan) = end(&tx, lease, ready, PlanState::Ready).await? {
            replace(&tx, plan.id, rows).await?;
            tx.emit(Signal::plan(Name::MatchingComputed, &plan)).await;
        }
        tx.commit(()).await
    })
    .await
}

/// Locks everyone in a plan in the order of all locks on accounts, before the rows that refer to them do.
async fn hold(tx: &Tx, rows: &Rows) -> Result<()> {
    let mentees = rows.mentees.iter().map(|row| &row.mentee_id);
    let mentors = rows.mentors.iter().map(|row| &row.mentor_id);
    let everyone = mentees.chain(mentors).filter_map(|id| *id.try_as_ref()?);
    let everyone: BTreeSet<UserId> = everyone.collect();
    let everyone: Vec<UserId> = everyone.into_iter().collect();
    for some in everyone.chunks(ROWS) {
        users::hold_all(tx, some).await?;
    }
    Ok(())
}

/// Records that a plan could not be computed, and why, in a sentence for administrators.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn fail(
    app: &App,
    plan: &Model,
    lease: Lease,
    sentence: &'static str,
) -> Result<()> {
    tracing::warn!(plan = %plan.id, "a plan failed");
    Work::run(app, None, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        let failed = Entity::update_many().col_expr(Column::Failure, Expr::value(sentence));
        if let Some(plan) = end(&tx, lease, failed, PlanState::Failed).await? {
            tx.emit(Signal::plan(Name::MatchingFailed, &plan)).await;
        }
        tx.commit(()).await
    })
    .await
}

/// Ends a computation with these values, and returns the plan; nothing if the lease does not hold any more.
async fn end(
    tx: &Tx,
    lease: Lease,
    values: UpdateMany<Entity>,
    state: PlanState,
) -> Result<Option<Model>> {
    let ended = values
        .col_expr(Column::State, state.into())
        .col_expr(
            Column::LeasedUntil,
            Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .col_expr(Column::Lease, Expr::value(None::<Uuid>))
        .filter(lease.holds())
        .filter(Column::State.eq(PlanState::Computing))
        .exec_with_returning(tx.rows())
        .await?;
    Ok(ended.into_iter().next())
}

/// The rows of a solution.
struct Rows {
    scores: Vec<u8>,
    mentors: Vec<mentor::ActiveModel>,
    mentees: Vec<mentee::ActiveModel>,
    matched: i32,
    score: i32,
    proven_maximum: i32,
}

impl Rows {
    fn of(plan_id: PlanId, solution: &Solution) -> Result<Self> {
        let places = || solution.places.iter().flatten();
        let score: i32 = places().map(|place| i32::from(place.score)).sum();
        Ok(Self {
            scores: compress(&solution.scores)?,
            mentors: mentors(plan_id, solution),
            mentees: mentees(plan_id, solution),
            matched: number(places().count()),
            score,
            proven_maximum: i32::try_from(solution.proven_maximum).unwrap_or(i32::MAX),
        })
    }
}

fn compress(scores: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(scores).and_then(|()| encoder.finish());
    written.map_err(|error| Error::Unexpected(format!("the scores of a plan: {error}")))
}

fn mentors(plan_id: PlanId, solution: &Solution) -> Vec<mentor::ActiveModel> {
    let people = &solution.people;
    let seats = people.seats.iter().zip(&solution.prices.seats);
    let mentors = people.mentors.iter().zip(seats).enumerate();
    mentors
        .map(|(position, (user, (seats, price)))| mentor::ActiveModel {
            plan_id: Set(plan_id),
            position: Set(number(position)),
            mentor_id: Set(Some(user.id)),
            seats: Set(i32::try_from(*seats).unwrap_or(i32::MAX)),
            price: Set(*price),
        })
        .collect()
}

fn mentees(plan_id: PlanId, solution: &Solution) -> Vec<mentee::ActiveModel> {
    let places = solution.places.iter().zip(&solution.prices.mentees);
    let mentees = solution.people.mentees.iter().zip(places).enumerate();
    mentees
        .map(|(position, (user, (place, price)))| {
            let mentor = place.and_then(|place| solution.people.mentors.get(place.mentor));
            let unmatched = solution.unmatched.get(&position);
            mentee::ActiveModel {
                plan_id: Set(plan_id),
                position: Set(number(position)),
                mentee_id: Set(Some(user.id)),
                mentor_id: Set(mentor.map(|mentor| mentor.id)),
                mentor_position: Set(place.map(|place| number(place.mentor))),
                price: Set(*price),
                score: Set(place.map_or(0, |place| i32::from(place.score))),
                factors: Set(factors(user, mentor)),
                is_pinned: Set(place.is_some_and(|Place { is_pinned, .. }| is_pinned)),
                outcome: Set(match place {
                    Some(_) => Outcome::Planned,
                    None => Outcome::Unmatched,
                }),
                reason: Set(unmatched.map(|unmatched| unmatched.reason.as_str().to_owned())),
                advice: Set(unmatched.map(|unmatched| unmatched.advice.clone())),
            }
        })
        .collect()
}

/// The points that members see.
fn factors(mentee: &user::Model, mentor: Option<&user::Model>) -> Value {
    let points = mentor.map(|mentor| compatibility::compatibility(mentee, mentor));
    let points = points.unwrap_or_default();
    let shown = compatibility::shown(&points);
    let factors: Map<String, Value> = shown
        .map(|(factor, points)| (factor.as_str().to_owned(), (*points).into()))
        .collect();
    Value::Object(factors)
}

/// Writes the rows of a plan in place of those of an earlier computation.
async fn replace(tx: &Tx, plan_id: PlanId, rows: Rows) -> Result<()> {
    mentee::Entity::delete_many()
        .filter(mentee::Column::PlanId.eq(plan_id))
        .exec(tx.rows())
        .await?;
    mentor::Entity::delete_many()
        .filter(mentor::Column::PlanId.eq(plan_id))
        .exec(tx.rows())
        .await?;
    scores::Entity::delete_by_id(plan_id)
        .exec(tx.rows())
        .await?;
    let kept = scores::ActiveModel {
        plan_id: Set(plan_id),
        scores: Set(rows.scores),
    };
    scores::Entity::insert(kept)
        .exec_without_returning(tx.rows())
        .await?;
    for some in rows.mentors.chunks(ROWS) {
        mentor::Entity::insert_many(some.to_vec())
            .exec_without_returning(tx.rows())
            .await?;
    }
    for some in rows.mentees.chunks(ROWS) {
        mentee::Entity::insert_many(some.to_vec())
            .exec_without_returning(tx.rows())
            .await?;
    }
    Ok(())
}
