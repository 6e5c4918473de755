//! Column types and constraints that several migrations share. Released migrations use them: add, never change.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// A UUID primary key.
pub(crate) fn id<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().primary_key().take()
}

/// The primary key of a table that has a single row: add the check of `is_single_row` to the table.
pub(crate) fn single_row_id() -> ColumnDef {
    ColumnDef::new("id")
        .integer()
        .not_null()
        .primary_key()
        .take()
}

/// The check of a table that has a single row.
pub(crate) fn is_single_row() -> Expr {
    Expr::col("id").eq(1)
}

/// A UUID that refers to another row.
pub(crate) fn reference<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// A time in UTC.
pub(crate) fn moment<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .take()
}

/// A time in UTC, or NULL.
pub(crate) fn moment_or_null<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .null()
        .take()
}

/// Text of at most `length` characters.
pub(crate) fn text<T: IntoIden>(name: T, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).not_null().take()
}

/// Text that is empty by default.
pub(crate) fn blank<T: IntoIden>(name: T, length: u32) -> ColumnDef {
    text(name, length).default("").take()
}

/// A boolean with a default.
pub(crate) fn flag<T: IntoIden>(name: T, value: bool) -> ColumnDef {
    ColumnDef::new(name)
        .boolean()
        .not_null()
        .default(value)
        .take()
}

/// Orders text by its bytes, whatever the language of the database, so that all texts with the same prefix form one
/// range of an index. SQLite does so by default.
pub(crate) fn by_bytes(backend: DatabaseBackend, mut column: ColumnDef) -> ColumnDef {
    match backend {
        DatabaseBackend::Postgres => column.extra("COLLATE \"C\"").take(),
        _ => column,
    }
}

/// A foreign key to `users`; deleting the user deletes the row.
pub(crate) fn owned_by_user<T: IntoIden>(name: T) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from_col(name)
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade);
    key
}
