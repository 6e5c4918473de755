//! How far each partner of a match has read their messages.

use crate::columns::reference;
use crate::tables::drop_tables;
use sea_orm_migration::prelude::*;

/// Creates `read_positions`. Messages that were sent before count as read.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(read_positions()).await?;
        for reader in ["mentee_id", "mentor_id"] {
            let fill = everything_is_read(reader);
            manager.get_connection().execute_unprepared(&fill).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["read_positions"]).await
    }
}

/// The rows go with their match, as its messages do.
fn read_positions() -> TableCreateStatement {
    let mut of_match = ForeignKey::create()
        .from_col("mentee_id")
        .to("matches", "mentee_id")
        .on_delete(ForeignKeyAction::Cascade)
        .take();
    Table::create()
        .table("read_positions")
        .col(reference("mentee_id"))
        .col(reference("reader_id"))
        .col(reference("message_id"))
        .primary_key(Index::create().col("mentee_id").col("reader_id"))
        .foreign_key(&mut of_match)
        .take()
}

/// The position of this partner of every match with messages: the newest one.
fn everything_is_read(reader: &str) -> String {
    let messages = "chat_messages WHERE chat_messages.mentee_id = matches.mentee_id \
                    AND chat_messages.mentor_id = matches.mentor_id";
    format!(
        "INSERT INTO read_positions (mentee_id, reader_id, message_id) \
         SELECT matches.mentee_id, matches.{reader}, \
         (SELECT chat_messages.id FROM {messages} ORDER BY chat_messages.id DESC LIMIT 1) \
         FROM matches WHERE EXISTS (SELECT 1 FROM {messages})"
    )
}
