//! Administrators and their roles. The three built-in roles are part of the schema.

use crate::columns::{flag, id, moment, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::{Json as JsonValue, Uuid};

/// Creates `admin_roles`, with the built-in roles, and `admins`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Id, name and permissions of the roles that every installation starts with. `*` stands for every permission.
const BUILT_IN: [(u128, &str, &str); 3] = [
    (1, "SUPERADMIN", r#"["*"]"#),
    (
        2,
        "MANAGER",
        r#"["users:read","users:write","users:delete","roster:write","signals:read"]"#,
    ),
    (
        3,
        "AUDITOR",
        r#"["users:read","admins:read","signals:read"]"#,
    ),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(admin_roles()).await?;
        for (number, name, permissions) in BUILT_IN {
            manager
                .exec_stmt(built_in(number, name, permissions)?)
                .await?;
        }
        manager.create_table(admins()).await?;
        create_indexes(manager, "admins", &[&["role_id"]]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["admins", "admin_roles"]).await
    }
}

fn admin_roles() -> TableCreateStatement {
    Table::create()
        .table("admin_roles")
        .col(id("id"))
        .col(text("name", 64).unique_key())
        .col(ColumnDef::new("permissions").json().not_null())
        .col(flag("is_built_in", false))
        .take()
}

fn built_in(number: u128, name: &str, permissions: &str) -> Result<InsertStatement, DbErr> {
    let permissions: JsonValue = permissions
        .parse()
        .map_err(|_| DbErr::Custom(format!("the permissions of {name} are not JSON")))?;
    Ok(Query::insert()
        .into_table("admin_roles")
        .columns(["id", "name", "permissions", "is_built_in"])
        .values_panic([
            Uuid::from_u128(number).into(),
            name.into(),
            permissions.into(),
            true.into(),
        ])
        .take())
}

fn admins() -> TableCreateStatement {
    let mut role = ForeignKey::create();
    role.from_col("role_id")
        .to("admin_roles", "id")
        .on_delete(ForeignKeyAction::Restrict);
    Table::create()
        .table("admins")
        .col(id("id"))
        .col(reference("user_id").unique_key())
        .col(text("username", 64).unique_key())
        .col(reference("role_id"))
        .col(flag("is_active", true))
        .col(moment("created_at"))
        .foreign_key(&mut owned_by_user("user_id"))
        .foreign_key(&mut role)
        .take()
}
