//! What lists of accounts are ordered by.

use crate::db::Engine;
use crate::db::page::{Key, Place, Slice};
use crate::entities::user::{Column, Model};
use crate::error::Result;
use chrono::DateTime;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::Expr;

/// What a list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When accounts were made.
    JoinedAt,
    /// Address.
    Email,
    /// Family name, then given name, without case and accents.
    Name,
    /// Last login; accounts that never signed in come before all others.
    LastLogin,
}

/// A list's order and its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ordering {
    /// What by.
    pub by: Order,
    /// The greatest first.
    pub descending: bool,
}

impl Ordering {
    /// Who joined first comes first.
    pub const OLDEST_FIRST: Self = Self {
        by: Order::JoinedAt,
        descending: false,
    };
    /// Who joined last comes first.
    pub const NEWEST_FIRST: Self = Self {
        by: Order::JoinedAt,
        descending: true,
    };

    pub(super) fn check(self, slice: &Slice) -> Result<()> {
        slice.check(match self.by {
            Order::JoinedAt | Order::LastLogin => |key| matches!(key, Key::Moment(_)),
            Order::Email | Order::Name => |key| matches!(key, Key::Text(_)),
        })
    }
}

impl Order {
    /// The very expression of the indexes.
    pub(super) fn key(self, engine: Engine) -> Expr {
        match (self, engine) {
            (Self::JoinedAt, _) => Column::JoinedAt.into_expr(),
            (Self::Email, _) => Column::Email.into_expr(),
            (Self::Name, _) => Column::NameKey.into_expr(),
            (Self::LastLogin, Engine::Sqlite) => {
                Expr::cust(r#"COALESCE("users"."last_login_at", '1970-01-01T00:00:00+00:00')"#)
            }
            (Self::LastLogin, Engine::Postgres) => Expr::cust(
                r#"COALESCE("users"."last_login_at", '1970-01-01T00:00:00+00:00'::timestamptz)"#,
            ),
        }
    }

    /// The place of an account in this order.
    #[must_use]
    pub fn place(self, user: &Model) -> Place {
        let key = match self {
            Self::JoinedAt => Key::Moment(user.joined_at),
            Self::Email => Key::Text(user.email.clone()),
            Self::Name => Key::Text(user.name_key.clone()),
            Self::LastLogin => Key::Moment(user.last_login_at.unwrap_or(DateTime::UNIX_EPOCH)),
        };
        Place { key, id: user.id.0 }
    }
}
