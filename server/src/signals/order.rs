//! The order of the log: conditions on a cursor that each database can use as an index seek, and the ORDER BY clause.
//!
//! The order is (transaction, position), and PostgreSQL seeks by that row value. On SQLite the transaction is always 0
//! and the position is the rowid. SQLite seeks by a row value only up to the column before the rowid, which would scan
//! the log from its start, so the position is compared alone there.

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

/// The position of a cursor on SQLite. A cursor with a transaction comes from PostgreSQL and sorts after all others.
const fn rowid(cursor: Cursor) -> i64 {
    match cursor.transaction {
        0 => cursor.position,
        _ => i64::MAX,
    }
}
