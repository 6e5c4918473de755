//! Lists of plans.

use super::MatchingPlan;
use crate::auth::permission::UsersRead;
use crate::db::page::ListCursor;
use crate::graphql::argument::uuid;
use crate::graphql::context::parts;
use crate::graphql::page::{Page, connection};
use crate::graphql::payload::value;
use crate::ids::PlanId;
use crate::matching::list;
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

/// Plans.
#[derive(Default)]
pub struct MatchingPlanQuery;

#[Object]
impl MatchingPlanQuery {
    /// A plan; null if there is none with this id. Needs the permission USERS_READ.
    async fn matching_plan(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The plan's id.")] id: ID,
    ) -> Result<Option<MatchingPlan>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let plan = Box::pin(list::plan(app, &admin, PlanId(uuid(&id, "id")?))).await;
        Ok(value(plan)?.map(MatchingPlan))
    }

    /// Plans, newest first. Needs the permission USERS_READ.
    async fn matching_plans(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, MatchingPlan>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let rows = value(Box::pin(list::plans(app, &admin, &page.slice())).await)?;
        Ok(connection(&page, rows, |(cursor, row)| {
            (cursor.to_string(), MatchingPlan(row))
        }))
    }
}
