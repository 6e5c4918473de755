//! The cells of a row, whichever library read it.

use crate::entities::session::Kind;
use crate::entities::token_digest::TokenDigest;
use crate::entities::user::{Digest, Entries, Role};
use crate::ids::{SessionId, UserId};
use chrono::{DateTime, Utc};
use rusqlite::types::ValueRef;
use sea_orm::{ActiveEnum, DbErr, QueryResult, TryGetable};
use uuid::Uuid;

/// A row.
pub(crate) enum Cells<'row> {
    /// Read by SeaORM.
    Orm(&'row QueryResult),
    /// Read on the caller's thread (`inline.rs`).
    Sqlite(&'row rusqlite::Row<'row>),
}

impl Cells<'_> {
    /// The value in the column at `index`.
    ///
    /// # Errors
    /// When the column has another type.
    pub(crate) fn get<T: Cell>(&self, index: usize) -> Result<T, DbErr> {
        match self {
            Self::Orm(row) => row.try_get_by(index),
            Self::Sqlite(row) => {
                let value = row.get_ref(index).ok().and_then(T::of_sqlite);
                value.ok_or_else(|| DbErr::Type(format!("column {index} has another type")))
            }
        }
    }
}

/// A type of a column. On SQLite it is stored as sqlx stores it.
pub(crate) trait Cell: TryGetable {
    /// Reads a value; `None` if it has another type.
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self>;
}

impl Cell for String {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_str().ok().map(str::to_owned)
    }
}

impl Cell for Digest {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        String::of_sqlite(value).map(Self)
    }
}

impl Cell for bool {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok().map(|number| number != 0)
    }
}

impl Cell for i32 {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_i64().ok()?.try_into().ok()
    }
}

impl Cell for UserId {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        Uuid::from_slice(value.as_blob().ok()?).ok().map(Self)
    }
}

impl Cell for SessionId {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        Uuid::from_slice(value.as_blob().ok()?).ok().map(Self)
    }
}

impl Cell for TokenDigest {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        value.as_blob().ok().map(|bytes| Self(bytes.to_vec()))
    }
}

impl Cell for Kind {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        Self::try_from_value(&value.as_str().ok()?.to_owned()).ok()
    }
}

impl Cell for DateTime<Utc> {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        let moment = DateTime::parse_from_rfc3339(value.as_str().ok()?).ok()?;
        Some(moment.to_utc())
    }
}

impl Cell for Role {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        Self::try_from_value(&value.as_str().ok()?.to_owned()).ok()
    }
}

impl Cell for Entries {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        serde_json::from_str(value.as_str().ok()?).ok()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn of_sqlite(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            value => T::of_sqlite(value).map(Some),
        }
    }
}
