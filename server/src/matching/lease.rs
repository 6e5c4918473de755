//! Which process works on a plan: a lease that others take over when it was not extended.

use crate::app::App;
use crate::entities::matching_plan::{Column, Entity, Model, PlanState};
use crate::error::Result;
use crate::ids::PlanId;
use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// How long a process that was not heard of keeps a plan.
const LENGTH: Duration = Duration::seconds(30);

/// A process's right to work on a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lease {
    pub(super) plan_id: PlanId,
    pub(super) id: Uuid,
}

/// Takes a plan that waits for a computation, or whose publication was interrupted.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn take_next(app: &App) -> Result<Option<(Model, Lease)>> {
    let now = app.clock.now();
    let computing = Condition::all()
        .add(Column::State.eq(PlanState::Computing))
        .add(is_free(now).add(Column::LeasedUntil.is_null()));
    let published = Condition::all()
        .add(Column::State.eq(PlanState::Published))
        .add(is_free(now));
    for due in [computing, published] {
        let next = Entity::find()
            .filter(due)
            .order_by_asc(Column::LeasedUntil)
            .one(app.db.reader())
            .await?;
        if let Some(plan) = next
            && let Some(lease) = take(app, &plan).await?
        {
            return Ok(Some((plan, lease)));
        }
    }
    Ok(None)
}

/// The condition for leases that ended. None is longer than `LENGTH`: one that seems to be twice as long is not from a
/// process whose clock is ahead, but from before the clock went back.
fn is_free(now: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(Column::LeasedUntil.lt(now))
        .add(Column::LeasedUntil.gt(now + LENGTH + LENGTH))
}

async fn take(app: &App, plan: &Model) -> Result<Option<Lease>> {
    let lease = Lease {
        plan_id: plan.id,
        id: Uuid::new_v4(),
    };
    let is_unchanged = match plan.leased_until {
        Some(until) => Column::LeasedUntil.eq(until),
        None => Column::LeasedUntil.is_null(),
    };
    let taken = Entity::update_many()
        .col_expr(Column::Lease, Expr::value(lease.id))
        .col_expr(Column::LeasedUntil, Expr::value(until(app)))
        .filter(Column::Id.eq(plan.id))
        .filter(Column::State.eq(plan.state))
        .filter(is_unchanged)
        .exec(app.db.writer())
        .await?;
    Ok((taken.rows_affected == 1).then_some(lease))
}

impl Lease {
    /// A new lease, which the caller stores.
    pub(super) fn new(plan_id: PlanId) -> Self {
        let id = Uuid::new_v4();
        Self { plan_id, id }
    }

    /// The condition for the plan while this lease holds.
    pub(super) fn holds(&self) -> Condition {
        Condition::all()
            .add(Column::Id.eq(self.plan_id))
            .add(Column::Lease.eq(self.id))
    }

    /// Extends the lease and records how far the computation has come. Returns whether the lease still held.
    ///
    /// # Errors
    /// When the database does not respond.
    pub(super) async fn extend(&self, app: &App, placed: Option<usize>) -> Result<bool> {
        let mut update =
            Entity::update_many().col_expr(Column::LeasedUntil, Expr::value(until(app)));
        if let Some(placed) = placed {
            update = update.col_expr(Column::Placed, Expr::value(number(placed)));
        }
        let extended = update.filter(self.holds()).exec(app.db.writer()).await?;
        Ok(extended.rows_affected == 1)
    }

    /// Lets another process take over at once.
    ///
    /// # Errors
    /// When the database does not respond.
    pub(super) async fn give_up(&self, app: &App) -> Result<()> {
        let past = app.clock.now() - Duration::seconds(1);
        Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(past))
            .filter(self.holds())
            .exec(app.db.writer())
            .await?;
        app.wake_plans.notify_one();
        Ok(())
    }

    /// Ends the lease: nothing is left to do.
    ///
    /// # Errors
    /// When the database does not respond.
    pub(super) async fn end(&self, app: &App) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::Lease, Expr::value(None::<Uuid>))
            .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(self.holds())
            .exec(app.db.writer())
            .await?;
        Ok(())
    }
}

/// Until when a lease that begins now lasts.
pub(super) fn until(app: &App) -> DateTime<Utc> {
    app.clock.now() + LENGTH
}

/// A count as the database keeps it.
pub(super) fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
