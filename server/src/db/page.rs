//! Keyset pagination of ordered lists: the cursor after a row is the row's key in that order, and its id.

use super::cells::Cells;
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

/// A kind of list, each in an order of its own. A cursor of one list is not valid in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray)]
pub enum List {
    /// Accounts by creation time.
    JoinedAt,
    /// Accounts by address.
    Email,
    /// Accounts by name.
    Name,
    /// Accounts by last login.
    LastLogin,
    /// Accounts by the term that a search matched.
    Term,
    /// The same for a search whose words were corrected.
    CorrectedTerm,
    /// Administrators by username.
    Username,
    /// Matches by creation time.
    MatchedAt,
    /// Emails by what became of them.
    Outbox,
    /// Requests by creation time.
    CreatedAt,
    /// Matches that ended, by the time of their end.
    EndedAt,
    /// Plans by the time of their proposal.
    ProposedAt,
    /// A mentee's best partners by score, in the order of the list that is kept.
    Score,
}

impl List {
    /// The first character of its cursors.
    const fn tag(self) -> char {
        match self {
            Self::JoinedAt => 'j',
            Self::Email => 'e',
            Self::Name => 'n',
            Self::LastLogin => 'l',
            Self::Term => 't',
            Self::CorrectedTerm => 'c',
            Self::Username => 'u',
            Self::MatchedAt => 'm',
            Self::Outbox => 'o',
            Self::CreatedAt => 'r',
            Self::EndedAt => 'd',
            Self::ProposedAt => 'p',
            Self::Score => 's',
        }
    }

    /// Whether its keys are times.
    const fn is_by_time(self) -> bool {
        matches!(
            self,
            Self::JoinedAt
                | Self::LastLogin
                | Self::MatchedAt
                | Self::CreatedAt
                | Self::EndedAt
                | Self::ProposedAt
        )
    }

    /// Reads the key of a row from its column at `index`.
    pub(super) fn read_key(self, row: &Cells<'_>, index: usize) -> Result<Key> {
        Ok(match self.is_by_time() {
            true => Key::Moment(row.get(index)?),
            false => Key::Text(row.get(index)?),
        })
    }

    fn key(self, text: &str) -> std::result::Result<Key, InvalidListCursor> {
        match self.is_by_time() {
            true => {
                let moment: DateTime<Utc> = text.parse().map_err(|_| InvalidListCursor)?;
                // PostgreSQL accepts no other form, and SQLite would sort it differently.
                let is_kept = clock::YEARS.contains(&moment.year());
                is_kept
                    .then_some(Key::Moment(moment))
                    .ok_or(InvalidListCursor)
            }
            // PostgreSQL does not accept NUL; no valid key has one.
            false if text.contains('\0') => Err(InvalidListCursor),
            false => Ok(Key::Text(text.to_owned())),
        }
    }
}

/// A sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// Text, in the database's comparison order.
    Text(String),
    /// A time.
    Moment(DateTime<Utc>),
}

/// A cursor in an ordered list, as clients get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListCursor {
    /// The list it belongs to.
    pub list: List,
    /// The row's key.
    pub key: Key,
    /// The row's id, which distinguishes rows with the same key.
    pub id: Uuid,
}

/// Which part of an ordered list to read.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Only rows after this cursor.
    pub after: Option<ListCursor>,
    /// Only rows before this cursor.
    pub before: Option<ListCursor>,
    /// From the end of the list, the last row first.
    pub backwards: bool,
    /// Maximum number of rows.
    pub limit: u64,
}

impl Slice {
    /// Checks that all cursors belong to this list.
    ///
    /// # Errors
    /// `BadInput` for a cursor of another list.
    pub fn check(&self, list: List) -> Result<()> {
        self.check_cursors(|cursor| cursor.list == list)
    }

    /// The key of the cursor that the slice begins after, if it is text.
    pub(super) fn after_text(&self) -> Option<&str> {
        text_of(self.after.as_ref())
    }

    /// The key of the cursor that the slice ends before, if it is text.
    pub(super) fn before_text(&self) -> Option<&str> {
        text_of(self.before.as_ref())
    }

    /// Whether the slice begins or ends at a cursor.
    pub(super) const fn has_cursor(&self) -> bool {
        self.after.is_some() || self.before.is_some()
    }

    /// Checks all cursors with `fits`.
    ///
    /// # Errors
    /// `BadInput` for a cursor that does not fit.
    pub(super) fn check_cursors(&self, fits: impl Fn(&ListCursor) -> bool) -> Result<()> {
        let mut cursors = self.after.iter().chain(&self.before);
        match cursors.all(fits) {
            true => Ok(()),
            false => Err(Error::BadInput(
                "after and before are not cursors of this list and order.".to_owned(),
            )),
        }
    }

    /// The direction in which to read a list that is kept in ascending or descending order.
    pub(super) const fn direction(&self, descending: bool) -> Order {
        match descending != self.backwards {
            true => Order::Desc,
            false => Order::Asc,
        }
    }
}

fn text_of(cursor: Option<&ListCursor>) -> Option<&str> {
    match &cursor?.key {
        Key::Text(text) => Some(text),
        Key::Moment(_) => None,
    }
}

/// Selects the slice of a query that is ordered by a key and an id, both ascending or both descending.
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

/// The text is not a list cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a list cursor")]
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
