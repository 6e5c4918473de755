//! Indexes for what tidying and narrow readers of the log ask.

use crate::columns::index;
use sea_orm_migration::prelude::*;

/// Adds indexes to `sessions`, `letters` and `signals`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

fn indexes() -> [IndexCreateStatement; 3] {
    [
        index("sessions", &["last_seen_at"]),
        index("letters", &["finished_at"]),
        index("signals", &["sender", "transaction_id", "position"]),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in [
            ("sessions", "idx_sessions_last_seen_at"),
            ("letters", "idx_letters_finished_at"),
            ("signals", "idx_signals_sender_transaction_id_position"),
        ] {
            manager
                .drop_index(Index::drop().name(name).table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
