//! Who is matched with whom, who refused whom, how well pairs fit, and what partners wrote.

use crate::columns::{id, index, moment, owned_by_user, reference, text};
use sea_orm_migration::prelude::*;

/// Creates `matches`, `blacklist`, `compatibility_scores` and `chat_messages`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// A table whose rows belong to a mentee and a mentor, two different people.
fn pair_table(name: &'static str) -> TableCreateStatement {
    Table::create()
        .table(name)
        .col(reference("mentee_id"))
        .col(reference("mentor_id"))
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .check(Expr::col("mentee_id").ne(Expr::col("mentor_id")))
        .to_owned()
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A mentee has at most one mentor: the mentee is the key.
        manager
            .create_table(
                pair_table("matches")
                    .primary_key(Index::create().col("mentee_id"))
                    .col(moment("matched_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("matches", &["mentor_id", "matched_at"]))
            .await?;
        manager
            .create_table(
                pair_table("blacklist")
                    .primary_key(Index::create().col("mentee_id").col("mentor_id"))
                    .col(moment("blacklisted_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("blacklist", &["mentor_id"]))
            .await?;
        manager
            .create_table(
                pair_table("compatibility_scores")
                    .primary_key(Index::create().col("mentee_id").col("mentor_id"))
                    .col(
                        ColumnDef::new("score")
                            .integer()
                            .not_null()
                            .check(Expr::col("score").between(0, 100)),
                    )
                    .col(ColumnDef::new("factors").json().not_null())
                    .col(moment("computed_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("compatibility_scores", &["mentee_id", "score"]))
            .await?;
        manager
            .create_index(index("compatibility_scores", &["mentor_id", "score"]))
            .await?;
        manager
            .create_table(
                pair_table("chat_messages")
                    .col(id("id"))
                    .col(reference("sender_id"))
                    .col(text("body", 4000))
                    .col(moment("sent_at"))
                    .foreign_key(&mut owned_by_user("sender_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(index("chat_messages", &["mentee_id", "mentor_id", "id"]))
            .await?;
        manager
            .create_index(index("chat_messages", &["mentor_id"]))
            .await?;
        manager
            .create_index(index("chat_messages", &["sender_id"]))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "chat_messages",
            "compatibility_scores",
            "blacklist",
            "matches",
        ] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
