//! Exports accounts as a table.

use super::users::{self, Filter, Ordering};
use crate::app::App;
use crate::db::page::{ListCursor, Slice};
use crate::db::user_columns::Columns;
use crate::entities::user::Model;
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::blocked_mentors::{BlockedMentor, blocked_mentors};
use crate::roster::match_status::{self, MatchStatus};
use crate::roster::partners;
use crate::users::profile_fields::PROFILE_FIELDS;
use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ModelTrait, Value};

const BEFORE_PROFILE: [&str; 3] = ["id", "email", "role"];
const AFTER_PROFILE: [&str; 16] = [
    "isVerified",
    "isActive",
    "isStaff",
    "isSuperuser",
    "isMatched",
    "matchedMentorEmail",
    "currentMentees",
    "isPaused",
    "pausedUntil",
    "isApproved",
    "blacklistedMentors",
    "dateJoined",
    "lastLogin",
    "isDeleted",
    "deletionRequestedDate",
    "permanentDeletionDate",
];

/// Returns the names of the columns: the fields of the profile among those of the account.
pub fn header() -> impl Iterator<Item = &'static str> {
    let profile = PROFILE_FIELDS.iter().map(|field| field.name);
    BEFORE_PROFILE
        .into_iter()
        .chain(profile)
        .chain(AFTER_PROFILE)
}

/// A page of exported accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The values of the columns, account by account.
    pub rows: Vec<Vec<String>>,
    /// Where the next page starts; `None` after the last account.
    pub next: Option<ListCursor>,
}

/// Returns the next `limit` accounts of a filter after a cursor: in the order in which they joined, or of a search. The
/// empty filter is for every account, including those whose deletion is pending.
///
/// # Errors
/// When the database does not respond.
pub async fn export_users(
    app: &App,
    filter: &Filter,
    after: Option<ListCursor>,
    limit: u64,
) -> Result<Page> {
    let slice = Slice {
        after,
        before: None,
        backwards: false,
        limit,
    };
    let is_searched = filter.is_searched();
    let ordering = (!is_searched).then_some(Ordering::OLDEST_FIRST);
    let (listed, _) = users::listed(app, filter, ordering, &slice, Columns::ALL).await?;
    let next = listed.last().map(|(cursor, _)| cursor.clone());
    let users = listed.into_iter().map(|(_, user)| user);
    let rows = rows(app, users.collect()).await?;
    Ok(Page { rows, next })
}

async fn rows(app: &App, users: Vec<Model>) -> Result<Vec<Vec<String>>> {
    let ids: Vec<UserId> = users.iter().map(|user| user.id).collect();
    let mut statuses = match_status::of(app, &ids).await?;
    let mut rosters = partners::rosters(app, &ids).await?;
    let mut blocked = blocked_mentors(app, &ids).await?;
    let exported = |user: Model| {
        let mentees = rosters.remove(&user.id).unwrap_or_default().into_iter();
        let partners = Partners {
            status: statuses.remove(&user.id).unwrap_or_default(),
            mentees: mentees.map(|mentee| mentee.user).collect(),
            blocked: blocked.remove(&user.id).unwrap_or_default(),
        };
        cells(app, user, partners)
    };
    Ok(users.into_iter().map(exported).collect())
}

/// Whom an account is matched with, and whom it blocks.
struct Partners {
    status: MatchStatus,
    mentees: Vec<Model>,
    blocked: Vec<BlockedMentor>,
}

fn cells(app: &App, user: Model, partners: Partners) -> Vec<String> {
    let Partners {
        status,
        mentees,
        blocked,
    } = partners;
    let is_matched = status.is_matched(user.capacity(app.config.accounts.max_mentees));
    let profile = PROFILE_FIELDS
        .iter()
        .map(|field| cell(user.get(field.column)));
    let before: [String; BEFORE_PROFILE.len()] = [
        user.id.to_string(),
        user.email.clone(),
        user.role.as_str().to_owned(),
    ];
    let mut cells: Vec<String> = before.into_iter().chain(profile).collect();
    let after: [String; AFTER_PROFILE.len()] = [
        user.is_verified.to_string(),
        user.is_active.to_string(),
        user.is_staff.to_string(),
        user.is_superuser.to_string(),
        is_matched.to_string(),
        status.mentor_email.unwrap_or_default(),
        addresses(&mentees),
        user.is_paused.to_string(),
        timestamp(user.paused_until),
        user.is_approved.to_string(),
        blocked_addresses(&blocked),
        timestamp(Some(user.joined_at)),
        timestamp(user.last_login_at),
        user.is_deleted().to_string(),
        timestamp(user.deletion_requested_at),
        timestamp(user.permanent_deletion_after),
    ];
    cells.extend(after);
    cells
}

/// A field of the profile as text; empty if it is not set.
fn cell(value: Value) -> String {
    match value {
        Value::String(Some(text)) => text,
        Value::Json(Some(entries)) => {
            let entries = entries.as_array().into_iter().flatten();
            let entries: Vec<&str> = entries.filter_map(|entry| entry.as_str()).collect();
            entries.join("; ")
        }
        Value::Int(Some(number)) => number.to_string(),
        Value::Bool(Some(flag)) => flag.to_string(),
        _ => String::new(),
    }
}

fn addresses(users: &[Model]) -> String {
    let emails: Vec<&str> = users.iter().map(|user| user.email.as_str()).collect();
    emails.join("; ")
}

/// What the mentee typed, and the addresses of mentors who were chosen from a list.
fn blocked_addresses(blocked: &[BlockedMentor]) -> String {
    let address = |entry: &BlockedMentor| {
        let chosen = entry.mentor.as_ref().map(|mentor| mentor.email.clone());
        entry.typed.clone().or(chosen)
    };
    let emails: Vec<String> = blocked.iter().filter_map(address).collect();
    emails.join("; ")
}

fn timestamp(timestamp: Option<DateTime<Utc>>) -> String {
    timestamp.map_or_else(String::new, |timestamp| {
        timestamp.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}
