//! The progress of a plan, live.

use super::MatchingPlan;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::entities::matching_plan::{Model, PlanState};
use crate::error;
use crate::graphql::argument::uuid;
use crate::graphql::context::parts;
use crate::graphql::error::bad_input;
use crate::graphql::payload::value;
use crate::ids::PlanId;
use crate::matching::list;
use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, BoxStream, StreamExt};
use std::time::Duration;

/// How often to look whether a plan has changed.
const EVERY: Duration = Duration::from_millis(500);

/// Live plans.
pub struct MatchingPlanSubscription;

#[Subscription]
impl MatchingPlanSubscription {
    /// A plan as it is now, and again whenever its computation has come further, until it has ended. Needs the
    /// permission USERS_READ.
    async fn matching_progress(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The plan's id.")] id: ID,
    ) -> Result<BoxStream<'static, Result<MatchingPlan>>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let id = PlanId(uuid(&id, "id")?);
        if value(list::plan(app, &admin, id).await)?.is_none() {
            return Err(bad_input("There is no plan with this id."));
        }
        let app = app.clone();
        let last = None;
        let watch = Watch {
            app,
            admin,
            id,
            last,
        };
        let plans = stream::unfold(watch, |mut watch| async {
            let plan = watch.next().await.transpose()?;
            let plan = value(plan).map(MatchingPlan);
            Some((plan, watch))
        });
        Ok(plans.boxed())
    }
}

/// A subscriber's view of a plan.
struct Watch {
    app: App,
    admin: Admin<UsersRead>,
    id: PlanId,
    last: Option<Model>,
}

impl Watch {
    /// Waits for the next change; nothing after the end of the computation.
    async fn next(&mut self) -> error::Result<Option<Model>> {
        loop {
            match &self.last {
                Some(last) if last.state != PlanState::Computing => return Ok(None),
                Some(_) => tokio::time::sleep(EVERY).await,
                None => {}
            }
            let Some(plan) = list::plan(&self.app, &self.admin, self.id).await? else {
                return Ok(None);
            };
            let last = self.last.replace(plan.clone());
            if last.is_none_or(|last| progress(&last) != progress(&plan)) {
                return Ok(Some(plan));
            }
        }
    }
}

/// What a subscriber hears of.
const fn progress(plan: &Model) -> (PlanState, i32, i32) {
    (plan.state, plan.placed, plan.mentees)
}
