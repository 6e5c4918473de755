//! Indexes and the way down, as several migrations need them. Released migrations use them: add, never change.

use sea_orm_migration::prelude::*;

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

/// Creates indexes of a table, each from its columns.
pub(crate) async fn create_indexes(
    manager: &SchemaManager<'_>,
    table: &'static str,
    indexes: &[&[&'static str]],
) -> Result<(), DbErr> {
    for columns in indexes {
        manager.create_index(index(table, columns)).await?;
    }
    Ok(())
}

/// Drops tables in this order.
pub(crate) async fn drop_tables(
    manager: &SchemaManager<'_>,
    tables: &[&'static str],
) -> Result<(), DbErr> {
    for table in tables {
        let drop = Table::drop().table(*table).to_owned();
        manager.drop_table(drop).await?;
    }
    Ok(())
}
