//! A position in the signal log, as clients store it.

use std::fmt;
use std::str::FromStr;

/// The position after one signal, ordered by its transaction and then by its position in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cursor {
    /// Transaction id on PostgreSQL; 0 on SQLite.
    pub transaction: i64,
    /// Position in the table.
    pub position: i64,
}

impl Cursor {
    /// The cursor before the first signal of the log.
    pub const START: Self = Self {
        transaction: 0,
        position: 0,
    };
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.transaction, self.position) {
            (0, position) => write!(formatter, "{position}"),
            (transaction, position) => write!(formatter, "{transaction}.{position}"),
        }
    }
}

/// The text is not a cursor of the signal log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of the signal log")]
pub struct NotACursor;

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let number = |digits: &str| digits.parse::<i64>().ok().filter(|number| *number >= 0);
        let (transaction, position) = match text.split_once('.') {
            Some((transaction, position)) => (number(transaction), number(position)),
            None => (Some(0), number(text)),
        };
        match (transaction, position) {
            (Some(transaction), Some(position)) => Ok(Self {
                transaction,
                position,
            }),
            _ => Err(NotACursor),
        }
    }
}
