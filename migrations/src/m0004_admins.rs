//! Administrators and their roles; the three built-in roles are part of the schema.

use crate::columns::{flag, id, index, moment, owned_by_user, reference, text};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::{Json as JsonValue, Uuid};

/// Creates `admin_roles` and `admins`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Name and permissions of what every installation starts with. A role's row may be changed later;
/// SUPERADMIN's permissions are "all there are" and need no list.
const BUILT_IN: [(u128, &str, &str); 3] = [
    (1, "SUPERADMIN", r#"["*"]"#),
    (
        2,
        "MANAGER",
        r#"["users:read","users:write","users:delete","roster:write","signals:read"]"#,
    ),
    (3, "AUDITOR", r#"["users:read","signals:read"]"#),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("admin_roles")
                    .col(id("id"))
                    .col(text("name", 64).unique_key())
                    .col(ColumnDef::new("permissions").json().not_null())
                    .col(flag("is_built_in", false))
                    .to_owned(),
            )
            .await?;
        for (number, name, permissions) in BUILT_IN {
            let permissions: JsonValue = permissions
                .parse()
                .map_err(|_| DbErr::Custom(format!("{name}: not JSON")))?;
            manager
                .exec_stmt(
                    Query::insert()
                        .into_table("admin_roles")
                        .columns(["id", "name", "permissions", "is_built_in"])
                        .values_panic([
                            Uuid::from_u128(number).into(),
                            name.into(),
                            permissions.into(),
                            true.into(),
                        ])
                        .to_owned(),
                )
                .await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("admins")
                    .col(id("id"))
                    .col(reference("user_id").unique_key())
                    .col(text("username", 64).unique_key())
                    .col(reference("role_id"))
                    .col(flag("is_active", true))
                    .col(moment("created_at"))
                    .foreign_key(&mut owned_by_user("user_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from_col("role_id")
                            .to("admin_roles", "id")
                            .on_delete(ForeignKeyAction::Restrict),
                    )
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("admins", &["role_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["admins", "admin_roles"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
