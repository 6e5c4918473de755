//! Who can be matched: mentors who pause or wait for their approval, and states of accounts that say who is eligible.

use crate::columns::{flag, moment_or_null};
use crate::tables::create_indexes;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `is_paused`, `paused_until` and `is_approved` to `users`, and computes `state` from more columns than before.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// The first of the states of mentors, before the migration.
const MENTOR: &str = "16";
/// Since the migration, mentors who wait for their approval have states of their own.
const MENTOR_BY_APPROVAL: &str = "CASE WHEN is_approved THEN 16 ELSE 48 END";

/// Role and flags as one number, as since `m0001_users`.
fn state(mentor: &str) -> String {
    format!(
        "CASE role WHEN 'MENTEE' THEN 0 WHEN 'MENTOR' THEN {mentor} ELSE 32 END \
         + CASE WHEN is_verified THEN 8 ELSE 0 END \
         + CASE WHEN is_active THEN 4 ELSE 0 END \
         + CASE WHEN deletion_requested_at IS NULL THEN 0 ELSE 2 END \
         + CASE WHEN is_matched THEN 1 ELSE 0 END"
    )
}

/// The new state. Invariant: `entities/user_state.rs` in the server computes the same.
fn state_with_eligibility() -> String {
    format!(
        "CASE WHEN role <> 'ADMIN' AND is_verified AND is_active AND deletion_requested_at IS NULL \
         AND NOT is_matched AND is_approved AND first_name <> '' AND last_name <> '' AND year IS NOT NULL \
         AND json_array_length(major) > 0 \
         THEN CASE role WHEN 'MENTEE' THEN 64 ELSE 65 END ELSE {} END",
        state(MENTOR_BY_APPROVAL)
    )
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_state(manager).await?;
        let is_mentor = || Expr::col("role").eq("MENTOR");
        let is_paused = flag("is_paused", false)
            .check(Expr::col("is_paused").not().or(is_mentor()))
            .take();
        add(manager, is_paused).await?;
        let is_consistent = Expr::col("paused_until")
            .is_null()
            .or(Expr::col("is_paused"));
        let paused_until = moment_or_null("paused_until").check(is_consistent).take();
        add(manager, paused_until).await?;
        let is_approved = flag("is_approved", true)
            .check(Expr::col("is_approved").or(is_mentor()))
            .take();
        add(manager, is_approved).await?;
        // For mentors whose pause is over.
        let create = "CREATE INDEX idx_users_paused_until_id ON users (paused_until, id) \
             WHERE paused_until IS NOT NULL";
        manager.get_connection().execute_unprepared(create).await?;
        add_state(manager, &state_with_eligibility()).await
    }

    /// Mentors who pause take mentees again, and those who were not approved appear in lists.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_state(manager).await?;
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP INDEX idx_users_paused_until_id")
            .await?;
        for column in ["is_approved", "paused_until", "is_paused"] {
            let drop = format!("ALTER TABLE users DROP COLUMN {column}");
            connection.execute_unprepared(&drop).await?;
        }
        // The next start of a server then finds out which rosters are full.
        connection
            .execute_unprepared("DELETE FROM roster_limit")
            .await?;
        add_state(manager, &state(MENTOR)).await
    }
}

/// Adds a column to `users`.
async fn add(manager: &SchemaManager<'_>, column: ColumnDef) -> Result<(), DbErr> {
    let add = Table::alter().table("users").add_column(column).take();
    manager.alter_table(add).await
}

/// Drops the indexes that begin with the state, and the column itself.
async fn drop_state(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for index in [
        "state",
        "state_joined_at_id",
        "state_email_id",
        "state_name_key_id",
        "state_last_login_at_id",
    ] {
        let drop = format!("DROP INDEX idx_users_{index}");
        connection.execute_unprepared(&drop).await?;
    }
    let drop = "ALTER TABLE users DROP COLUMN state";
    connection.execute_unprepared(drop).await?;
    Ok(())
}

/// Adds the column and its indexes, and copies the states to the search terms.
async fn add_state(manager: &SchemaManager<'_>, state: &str) -> Result<(), DbErr> {
    let mut column = ColumnDef::new("state");
    // PostgreSQL has stored computed columns only, before version 18. SQLite can add only those that it does not store.
    let column = match manager.get_database_backend() {
        DatabaseBackend::Postgres => column
            .small_integer()
            .generated(Expr::cust(format!("({state})::SMALLINT")), true)
            .take(),
        _ => column
            .integer()
            .generated(Expr::cust(state.to_owned()), false)
            .take(),
    };
    add(manager, column).await?;
    let indexes: &[&[&str]] = &[
        &["state", "joined_at", "id"],
        &["state", "email", "id"],
        &["state", "name_key", "id"],
        &["state"],
    ];
    create_indexes(manager, "users", indexes).await?;
    let last_login = match manager.get_database_backend() {
        DatabaseBackend::Postgres => {
            "(COALESCE(last_login_at, '1970-01-01T00:00:00+00:00'::timestamptz))"
        }
        _ => "last_login_key",
    };
    let connection = manager.get_connection();
    let create =
        format!("CREATE INDEX idx_users_state_last_login_at_id ON users (state, {last_login}, id)");
    connection.execute_unprepared(&create).await?;
    let copy = "UPDATE user_terms SET state = (SELECT state FROM users WHERE id = user_terms.user_id) \
         WHERE state <> (SELECT state FROM users WHERE id = user_terms.user_id)";
    connection.execute_unprepared(copy).await?;
    Ok(())
}
