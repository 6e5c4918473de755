//! Accounts, and the terms that they are found by.

use crate::columns::{
    blank, by_bytes, flag, id, is_single_row, moment, moment_or_null, owned_by_user, reference,
    single_row_id, text,
};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Creates `users`, `user_terms` and `search_index`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Role and flags as one number. Invariant: `entities/user_state.rs` in the server computes the same.
const STATE: &str = "CASE role WHEN 'MENTEE' THEN 0 WHEN 'MENTOR' THEN 16 ELSE 32 END \
     + CASE WHEN is_verified THEN 8 ELSE 0 END \
     + CASE WHEN is_active THEN 4 ELSE 0 END \
     + CASE WHEN deletion_requested_at IS NULL THEN 0 ELSE 2 END \
     + CASE WHEN is_matched THEN 1 ELSE 0 END";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        manager.create_table(users(backend)).await?;
        index_users(manager).await?;
        manager.create_table(user_terms(backend)).await?;
        let indexes: &[&[&str]] = &[
            &["user_id", "term"],
            &["state", "is_public", "term", "user_id"],
        ];
        create_indexes(manager, "user_terms", indexes).await?;
        create_search_index(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["search_index", "user_terms", "users"]).await
    }
}

fn users(backend: DatabaseBackend) -> TableCreateStatement {
    let mut role = text("role", 16);
    role.check(Expr::col("role").is_in(["MENTEE", "MENTOR", "ADMIN"]));
    let mut year = nullable_integer("year");
    year.check(Expr::col("year").between(0, 5));
    let mut users = Table::create();
    users
        .table("users")
        .col(id("id"))
        .col(text("email", 254).unique_key())
        .col(text("base_email", 254))
        .col(text("password", 512))
        .col(blank("first_name", 150))
        .col(blank("last_name", 150))
        .col(by_bytes(backend, blank("name_key", 302)))
        .col(role)
        .col(year)
        .col(ColumnDef::new("major").json().not_null())
        .col(ColumnDef::new("minor").json().not_null());
    for name in ["hobbies", "clubs", "goals", "other_background"] {
        users.col(blank(name, 500));
    }
    for name in [
        "international",
        "commuter",
        "firstgen",
        "outofstate",
        "transfer",
        "match_by_background",
    ] {
        users.col(flag(name, false));
    }
    users
        .col(ColumnDef::new("profile_picture_url").string_len(500).null())
        .col(flag("is_verified", false))
        .col(moment_or_null("first_verified_at"))
        .col(flag("is_active", true))
        .col(flag("is_staff", false))
        .col(flag("is_superuser", false))
        .col(flag("is_matched", false))
        .col(flag("emails_about_matches", true))
        .col(state(backend))
        .col(moment("joined_at"))
        .col(moment_or_null("last_login_at"));
    if backend == DatabaseBackend::Sqlite {
        // SQLite can seek by a pair only if both are columns.
        let key = "COALESCE(last_login_at, '1970-01-01T00:00:00+00:00')";
        let key = ColumnDef::new("last_login_key")
            .text()
            .generated(Expr::cust(key), false)
            .take();
        users.col(key);
    }
    users
        .col(moment_or_null("deletion_requested_at"))
        .col(moment_or_null("permanent_deletion_after"));
    for name in ["own_capacity", "capacity_limit"] {
        let capacity = nullable_integer(name).check(Expr::col(name).gte(1)).take();
        users.col(capacity);
    }
    // A pending deletion has both of its dates or neither.
    let is_complete = Expr::col("deletion_requested_at")
        .is_null()
        .eq(Expr::col("permanent_deletion_after").is_null());
    // Who was verified keeps the moment, also when an administrator sets the account to unverified.
    let has_moment = Expr::col("first_verified_at").is_not_null();
    let is_consistent = Expr::col("is_verified").not().or(has_moment);
    users.check(is_complete).check(is_consistent).take()
}

fn nullable_integer(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().take()
}

/// PostgreSQL has stored computed columns only, before version 18. SQLite need not store what its indexes hold.
fn state(backend: DatabaseBackend) -> ColumnDef {
    let mut column = ColumnDef::new("state");
    match backend {
        DatabaseBackend::Postgres => column
            .small_integer()
            .generated(Expr::cust(format!("({STATE})::SMALLINT")), true)
            .take(),
        _ => column.integer().generated(Expr::cust(STATE), false).take(),
    }
}

async fn index_users(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Lists are in one of four orders, of all accounts or of those in one state. Accounts are counted by state alone:
    // the smallest index that has it is the fastest to scan.
    let indexes: &[&[&str]] = &[
        &["joined_at", "id"],
        &["name_key", "id"],
        &["state", "joined_at", "id"],
        &["state", "email", "id"],
        &["state", "name_key", "id"],
        &["state"],
        &["role", "id"],
        &["permanent_deletion_after", "id"],
    ];
    create_indexes(manager, "users", indexes).await?;
    // Accounts that never signed in come before all others: each database sorts NULL in its own way.
    let last_login = match manager.get_database_backend() {
        DatabaseBackend::Postgres => {
            "(COALESCE(last_login_at, '1970-01-01T00:00:00+00:00'::timestamptz))"
        }
        _ => "last_login_key",
    };
    let connection = manager.get_connection();
    for (name, columns) in [
        ("idx_users_last_login_at_id", format!("{last_login}, id")),
        (
            "idx_users_state_last_login_at_id",
            format!("state, {last_login}, id"),
        ),
    ] {
        let create = format!("CREATE INDEX {name} ON users ({columns})");
        connection.execute_unprepared(&create).await?;
    }
    // For counting the accounts whose password hash was imported.
    let create = "CREATE INDEX idx_users_imported_password ON users (password) \
         WHERE substr(password, 1, 10) <> '$argon2id$'";
    connection.execute_unprepared(create).await?;
    // For the files of pictures that no account refers to.
    let create = "CREATE INDEX idx_users_profile_picture_url ON users (profile_picture_url) \
         WHERE profile_picture_url IS NOT NULL";
    connection.execute_unprepared(create).await?;
    // That two addresses are one person's binds accounts that were verified. All others give way to them, and are
    // deleted some time after they were registered.
    for (index, condition) in [
        (
            "UNIQUE INDEX idx_users_verified ON users (base_email)",
            "IS NOT NULL",
        ),
        (
            "INDEX idx_users_never_verified_base_email_id ON users (base_email, id)",
            "IS NULL",
        ),
        (
            "INDEX idx_users_never_verified_joined_at_id ON users (joined_at, id)",
            "IS NULL",
        ),
    ] {
        let create = format!("CREATE {index} WHERE first_verified_at {condition}");
        connection.execute_unprepared(&create).await?;
    }
    Ok(())
}

/// The search terms of an account. They repeat its state, so that a search among few accounts is as fast as among all.
fn user_terms(backend: DatabaseBackend) -> TableCreateStatement {
    let state = ColumnDef::new("state")
        .small_integer()
        .not_null()
        .default(0)
        .take();
    Table::create()
        .table("user_terms")
        .col(reference("user_id"))
        .col(by_bytes(backend, text("term", 254)))
        .col(flag("is_public", false))
        .col(state)
        .primary_key(Index::create().col("term").col("user_id"))
        .foreign_key(&mut owned_by_user("user_id"))
        .take()
}

/// With its one row: which version of the server's search the terms were made for, and up to which account.
async fn create_search_index(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("search_index")
        .col(single_row_id())
        .col(ColumnDef::new("version").integer().not_null())
        .col(ColumnDef::new("is_done").boolean().not_null())
        .col(ColumnDef::new("after_id").uuid().null())
        .check(is_single_row())
        .take();
    manager.create_table(table).await?;
    let row = Query::insert()
        .into_table("search_index")
        .columns(["id", "version", "is_done"])
        .values_panic([1.into(), 0.into(), false.into()])
        .take();
    manager.exec_stmt(row).await
}
