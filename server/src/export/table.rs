//! Writes a table as CSV, part by part, so that an export of any length takes little memory.

use crate::admins::export_users::{self, export_users};
use crate::admins::users::Filter;
use crate::app::App;
use crate::db::page::ListCursor;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::export_matches::{Exported, export_matches};
use crate::spreadsheet::Writer;
use std::io;

/// Rows of a part: so few that PostgreSQL seeks each in the tables of its matches and blocks.
const ROWS: u64 = 100;
const MATCHES: [&str; 3] = ["mentee_email", "mentor_email", "matched_at"];

/// What can be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Table {
    /// The accounts of a filter, with their profiles and states.
    Users(Filter),
    /// Every match, by the addresses of its partners.
    Matches,
}

/// A table that is being exported.
#[derive(Debug)]
pub struct Export {
    table: Table,
    is_marked: bool,
    position: Position,
}

/// A part of an export.
#[derive(Debug)]
pub struct Part {
    /// Rows as CSV; before those of the first part, the names of the columns.
    pub csv: Vec<u8>,
    /// The number of rows.
    pub rows: u64,
}

/// What was exported so far.
#[derive(Debug, Clone)]
enum Position {
    Start,
    AfterUser(ListCursor),
    AfterMatch(UserId),
    End,
}

impl Export {
    /// Starts to export a table, with a byte order mark if `is_marked`.
    #[must_use]
    pub const fn new(table: Table, is_marked: bool) -> Self {
        Self {
            table,
            is_marked,
            position: Position::Start,
        }
    }

    /// Returns the next part; `None` after the last one.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn next(&mut self, app: &App) -> Result<Option<Part>> {
        let position = std::mem::replace(&mut self.position, Position::End);
        let is_first = matches!(position, Position::Start);
        let (rows, next) = match (&self.table, position) {
            (_, Position::End) => return Ok(None),
            (Table::Users(filter), position) => users(app, filter, position).await?,
            (Table::Matches, position) => matches(app, position).await?,
        };
        self.position = next;
        let part = Part {
            csv: self.csv(is_first, &rows).map_err(unwritten)?,
            rows: rows.len() as u64,
        };
        Ok(Some(part))
    }

    fn csv(&self, is_first: bool, rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
        let mut csv = Vec::new();
        let mut writer = Writer::new(&mut csv, self.is_marked && is_first)?;
        if is_first {
            match self.table {
                Table::Users(_) => writer.row(export_users::header())?,
                Table::Matches => writer.row(MATCHES)?,
            }
        }
        for row in rows {
            writer.row(row.iter().map(String::as_str))?;
        }
        writer.finish()?;
        Ok(csv)
    }
}

type Rows = (Vec<Vec<String>>, Position);

async fn users(app: &App, filter: &Filter, position: Position) -> Result<Rows> {
    let after = match position {
        Position::AfterUser(cursor) => Some(cursor),
        _ => None,
    };
    let page = export_users(app, filter, after, ROWS).await?;
    let next = page.next.map_or(Position::End, Position::AfterUser);
    Ok((page.rows, next))
}

async fn matches(app: &App, position: Position) -> Result<Rows> {
    let after = match position {
        Position::AfterMatch(mentee_id) => Some(mentee_id),
        _ => None,
    };
    let page = export_matches(app, after, ROWS).await?;
    let last = page.last().map(|row| row.mentee_id);
    let row = |row: Exported| {
        let matched_at = row.matched_at.to_rfc3339();
        vec![row.mentee_email, row.mentor_email, matched_at]
    };
    let rows = page.into_iter().map(row).collect();
    Ok((rows, last.map_or(Position::End, Position::AfterMatch)))
}

fn unwritten(error: io::Error) -> Error {
    Error::Unexpected(format!("cannot write CSV: {error}"))
}
