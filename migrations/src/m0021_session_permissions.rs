//! Gives roles the permissions to see and end sessions, so that nobody loses what they could do before.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;
use sea_orm_migration::sea_orm::prelude::{Json as JsonValue, Uuid};

/// Adds `sessions:read` to the roles with `users:read`, and `sessions:write` to those with `users:write`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The permissions that included what the others permit from now on.
const SPLIT: [(&str, &str); 2] = [
    ("users:read", "sessions:read"),
    ("users:write", "sessions:write"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change_roles(manager, |permissions| {
            let has = |name: &str| permissions.iter().any(|held| held == name);
            let gained = SPLIT
                .into_iter()
                .filter(|(before, now)| has(before) && !has(now))
                .map(|(_, now)| JsonValue::from(now));
            permissions.iter().cloned().chain(gained).collect()
        })
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change_roles(manager, |permissions| {
            let is_new = |held: &&JsonValue| SPLIT.iter().any(|(_, now)| *held == now);
            permissions
                .iter()
                .filter(|held| !is_new(held))
                .cloned()
                .collect()
        })
        .await
    }
}

/// Changes the permissions of every role; there are few.
async fn change_roles(
    manager: &SchemaManager<'_>,
    change: impl Fn(&[JsonValue]) -> Vec<JsonValue>,
) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let roles = Query::select()
        .columns(["id", "permissions"])
        .from("admin_roles")
        .take();
    for role in connection.query_all(&roles).await? {
        let id: Uuid = role.try_get("", "id")?;
        let permissions: JsonValue = role.try_get("", "permissions")?;
        let permissions = permissions.as_array().map_or(&[][..], Vec::as_slice);
        let changed = change(permissions);
        if changed == permissions {
            continue;
        }
        let update = Query::update()
            .table("admin_roles")
            .value("permissions", JsonValue::from(changed))
            .and_where(Expr::col("id").eq(id))
            .take();
        connection.execute(&update).await?;
    }
    Ok(())
}
