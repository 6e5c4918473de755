//! Finds how an account was signed in to, by outcome, and the sessions that idled out, by kind.

use crate::tables::{create_indexes, index};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Indexes the signals about sign-ins of an account, and the last uses of sessions of each kind.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The server queries with this exact condition.
const IS_SIGN_IN: &str = "name IN ('user_authenticated', 'user_authentication_failed', 'admin_authenticated', \
                          'admin_authentication_failed')";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // In the order of the log. On SQLite the position is the rowid, which every index ends with.
        let order = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => "",
            _ => ", transaction_id, position",
        };
        // Failures that are about no account, of which there may be any number, cost nothing here.
        let create = format!(
            "CREATE INDEX idx_signals_sign_ins ON signals (user_id, name{order}) \
             WHERE user_id IS NOT NULL AND {IS_SIGN_IN}"
        );
        manager.get_connection().execute_unprepared(&create).await?;
        create_indexes(manager, "sessions", &[&["kind", "last_seen_at"]]).await?;
        drop_index(manager, "sessions", "idx_sessions_last_seen_at").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(index("sessions", &["last_seen_at"]))
            .await?;
        drop_index(manager, "sessions", "idx_sessions_kind_last_seen_at").await?;
        drop_index(manager, "signals", "idx_signals_sign_ins").await
    }
}

async fn drop_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    name: &'static str,
) -> Result<(), DbErr> {
    let drop = Index::drop().name(name).table(table).to_owned();
    manager.drop_index(drop).await
}
