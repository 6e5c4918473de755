//! Which administrator answers for a webhook. For those that are there, the log says who made them.

use crate::columns::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// Adds `webhooks.owner_id`, without a foreign key: before an account goes, the server takes it away.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter()
            .table("webhooks")
            .add_column(ColumnDef::new("owner_id").uuid().null())
            .to_owned();
        manager.alter_table(column).await?;
        // SQLite keeps identifiers as bytes, the arguments of signals as text.
        let is_its_own = match manager.get_database_backend() {
            DbBackend::Postgres => "arguments -> 'data' ->> 'webhookId' = webhooks.id::text",
            _ => "replace(arguments -> 'data' ->> 'webhookId', '-', '') = lower(hex(webhooks.id))",
        };
        let fill = format!(
            "UPDATE webhooks SET owner_id = (SELECT actor_id FROM signals
             WHERE name = 'webhook_created' AND {is_its_own} LIMIT 1)"
        );
        manager.get_connection().execute_unprepared(&fill).await?;
        manager.create_index(index("webhooks", &["owner_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let owners = Index::drop()
            .name("idx_webhooks_owner_id")
            .table("webhooks")
            .to_owned();
        manager.drop_index(owners).await?;
        let column = Table::alter()
            .table("webhooks")
            .drop_column("owner_id")
            .to_owned();
        manager.alter_table(column).await
    }
}
