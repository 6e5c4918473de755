//! Publishes a plan: matches its pairs, as far as that is still possible.

use super::lease::{self, Lease};
use super::locked;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matched;
use crate::entities::matching_plan::mentee::{self, Column, Entity, Outcome};
use crate::entities::matching_plan::{ActiveModel, Model, PlanState};
use crate::error::{Error, Result};
use crate::ids::{PlanId, UserId};
use crate::roster::match_planned;
use crate::signals::{Name, Signal};
use crate::work::{self, Committed, Work, Workflow};
use rules::Code;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, SelectExt, Set,
};
use tokio_util::sync::CancellationToken;

/// Pairs per read, and between two extensions of the lease.
const BATCH: u64 = 50;

/// What became of a publication.
#[derive(Debug, Clone)]
pub struct Published {
    /// The plan.
    pub plan: Model,
    /// Pairs that are matched.
    pub matched: u64,
    /// Pairs that could not be matched any more.
    pub refused: u64,
    /// Pairs that the job goes on with, after an interruption.
    pub remaining: u64,
}

/// Publishes a plan. Each pair is matched in a transaction of its own, with the checks of every other match; one that is
/// no longer possible is left out and reported. If the server stops meanwhile, the job goes on where it ended.
///
/// # Errors
/// `PLAN_NOT_FOUND`, `PLAN_NOT_READY`, or `NotPermitted`.
pub async fn publish(app: &App, admin: &Admin<RosterWrite>, id: PlanId) -> Result<Published> {
    let actor = admin.clone();
    let lease = Lease::new(id);
    let plan = Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        begin(work, actor, lease)
    })
    .await?;
    let app = app.clone();
    work::to_its_end(async move {
        if let Err(error) = apply(&app, &plan, lease, &CancellationToken::new()).await {
            tracing::error!(plan = %plan.id, %error, "a publication was interrupted; the job goes on with it");
            lease.give_up(&app).await?;
        }
        let count = async |outcome| {
            let pairs = Entity::find()
                .filter(Column::PlanId.eq(plan.id))
                .filter(Column::Outcome.eq(outcome));
            pairs.count(app.db.reader()).await
        };
        Ok(Published {
            matched: count(Outcome::Matched).await?,
            refused: count(Outcome::Refused).await?,
            remaining: count(Outcome::Planned).await?,
            plan,
        })
    })
    .await
}

/// From here on the plan is published, whatever happens.
async fn begin(work: Work, actor: Admin<RosterWrite>, lease: Lease) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let plan = locked::plan(&tx, &actor, lease.plan_id, &[PlanState::Ready], &[]).await?;
    let published = ActiveModel {
        state: Set(PlanState::Published),
        published_at: Set(Some(tx.app.clock.now())),
        published_by: Set(Some(actor.user_id())),
        lease: Set(Some(lease.id)),
        leased_until: Set(Some(lease::until(&tx.app))),
        ..plan.into_active_model()
    };
    let plan = published.update(tx.rows()).await?;
    tx.emit(Signal::plan(Name::MatchingPublished, &plan)).await;
    tx.commit(plan).await
}

/// Matches the pairs that are still planned, until none is left, another process took over, or the server stops.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn apply(
    app: &App,
    plan: &Model,
    lease: Lease,
    stop: &CancellationToken,
) -> Result<()> {
    while lease.extend(app, None).await? {
        let pairs = Entity::find()
            .filter(Column::PlanId.eq(plan.id))
            .filter(Column::Outcome.eq(Outcome::Planned))
            .order_by_asc(Column::Position)
            .limit(BATCH)
            .all(app.db.reader())
            .await?;
        for pair in &pairs {
            if stop.is_cancelled() {
                return lease.give_up(app).await;
            }
            let refusal = match_pair(app, plan.published_by, pair).await?;
            record(app, pair, refusal).await?;
        }
        if (pairs.len() as u64) < BATCH {
            return lease.end(app).await;
        }
    }
    Ok(())
}

/// Matches a pair. Returns why that is not possible.
async fn match_pair(
    app: &App,
    actor_id: Option<UserId>,
    pair: &mentee::Model,
) -> Result<Option<Code>> {
    let (Some(mentee), Some(mentor)) = (pair.mentee_id, pair.mentor_id) else {
        return Ok(Some(match pair.mentee_id {
            None => Code::MenteeNotFound,
            Some(_) => Code::MentorNotFound,
        }));
    };
    match match_planned::match_planned(app, actor_id, mentor, mentee).await {
        Ok(()) => Ok(None),
        Err(Error::Refused(violations)) => {
            let code = violations.first().map(|violation| violation.code);
            // A run before may have been interrupted between the match and its record.
            let is_matched = matched::Entity::find_by_id(mentee)
                .filter(matched::Column::MentorId.eq(mentor))
                .exists(app.db.reader())
                .await?;
            Ok(code.filter(|_| !is_matched))
        }
        Err(error) => Err(error),
    }
}

async fn record(app: &App, pair: &mentee::Model, refusal: Option<Code>) -> Result<()> {
    let outcome = match refusal {
        None => Outcome::Matched,
        Some(_) => Outcome::Refused,
    };
    Entity::update_many()
        .col_expr(Column::Outcome, outcome.into())
        .col_expr(Column::Reason, Expr::value(refusal.map(Code::as_str)))
        .filter(Column::PlanId.eq(pair.plan_id))
        .filter(Column::Position.eq(pair.position))
        .filter(Column::Outcome.eq(Outcome::Planned))
        .exec(app.db.writer())
        .await?;
    Ok(())
}
