//! Lists of accounts by state: each order is kept once for each state, so that a page costs the same whomever it shows.

use crate::columns::{flag, index};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `users.is_matched`, `users.state`, the indexes that begin with it, and `roster_marks`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Role and flags as one number; the server's `user_state` counts alike.
const STATE: &str = "CASE role WHEN 'MENTEE' THEN 0 WHEN 'MENTOR' THEN 16 ELSE 32 END \
     + CASE WHEN is_verified THEN 8 ELSE 0 END \
     + CASE WHEN is_active THEN 4 ELSE 0 END \
     + CASE WHEN deletion_requested_at IS NULL THEN 0 ELSE 2 END \
     + CASE WHEN is_matched THEN 1 ELSE 0 END";

/// What accounts are ordered by, and the name of the order's index.
fn orders(backend: DatabaseBackend) -> [(&'static str, &'static str); 4] {
    let last_login = match backend {
        DatabaseBackend::Postgres => {
            "(COALESCE(last_login_at, '1970-01-01T00:00:00+00:00'::timestamptz))"
        }
        _ => "(COALESCE(last_login_at, '1970-01-01T00:00:00+00:00'))",
    };
    [
        ("idx_users_state_joined_at", "joined_at"),
        ("idx_users_state_email", "email"),
        ("idx_users_state_name_key", "name_key"),
        ("idx_users_state_last_login", last_login),
    ]
}

/// What states make superfluous.
const RARE: [(&str, &str); 3] = [
    ("idx_users_unverified", "is_verified = FALSE"),
    ("idx_users_inactive", "is_active = FALSE"),
    ("idx_users_leaving", "deletion_requested_at IS NOT NULL"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let connection = manager.get_connection();
        add_columns(manager).await?;
        for (name, key) in orders(backend) {
            connection
                .execute_unprepared(&format!("CREATE INDEX {name} ON users (state, {key}, id)"))
                .await?;
        }
        // Accounts are counted by state: the smallest index that holds it is the quickest to go through.
        manager.create_index(index("users", &["state"])).await?;
        let rare = RARE.map(|(name, _)| name);
        for name in rare.into_iter().chain(["idx_users_role_joined_at_id"]) {
            drop_index(manager, name).await?;
        }
        let marks = Table::create()
            .table("roster_marks")
            .col(ColumnDef::new("id").integer().not_null().primary_key())
            .col(ColumnDef::new("max_mentees").integer().not_null())
            .check(Expr::col("id").eq(1))
            .to_owned();
        manager.create_table(marks).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let connection = manager.get_connection();
        manager
            .drop_table(Table::drop().table("roster_marks").to_owned())
            .await?;
        manager
            .create_index(index("users", &["role", "joined_at", "id"]))
            .await?;
        for (name, state) in RARE {
            connection
                .execute_unprepared(&format!(
                    "CREATE INDEX {name} ON users (joined_at, id, role) WHERE {state}"
                ))
                .await?;
        }
        let orders = orders(backend).map(|(name, _)| name);
        for name in orders.into_iter().chain(["idx_users_state"]) {
            drop_index(manager, name).await?;
        }
        for column in ["state", "is_matched"] {
            manager
                .alter_table(Table::alter().table("users").drop_column(column).to_owned())
                .await?;
        }
        Ok(())
    }
}

async fn add_columns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let is_matched = flag("is_matched", false);
    manager
        .alter_table(
            Table::alter()
                .table("users")
                .add_column(is_matched)
                .to_owned(),
        )
        .await?;
    let connection = manager.get_connection();
    // Whether a roster is full depends on a setting: the server finds that out when it starts.
    connection
        .execute_unprepared(
            "UPDATE users SET is_matched = TRUE WHERE id IN (SELECT mentee_id FROM matches)",
        )
        .await?;
    // Either database can add one of the two kinds of computed column only; both can index it.
    let computed = match manager.get_database_backend() {
        DatabaseBackend::Postgres => {
            format!("state SMALLINT GENERATED ALWAYS AS (({STATE})::SMALLINT) STORED")
        }
        _ => format!("state INTEGER GENERATED ALWAYS AS ({STATE}) VIRTUAL"),
    };
    connection
        .execute_unprepared(&format!("ALTER TABLE users ADD COLUMN {computed}"))
        .await?;
    Ok(())
}

async fn drop_index(manager: &SchemaManager<'_>, name: &str) -> Result<(), DbErr> {
    let index = Index::drop()
        .name(name.to_owned())
        .table("users")
        .to_owned();
    manager.drop_index(index).await
}
