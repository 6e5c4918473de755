//! What servers record about themselves: a write that proves the database works, the time that they last trusted, and
//! what the processes of one PostgreSQL database share of their limits on abuse.

use crate::columns::{is_single_row, moment, moment_or_null, single_row_id};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `readiness_checks` and `trusted_clock`, and on PostgreSQL `rate_limits`: SQLite has one process, which
/// counts in memory.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Unlogged: after a crash of the database the counts start again. `who` is a digest of who is limited. The two levels
/// belong to the two rates that a limit may have.
const RATE_LIMITS: &str = "\
CREATE UNLOGGED TABLE rate_limits ( \
    name varchar(64) NOT NULL, \
    who bytea NOT NULL, \
    level_a double precision NOT NULL, \
    level_b double precision NOT NULL, \
    speed_a double precision NOT NULL, \
    speed_b double precision NOT NULL, \
    charged_at timestamp with time zone NOT NULL, \
    updated_at timestamp with time zone NOT NULL, \
    forgotten_at timestamp with time zone NOT NULL, \
    PRIMARY KEY (name, who))";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(readiness_checks()).await?;
        manager.create_table(trusted_clock()).await?;
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            let connection = manager.get_connection();
            connection.execute_unprepared(RATE_LIMITS).await?;
            create_indexes(
                manager,
                "rate_limits",
                &[&["updated_at"], &["forgotten_at"]],
            )
            .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == sea_orm::DbBackend::Postgres {
            drop_tables(manager, &["rate_limits"]).await?;
        }
        drop_tables(manager, &["trusted_clock", "readiness_checks"]).await
    }
}

/// One row per running server.
fn readiness_checks() -> TableCreateStatement {
    Table::create()
        .table("readiness_checks")
        .col(ColumnDef::new("server_id").uuid().not_null().primary_key())
        .col(ColumnDef::new("number").big_integer().not_null())
        .col(moment("written_at"))
        .take()
}

/// With at most one row: a start far ahead of this time is noticed.
fn trusted_clock() -> TableCreateStatement {
    Table::create()
        .table("trusted_clock")
        .col(single_row_id())
        .col(moment("trusted_at"))
        .col(moment_or_null("held_at"))
        .col(ColumnDef::new("waited_seconds").big_integer().not_null())
        .check(is_single_row())
        .take()
}
