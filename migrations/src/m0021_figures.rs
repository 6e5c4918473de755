//! What the figures are counted from, and the right of auditors to see administrators.

use crate::columns::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Json as JsonValue;

/// Indexes signals by name and time, matches by time, and lets AUDITOR read everything.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

async fn give_auditor(manager: &SchemaManager<'_>, permissions: &str) -> Result<(), DbErr> {
    let permissions: JsonValue = permissions
        .parse()
        .map_err(|_| DbErr::Custom("AUDITOR: not JSON".to_owned()))?;
    let update = Query::update()
        .table("admin_roles")
        .value("permissions", permissions)
        .and_where(Expr::col("name").eq("AUDITOR"))
        .to_owned();
    manager.exec_stmt(update).await
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        give_auditor(manager, r#"["users:read","admins:read","signals:read"]"#).await?;
        manager
            .create_index(index("signals", &["name", "occurred_at"]))
            .await?;
        manager
            .create_index(index("matches", &["matched_at", "mentee_id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in [
            ("matches", "idx_matches_matched_at_mentee_id"),
            ("signals", "idx_signals_name_occurred_at"),
        ] {
            manager
                .drop_index(Index::drop().name(name).table(table).to_owned())
                .await?;
        }
        give_auditor(manager, r#"["users:read","signals:read"]"#).await
    }
}
