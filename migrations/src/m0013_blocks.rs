//! Blocks of addresses: a mentee can block an address that no account has, and a block outlives the account.
//!
//! The table gets another primary key, which SQLite cannot change in place, so both databases copy it.

use crate::columns::{id, moment, owned_by_user, reference, text};
use crate::tables::create_indexes;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// Replaces the pairs of `blacklist` by rows with an id, an address and perhaps a mentor. Existing rows count as chosen
/// from a list.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let new_id = match manager.get_database_backend() {
            DatabaseBackend::Postgres => "gen_random_uuid()",
            _ => "randomblob(16)",
        };
        set_aside(manager).await?;
        manager.create_table(blocks()).await?;
        let fill = format!(
            "INSERT INTO blacklist (id, mentee_id, mentor_id, base_email, blacklisted_at) \
             SELECT {new_id}, mentee_id, mentor_id, base_email, blacklisted_at \
             FROM blacklist_copy JOIN users ON users.id = mentor_id"
        );
        restore(manager, &fill).await?;
        let indexes: &[&[&str]] = &[&["mentee_id", "mentor_id"], &["mentor_id"], &["base_email"]];
        create_indexes(manager, "blacklist", indexes).await?;
        let connection = manager.get_connection();
        for unique in [
            // NULL differs from NULL in an index, so this one is about typed addresses only.
            "idx_blacklist_typed ON blacklist (mentee_id, typed_base, base_email)",
            "idx_blacklist_chosen ON blacklist (mentee_id, mentor_id) WHERE typed IS NULL",
        ] {
            let create = format!("CREATE UNIQUE INDEX {unique}");
            connection.execute_unprepared(&create).await?;
        }
        Ok(())
    }

    /// Forgets addresses that no account has.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        set_aside(manager).await?;
        manager.create_table(pairs()).await?;
        let fill = "INSERT INTO blacklist (mentee_id, mentor_id, blacklisted_at) \
                    SELECT mentee_id, mentor_id, MIN(blacklisted_at) FROM blacklist_copy \
                    WHERE mentor_id IS NOT NULL GROUP BY mentee_id, mentor_id";
        restore(manager, fill).await?;
        create_indexes(manager, "blacklist", &[&["mentor_id"]]).await
    }
}

/// Copies the rows and drops the table, so that the new one can have the names of its constraints.
async fn set_aside(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for statement in [
        "CREATE TABLE blacklist_copy AS SELECT * FROM blacklist",
        "DROP TABLE blacklist",
    ] {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}

async fn restore(manager: &SchemaManager<'_>, fill: &str) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for statement in [fill, "DROP TABLE blacklist_copy"] {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}

fn blocks() -> TableCreateStatement {
    let nullable_text = |name: &'static str| ColumnDef::new(name).string_len(254).null().take();
    let both_or_none = Expr::col("typed")
        .is_null()
        .eq(Expr::col("typed_base").is_null());
    Table::create()
        .table("blacklist")
        .col(id("id"))
        .col(reference("mentee_id"))
        .col(ColumnDef::new("mentor_id").uuid().null())
        .col(nullable_text("typed"))
        .col(nullable_text("typed_base"))
        .col(text("base_email", 254))
        .col(moment("blacklisted_at"))
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(
            ForeignKey::create()
                .from_col("mentor_id")
                .to("users", "id")
                .on_delete(ForeignKeyAction::SetNull),
        )
        .check(Expr::col("mentee_id").ne(Expr::col("mentor_id")))
        .check(both_or_none)
        .take()
}

/// The table as `m0004_roster` creates it.
fn pairs() -> TableCreateStatement {
    Table::create()
        .table("blacklist")
        .col(reference("mentee_id"))
        .col(reference("mentor_id"))
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .check(Expr::col("mentee_id").ne(Expr::col("mentor_id")))
        .primary_key(Index::create().col("mentee_id").col("mentor_id"))
        .col(moment("blacklisted_at"))
        .take()
}
