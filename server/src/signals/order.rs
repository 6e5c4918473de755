//! The order of the log in the terms of each database: conditions that it can seek by, and what it sorts by.
//!
//! The order is (transaction, position). PostgreSQL seeks by that pair. On SQLite the transaction is 0 and the position
//! is the rowid, and of a pair that ends with the rowid it seeks by the first column alone: it would walk the log from
//! its start. There the position is compared by itself.

use crate::cursor::Cursor;
use crate::db::Engine;
use crate::entities::signal::Column;
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{ColumnTrait, QueryOrder};

/// The condition for signals after a cursor.
pub(super) fn after(engine: Engine, cursor: Cursor) -> Expr {
    match engine {
        Engine::Sqlite => Column::Position.gt(rowid(cursor)),
        Engine::Postgres => log_key().gt(key_of(cursor)),
    }
}

/// The condition for signals before a cursor.
pub(super) fn before(engine: Engine, cursor: Cursor) -> Expr {
    match engine {
        Engine::Sqlite => Column::Position.lt(rowid(cursor)),
        Engine::Postgres => log_key().lt(key_of(cursor)),
    }
}

/// The condition for signals up to a cursor.
pub(crate) fn through(engine: Engine, cursor: Cursor) -> Expr {
    match engine {
        Engine::Sqlite => Column::Position.lte(rowid(cursor)),
        Engine::Postgres => log_key().lte(key_of(cursor)),
    }
}

/// Sorts by the order of the log.
pub(crate) fn sorted<Query: QueryOrder>(engine: Engine, query: Query, order: Order) -> Query {
    match engine {
        Engine::Sqlite => query.order_by(Column::Position, order),
        Engine::Postgres => query
            .order_by(Column::TransactionId, order.clone())
            .order_by(Column::Position, order),
    }
}

/// A cursor as a pair of values.
pub(crate) fn key_of(cursor: Cursor) -> Expr {
    Expr::tuple([Expr::val(cursor.transaction), Expr::val(cursor.position)])
}

fn log_key() -> Expr {
    Expr::tuple([
        Expr::col(Column::TransactionId),
        Expr::col(Column::Position),
    ])
}

/// Where a cursor stands among SQLite's positions: one that names a transaction, from a PostgreSQL, is after them all.
const fn rowid(cursor: Cursor) -> i64 {
    match cursor.transaction {
        0 => cursor.position,
        _ => i64::MAX,
    }
}
