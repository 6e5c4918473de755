//! What lists of accounts are ordered and searched by, so that a page costs the same however many there are.

use crate::columns::{blank, index, owned_by_user, reference, text};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Adds `users.name_key`, `user_terms` and the indexes of the orders.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Beginnings of words are ranges of bytes, whatever the language of the database.
fn by_bytes(manager: &SchemaManager, mut column: ColumnDef) -> ColumnDef {
    match manager.get_database_backend() {
        DatabaseBackend::Postgres => column.extra("COLLATE \"C\"").take(),
        _ => column,
    }
}

/// Accounts that never signed in come before all others: both databases place NULL elsewhere.
fn last_login(manager: &SchemaManager) -> &'static str {
    match manager.get_database_backend() {
        DatabaseBackend::Postgres => {
            "COALESCE(last_login_at, '1970-01-01T00:00:00+00:00'::timestamptz)"
        }
        _ => "COALESCE(last_login_at, '1970-01-01T00:00:00+00:00')",
    }
}

/// States that few accounts are in: the index holds those few only.
const RARE: [(&str, &str); 3] = [
    ("idx_users_unverified", "is_verified = FALSE"),
    ("idx_users_inactive", "is_active = FALSE"),
    ("idx_users_leaving", "deletion_requested_at IS NOT NULL"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let name_key = by_bytes(manager, blank("name_key", 302));
        manager
            .alter_table(
                Table::alter()
                    .table("users")
                    .add_column(name_key)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("user_terms")
                    .col(reference("user_id"))
                    .col(by_bytes(manager, text("term", 254)))
                    .primary_key(Index::create().col("term").col("user_id"))
                    .foreign_key(&mut owned_by_user("user_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("user_terms", &["user_id", "term"]))
            .await?;
        for columns in [
            &["joined_at", "id"][..],
            &["role", "joined_at", "id"],
            &["name_key", "id"],
        ] {
            manager.create_index(index("users", columns)).await?;
        }
        let connection = manager.get_connection();
        let last_login = last_login(manager);
        connection
            .execute_unprepared(&format!(
                "CREATE INDEX idx_users_last_login ON users (({last_login}), id)"
            ))
            .await?;
        for (name, state) in RARE {
            connection
                .execute_unprepared(&format!(
                    "CREATE INDEX {name} ON users (joined_at, id, role) WHERE {state}"
                ))
                .await?;
        }
        // Accounts made before this step are found by whole names until their next change.
        connection
            .execute_unprepared(
                "UPDATE users SET name_key = LOWER(TRIM(last_name || ' ' || first_name))",
            )
            .await?;
        connection
            .execute_unprepared(
                "INSERT INTO user_terms (user_id, term) \
                 SELECT id, email FROM users \
                 UNION SELECT id, LOWER(first_name) FROM users WHERE first_name <> '' \
                 UNION SELECT id, LOWER(last_name) FROM users WHERE last_name <> ''",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("user_terms").to_owned())
            .await?;
        let rare = RARE.map(|(name, _)| name);
        let orders = [
            "idx_users_joined_at_id",
            "idx_users_role_joined_at_id",
            "idx_users_name_key_id",
            "idx_users_last_login",
        ];
        for name in rare.into_iter().chain(orders) {
            manager
                .drop_index(Index::drop().name(name).table("users").to_owned())
                .await?;
        }
        manager
            .alter_table(
                Table::alter()
                    .table("users")
                    .drop_column("name_key")
                    .to_owned(),
            )
            .await
    }
}
