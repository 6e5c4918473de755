//! Kinds of column and constraint that several steps share.

use sea_orm_migration::prelude::*;

/// A UUID primary key.
pub(crate) fn id<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().primary_key().take()
}

/// A UUID that points to another row.
pub(crate) fn reference<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// A moment in UTC.
pub(crate) fn moment<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .not_null()
        .take()
}

/// A moment that may not have come yet.
pub(crate) fn moment_or_null<T: IntoIden>(name: T) -> ColumnDef {
    ColumnDef::new(name)
        .timestamp_with_time_zone()
        .null()
        .take()
}

/// A text of at most `length` characters.
pub(crate) fn text<T: IntoIden>(name: T, length: u32) -> ColumnDef {
    ColumnDef::new(name).string_len(length).not_null().take()
}

/// A text that is empty until somebody fills it in.
pub(crate) fn blank<T: IntoIden>(name: T, length: u32) -> ColumnDef {
    text(name, length).default("").take()
}

/// A flag and its first value.
pub(crate) fn flag<T: IntoIden>(name: T, value: bool) -> ColumnDef {
    ColumnDef::new(name)
        .boolean()
        .not_null()
        .default(value)
        .take()
}

/// A foreign key to `users` whose row goes when the user goes.
pub(crate) fn owned_by_user<T: IntoIden>(name: T) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from_col(name)
        .to("users", "id")
        .on_delete(ForeignKeyAction::Cascade);
    key
}

/// An index named after its table and columns.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("idx_{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
