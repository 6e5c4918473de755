//! Exports every account as a table, for the command line.

use crate::app::App;
use crate::entities::user::{self, Column, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::match_status::{self, MatchStatus};
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};

/// The names of the columns.
pub const HEADER: [&str; 25] = [
    "id",
    "email",
    "firstName",
    "lastName",
    "role",
    "year",
    "major",
    "minor",
    "hobbies",
    "clubs",
    "goals",
    "otherBackground",
    "international",
    "commuter",
    "firstgen",
    "outofstate",
    "transfer",
    "isVerified",
    "isActive",
    "isMatched",
    "matchedMentorEmail",
    "dateJoined",
    "lastLogin",
    "isDeleted",
    "permanentDeletionDate",
];

/// An exported account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The account; the next page starts after it.
    pub id: UserId,
    /// The values of the columns.
    pub cells: [String; HEADER.len()],
}

/// Returns the next `limit` accounts after an account, including those whose deletion is pending.
///
/// # Errors
/// When the database does not respond.
pub async fn export_users(app: &App, after: Option<UserId>, limit: u64) -> Result<Vec<Exported>> {
    let users = user::with_deleted()
        .filter(Condition::all().add_option(after.map(|after| Column::Id.gt(after))))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(app.db.reader())
        .await?;
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let mut statuses = match_status::of(app, &ids).await?;
    let exported = |user: Model| {
        let status = statuses.remove(&user.id).unwrap_or_default();
        Exported {
            id: user.id,
            cells: cells(app, user, status),
        }
    };
    Ok(users.into_iter().map(exported).collect())
}

fn cells(app: &App, user: Model, status: MatchStatus) -> [String; HEADER.len()] {
    let is_matched = status.is_matched(user.capacity(app.config.accounts.max_mentees));
    let is_deleted = user.is_deleted();
    [
        user.id.to_string(),
        typed(user.email),
        typed(user.first_name),
        typed(user.last_name),
        user.role.as_str().to_owned(),
        user.year.map_or_else(String::new, |year| year.to_string()),
        typed(user.major.0.join("; ")),
        typed(user.minor.0.join("; ")),
        typed(user.hobbies),
        typed(user.clubs),
        typed(user.goals),
        typed(user.other_background),
        user.international.to_string(),
        user.commuter.to_string(),
        user.firstgen.to_string(),
        user.outofstate.to_string(),
        user.transfer.to_string(),
        user.is_verified.to_string(),
        user.is_active.to_string(),
        is_matched.to_string(),
        typed(status.mentor_email.unwrap_or_default()),
        timestamp(Some(user.joined_at)),
        timestamp(user.last_login_at),
        is_deleted.to_string(),
        timestamp(user.permanent_deletion_after),
    ]
}

/// Neutralizes text that people typed: a spreadsheet treats text that begins like this as a formula, which could send
/// the table's contents elsewhere; an apostrophe makes it plain text.
fn typed(text: String) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text,
    }
}

fn timestamp(timestamp: Option<DateTime<Utc>>) -> String {
    timestamp.map_or_else(String::new, |timestamp| {
        timestamp.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}
