//! Pages of ordered lists by keyset: the place after a row is the row's key in that order, and its id.

use crate::clock;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};
use std::fmt;
use std::str::FromStr;
use strum::VariantArray;
use uuid::Uuid;

/// A kind of list, each in an order of its own. A place in one of them is none in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum List {
    /// Accounts by when they were made.
    JoinedAt,
    /// Accounts by address.
    Email,
    /// Accounts by name.
    Name,
    /// Accounts by last login.
    LastLogin,
    /// Accounts by the term that a search found.
    Term,
    /// Administrators by username.
    Username,
    /// Matches by when they were made.
    MatchedAt,
}

impl List {
    /// What its places begin with.
    const fn tag(self) -> char {
        match self {
            Self::JoinedAt => 'j',
            Self::Email => 'e',
            Self::Name => 'n',
            Self::LastLogin => 'l',
            Self::Term => 't',
            Self::Username => 'u',
            Self::MatchedAt => 'm',
        }
    }

    fn key(self, text: &str) -> std::result::Result<Key, InvalidListCursor> {
        match self {
            Self::JoinedAt | Self::LastLogin | Self::MatchedAt => {
                let moment: DateTime<Utc> = text.parse().map_err(|_| InvalidListCursor)?;
                // PostgreSQL takes no other, and SQLite would put it elsewhere.
                let is_kept = clock::YEARS.contains(&moment.year());
                is_kept
                    .then_some(Key::Moment(moment))
                    .ok_or(InvalidListCursor)
            }
            // PostgreSQL takes no NUL; no key of ours has one.
            _ if text.contains('\0') => Err(InvalidListCursor),
            _ => Ok(Key::Text(text.to_owned())),
        }
    }
}

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
pub struct ListCursor {
    /// In which list.
    pub list: List,
    /// The row's key.
    pub key: Key,
    /// The row's id, which tells rows of one key apart.
    pub id: Uuid,
}

/// Which part of an ordered list.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Only what comes after this place.
    pub after: Option<ListCursor>,
    /// Only what comes before this place.
    pub before: Option<ListCursor>,
    /// From the end of the list, the last row first.
    pub backwards: bool,
    /// At most so many.
    pub limit: u64,
}

impl Slice {
    /// Lets pass what has only places of this list.
    ///
    /// # Errors
    /// `BadInput` for a place of another list.
    pub fn check(&self, list: List) -> Result<()> {
        self.check_cursors(|cursor| cursor.list == list)
    }

    /// Lets pass what has only places that fit.
    ///
    /// # Errors
    /// `BadInput` for one that does not.
    pub(super) fn check_cursors(&self, fits: impl Fn(&ListCursor) -> bool) -> Result<()> {
        let mut cursors = self.after.iter().chain(&self.before);
        match cursors.all(fits) {
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

impl ListCursor {
    fn value(&self) -> Expr {
        let key = match &self.key {
            Key::Text(text) => Expr::val(text.as_str()),
            Key::Moment(moment) => Expr::val(*moment),
        };
        Expr::tuple([key, Expr::val(self.id)])
    }
}

impl fmt::Display for ListCursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tag = self.list.tag();
        let key = match &self.key {
            Key::Text(text) => text.clone(),
            Key::Moment(moment) => moment.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        };
        let id = self.id.simple();
        formatter.write_str(&URL_SAFE_NO_PAD.encode(format!("{tag}{key} {id}")))
    }
}

/// The text is not a place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct InvalidListCursor;

impl FromStr for ListCursor {
    type Err = InvalidListCursor;

    fn from_str(text: &str) -> std::result::Result<Self, InvalidListCursor> {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| InvalidListCursor)?;
        let text = String::from_utf8(bytes).map_err(|_| InvalidListCursor)?;
        let (key, id) = text.rsplit_once(' ').ok_or(InvalidListCursor)?;
        let id = Uuid::try_parse(id).map_err(|_| InvalidListCursor)?;
        let mut characters = key.chars();
        let tag = characters.next();
        let list = List::VARIANTS
            .iter()
            .find(|list| Some(list.tag()) == tag)
            .ok_or(InvalidListCursor)?;
        let key = list.key(characters.as_str())?;
        Ok(Self {
            list: *list,
            key,
            id,
        })
    }
}
