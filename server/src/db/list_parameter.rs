//! A list as one parameter of a statement, whose text is then the same for lists of any length: it is prepared once.

use super::Engine;
use sea_orm::sea_query::{
    Expr, ExprTrait, Func, InsertStatement, IntoIden, IntoTableRef, Query, SelectStatement,
};
use serde_json::Value;

/// The query for the entries of a list.
pub(crate) fn entries(engine: Engine, list: impl IntoIterator<Item = String>) -> SelectStatement {
    let list = Value::from_iter(list).to_string();
    let rows = match engine {
        Engine::Sqlite => Func::cust("json_each").arg(list),
        Engine::Postgres => {
            Func::cust("jsonb_array_elements_text").arg(Expr::val(list).cast_as("jsonb"))
        }
    };
    Query::select()
        .column(("list", "value"))
        .from_function(rows, "list")
        .take()
}

/// Inserts a row for each entry of a list, in its order. The other columns of all rows have the same values.
pub(crate) fn insertion<Column: IntoIden, const OTHERS: usize>(
    engine: Engine,
    table: impl IntoTableRef,
    (column, list): (Column, Vec<String>),
    others: [(Column, Expr); OTHERS],
) -> InsertStatement {
    let mut columns = vec![column];
    let mut entries = entries(engine, list);
    for (column, value) in others {
        columns.push(column);
        entries.expr(value);
    }
    let mut insert = Query::insert();
    insert.into_table(table).columns(columns);
    // Invariant: there are as many values as columns, so this does not fail.
    let _ = insert.select_from(entries);
    insert
}
