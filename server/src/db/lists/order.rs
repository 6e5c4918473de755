//! The sort orders of account lists.

use crate::db::Engine;
use crate::db::page::List;
use crate::entities::user::{Column, Entity};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Expr;

/// The sort key of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Creation time.
    JoinedAt,
    /// Address.
    Email,
    /// Family name, then given name, without case and accents.
    Name,
    /// Last sign-in; accounts that never signed in come first.
    LastLogin,
}

/// A list's sort key and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordering {
    /// The sort key.
    pub by: Order,
    /// Whether the order is descending.
    pub descending: bool,
}

impl Ordering {
    /// The oldest accounts come first.
    pub const OLDEST_FIRST: Self = Self {
        by: Order::JoinedAt,
        descending: false,
    };
    /// The newest accounts come first.
    pub const NEWEST_FIRST: Self = Self {
        by: Order::JoinedAt,
        descending: true,
    };
}

impl Order {
    /// Exactly the expression of the indexes. On SQLite it is a column, because SQLite does not seek by a row value
    /// that contains an expression.
    pub(super) fn key(self, engine: Engine) -> Expr {
        match (self, engine) {
            (Self::JoinedAt, _) => Column::JoinedAt.into_expr(),
            (Self::Email, _) => Column::Email.into_expr(),
            (Self::Name, _) => Column::NameKey.into_expr(),
            (Self::LastLogin, Engine::Sqlite) => Expr::col((Entity, "last_login_key")),
            (Self::LastLogin, Engine::Postgres) => Expr::cust(
                r#"COALESCE("users"."last_login_at", '1970-01-01T00:00:00+00:00'::timestamptz)"#,
            ),
        }
    }

    /// The list in this order.
    pub(super) const fn list(self) -> List {
        match self {
            Self::JoinedAt => List::JoinedAt,
            Self::Email => List::Email,
            Self::Name => List::Name,
            Self::LastLogin => List::LastLogin,
        }
    }
}
