//! What the processes of one PostgreSQL database share of their limits on abuse. A single process on SQLite counts in
//! memory.

use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;

/// Creates `rate_limits` on PostgreSQL.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Unlogged: after a crash of the database the counts start again. Who is limited is a digest. The two levels belong to
/// the two rates that a limit may have.
const TABLE: &str = "\
CREATE UNLOGGED TABLE rate_limits ( \
    name varchar(32) NOT NULL, \
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
        if manager.get_database_backend() != sea_orm::DbBackend::Postgres {
            return Ok(());
        }
        let connection = manager.get_connection();
        connection.execute_unprepared(TABLE).await?;
        for column in ["updated_at", "forgotten_at"] {
            let index = format!("CREATE INDEX idx_rate_limits_{column} ON rate_limits ({column})");
            connection.execute_unprepared(&index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => drop_tables(manager, &["rate_limits"]).await,
            _ => Ok(()),
        }
    }
}
