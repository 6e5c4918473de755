//! Pages of ordered lists by keyset: the place after a row is the row's key in that order, and its id.

use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// What a list is ordered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Text, compared as the database does.
    Text(String),
    /// A moment.
    Moment(DateTime<Utc>),
}

/// A place in an ordered list, as a client holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The row's key.
    pub key: Key,
    /// The row's id, which tells rows of one key apart.
    pub id: Uuid,
}

/// Which part of an ordered list.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Only what comes after this place.
    pub after: Option<Place>,
    /// Only what comes before this place.
    pub before: Option<Place>,
    /// From the end of the list, the last row first.
    pub backwards: bool,
    /// At most so many.
    pub limit: u64,
}

impl Slice {
    /// Lets pass what has only places of the kind that a list has.
    ///
    /// # Errors
    /// `BadInput` for a place of another list.
    pub fn check(&self, is_of_kind: fn(&Key) -> bool) -> Result<()> {
        let places = [self.after.as_ref(), self.before.as_ref()];
        match places
            .into_iter()
            .flatten()
            .all(|place| is_of_kind(&place.key))
        {
            true => Ok(()),
            false => Err(Error::BadInput(
                "after and before are not cursors of this list and order.".to_owned(),
            )),
        }
    }

    /// In which direction a list is read that is kept upwards or downwards.
    pub(super) const fn direction(&self, descending: bool) -> Order {
        match descending != self.backwards {
            true => Order::Desc,
            false => Order::Asc,
        }
    }
}

/// The slice of a query that is ordered by a key and an id, both upwards or both downwards.
pub fn slice<Query: QueryFilter + QueryOrder + QuerySelect>(
    query: Query,
    (key, id): (Expr, Expr),
    descending: bool,
    slice: &Slice,
) -> Query {
    let here = Expr::tuple([key.clone(), id.clone()]);
    let mut query = query;
    if let Some(after) = &slice.after {
        let after = after.value();
        query = query.filter(match descending {
            true => here.clone().lt(after),
            false => here.clone().gt(after),
        });
    }
    if let Some(before) = &slice.before {
        let before = before.value();
        query = query.filter(match descending {
            true => here.gt(before),
            false => here.lt(before),
        });
    }
    let direction = slice.direction(descending);
    query
        .order_by(key, direction.clone())
        .order_by(id, direction)
        .limit(slice.limit)
}

impl Place {
    fn value(&self) -> Expr {
        let key = match &self.key {
            Key::Text(text) => Expr::val(text.as_str()),
            Key::Moment(moment) => Expr::val(*moment),
        };
        Expr::tuple([key, Expr::val(self.id)])
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match &self.key {
            Key::Text(text) => format!("t{text}"),
            Key::Moment(moment) => {
                format!("m{}", moment.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
        };
        formatter.write_str(&URL_SAFE_NO_PAD.encode(format!("{key} {}", self.id.simple())))
    }
}

/// The text is not a place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct NotAPlace;

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> std::result::Result<Self, NotAPlace> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAPlace)?;
        let text = String::from_utf8(bytes).map_err(|_| NotAPlace)?;
        let (key, id) = text.rsplit_once(' ').ok_or(NotAPlace)?;
        let id = Uuid::try_parse(id).map_err(|_| NotAPlace)?;
        let key = match key.split_at_checked(1) {
            // PostgreSQL takes no NUL; no key of ours has one.
            Some(("t", key)) if !key.contains('\0') => Key::Text(key.to_owned()),
            Some(("m", moment)) => Key::Moment(moment.parse().map_err(|_| NotAPlace)?),
            _ => return Err(NotAPlace),
        };
        Ok(Self { key, id })
    }
}
