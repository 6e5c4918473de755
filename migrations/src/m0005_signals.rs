//! The signal log: append-only, read in the order of (transaction, position).

use crate::columns::{is_single_row, moment, single_row_id, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `signals` and `signal_watermark`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(signals(manager.get_database_backend()))
            .await?;
        // The order of the log, the same for each filter, and what statistics and deletions look for. On SQLite the
        // position is the rowid, which every index ends with, and the transaction is always 0.
        let log_order: &[&[&str]] = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => &[
                &["name"],
                &["sender"],
                &["user_id"],
                &["actor_id"],
                &["workflow_id"],
            ],
            _ => &[
                &["transaction_id", "position"],
                &["name", "transaction_id", "position"],
                &["sender", "transaction_id", "position"],
                &["user_id", "transaction_id", "position"],
                &["actor_id", "transaction_id", "position"],
                &["workflow_id", "transaction_id", "position"],
            ],
        };
        create_indexes(manager, "signals", log_order).await?;
        let indexes: &[&[&str]] = &[&["name", "occurred_at"], &["occurred_at"]];
        create_indexes(manager, "signals", indexes).await?;
        index_unredacted(manager).await?;
        index_arguments(manager).await?;
        manager.create_table(signal_watermark()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["signal_watermark", "signals"]).await
    }
}

fn signals(backend: DatabaseBackend) -> TableCreateStatement {
    // PostgreSQL assigns positions before transactions commit, so a position alone is no cursor: readers order by the
    // writing transaction and stay below the oldest one that is open. SQLite has one writer, whose positions are in
    // the order of commits.
    let transaction = match backend {
        DatabaseBackend::Postgres => Expr::cust("(pg_current_xact_id()::text::bigint)"),
        _ => Expr::val(0),
    };
    let position = ColumnDef::new("position")
        .big_integer()
        .not_null()
        .auto_increment()
        .primary_key()
        .take();
    let transaction_id = ColumnDef::new("transaction_id")
        .big_integer()
        .not_null()
        .default(transaction)
        .take();
    // No foreign keys: the log outlives the accounts.
    Table::create()
        .table("signals")
        .col(position)
        .col(transaction_id)
        .col(ColumnDef::new("id").uuid().not_null().unique_key())
        .col(text("name", 64))
        .col(text("sender", 32))
        .col(ColumnDef::new("workflow_id").uuid().not_null())
        .col(ColumnDef::new("user_id").uuid().null())
        .col(ColumnDef::new("actor_id").uuid().null())
        .col(moment("occurred_at"))
        .col(ColumnDef::new("arguments").json().not_null())
        .take()
}

/// Indexes the deletions that still name the account: few of all signals. The server queries this exact condition.
async fn index_unredacted(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = match manager.get_database_backend() {
        DatabaseBackend::Sqlite => "name",
        _ => "transaction_id, position",
    };
    let create = format!(
        "CREATE INDEX idx_signals_unredacted ON signals ({columns}) \
         WHERE name = 'user_deleted' AND lower(arguments ->> 'username') <> '[redacted]'"
    );
    manager.get_connection().execute_unprepared(&create).await?;
    Ok(())
}

/// Indexes what people typed, to find what a deleted account must not leave in the log. Ordered by bytes, so that all
/// variants of an address with a "+tag" form one range. SQLite does so by default.
async fn index_arguments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let collation = match manager.get_database_backend() {
        DatabaseBackend::Postgres => " COLLATE \"C\"",
        _ => "",
    };
    for argument in ["email", "username"] {
        let create = format!(
            "CREATE INDEX idx_signals_{argument} ON signals ((lower(arguments ->> '{argument}'){collation}))"
        );
        manager.get_connection().execute_unprepared(&create).await?;
    }
    Ok(())
}

/// With at most one row: the last signal that was deleted because of its age.
fn signal_watermark() -> TableCreateStatement {
    Table::create()
        .table("signal_watermark")
        .col(single_row_id())
        .col(ColumnDef::new("transaction_id").big_integer().not_null())
        .col(ColumnDef::new("position").big_integer().not_null())
        .check(is_single_row())
        .take()
}
