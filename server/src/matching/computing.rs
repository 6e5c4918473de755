//! Computes one plan on a thread of its own, and records how far it has come.

use super::lease::{Lease, number};
use super::solution::{Input, Solution, solve_plan, without};
use super::{excluded, people, rules_of_plan, store};
use crate::app::App;
use crate::entities::matching_plan::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::matching::Scope;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinError;
use tokio_util::sync::CancellationToken;

/// How often progress is recorded.
const EVERY: Duration = Duration::from_millis(500);

/// How far a computation has come, and whether it is to stop.
#[derive(Debug, Default)]
struct Progress {
    placed: AtomicUsize,
    is_stopped: AtomicBool,
}

/// Computes a plan, unless it is discarded or the server stops in the meantime.
///
/// # Errors
/// When the database does not respond; the plan stays to be computed.
pub(super) async fn run(
    app: &App,
    plan: &Model,
    lease: Lease,
    stop: &CancellationToken,
) -> Result<()> {
    let input = input(app, plan).await?;
    if let Err(people::TooMany) = input.people.check() {
        let sentence = "There are too many people for one exact plan: more than 5,000 mentees times 1,500 mentors. \
                        Narrow the scope by major or year.";
        return store::fail(app, plan, lease, sentence).await;
    }
    record_size(app, lease, &input).await?;
    match solve(app, lease, input, stop).await? {
        Ok(Some(solution)) => store::save(app, plan, lease, solution).await,
        Ok(None) => Ok(()),
        Err(error) => {
            tracing::error!(plan = %plan.id, %error, "could not compute a plan");
            let sentence = "The plan could not be computed because of an error in the server. Propose another one.";
            store::fail(app, plan, lease, sentence).await
        }
    }
}

async fn input(app: &App, plan: &Model) -> Result<Input> {
    let scope: Scope = serde_json::from_value(plan.scope.clone())
        .map_err(|error| Error::Unexpected(format!("the scope of a plan: {error}")))?;
    let people = people::eligible(app, &scope).await?;
    let mentees: Vec<_> = people.mentees.iter().map(|mentee| mentee.id).collect();
    let rules = rules_of_plan::read(app.db.reader(), plan.id).await?;
    let mut excluded = excluded::pairs(app, &mentees).await?;
    let pins = without(rules.pins, &excluded);
    excluded.extend(rules.bans);
    Ok(Input {
        objective: plan.objective,
        seed: plan.seed.clone(),
        people,
        excluded,
        pins,
    })
}

async fn record_size(app: &App, lease: Lease, input: &Input) -> Result<()> {
    let people = &input.people;
    Entity::update_many()
        .col_expr(Column::Mentees, Expr::value(number(people.mentees.len())))
        .col_expr(Column::Mentors, Expr::value(number(people.mentors.len())))
        .col_expr(Column::Placed, Expr::value(0))
        .filter(lease.holds())
        .exec(app.db.writer())
        .await?;
    Ok(())
}

/// Solves the plan on a thread for blocking work.
async fn solve(
    app: &App,
    lease: Lease,
    input: Input,
    stop: &CancellationToken,
) -> Result<Result<Option<Solution>>> {
    let progress = Arc::new(Progress::default());
    let shared = Arc::clone(&progress);
    let solving = tokio::task::spawn_blocking(move || {
        solve_plan(input, |placed| {
            shared.placed.store(placed, Ordering::Relaxed);
            !shared.is_stopped.load(Ordering::Relaxed)
        })
    });
    tokio::pin!(solving);
    loop {
        tokio::select! {
            solved = &mut solving => return Ok(solved.unwrap_or_else(panicked)),
            () = stop.cancelled() => progress.is_stopped.store(true, Ordering::Relaxed),
            () = tokio::time::sleep(EVERY) => {}
        }
        let placed = progress.placed.load(Ordering::Relaxed);
        let goes_on = !stop.is_cancelled() && lease.extend(app, Some(placed)).await.unwrap_or(true);
        if !goes_on {
            progress.is_stopped.store(true, Ordering::Relaxed);
            return Ok((&mut solving).await.unwrap_or_else(panicked));
        }
    }
}

/// A computation that panicked fails: it would panic again.
fn panicked<T>(error: JoinError) -> Result<T> {
    Err(Error::Unexpected(format!("a plan: {error}")))
}
