//! One process at a time computes scores. What it has read stays valid until it writes it: changes since then wait for it
//! in the queue, instead of being written by another process and overwritten by this one.

use crate::app::App;
use crate::entities::score_worker::{ActiveModel, Column, Entity};
use crate::error::{Error, Result};
use crate::work::Tx;
use chrono::{DateTime, Duration, Utc};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

/// The time after which another process takes over from one that stopped. Each write renews it.
const TERM: Duration = Duration::seconds(60);

/// The right to compute scores.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lease(Uuid);

impl Lease {
    /// Takes the lease; `None` while another process has it.
    pub(super) async fn take(app: &App) -> Result<Option<Self>> {
        let (lease, now) = (Self(Uuid::new_v4()), app.clock.now());
        let row = ActiveModel {
            id: Set(1),
            holder: Set(lease.0),
            held_until: Set(now + TERM),
        };
        let held_until = Expr::col((Entity, Column::HeldUntil));
        // A lease that seems to be longer was taken before the clock went back. Clocks may differ by a term.
        let is_over = held_until
            .clone()
            .lte(now)
            .or(held_until.gt(now + TERM + TERM));
        let taken = OnConflict::column(Column::Id)
            .update_columns([Column::Holder, Column::HeldUntil])
            .action_and_where(is_over)
            .to_owned();
        let taken = Entity::insert(row)
            .on_conflict(taken)
            .exec_without_returning(app.db.writer())
            .await?;
        Ok((taken > 0).then_some(lease))
    }

    /// Keeps the lease for another term; to the end of the transaction nobody else can take it.
    ///
    /// # Errors
    /// When another process has taken over.
    pub(super) async fn confirm(self, tx: &Tx) -> Result<()> {
        let until = tx.app.clock.now() + TERM;
        require(self.hold_until(tx.rows(), until).await?)
    }

    /// The same without a transaction.
    pub(super) async fn renew(self, app: &App) -> Result<()> {
        let until = app.clock.now() + TERM;
        require(self.hold_until(app.db.writer(), until).await?)
    }

    /// Lets others take the lease. Returns `false` if another process has already taken over.
    pub(super) async fn release(self, app: &App) -> Result<bool> {
        self.hold_until(app.db.writer(), DateTime::UNIX_EPOCH).await
    }

    async fn hold_until(self, writer: &impl ConnectionTrait, until: DateTime<Utc>) -> Result<bool> {
        let held = Entity::update_many()
            .col_expr(Column::HeldUntil, Expr::val(until))
            .filter(Column::Id.eq(1))
            .filter(Column::Holder.eq(self.0))
            .exec(writer)
            .await?;
        Ok(held.rows_affected > 0)
    }
}

fn require(is_held: bool) -> Result<()> {
    let lost = || Error::Unexpected("another process computes scores".to_owned());
    is_held.then_some(()).ok_or_else(lost)
}
