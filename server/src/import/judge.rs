//! Decides whether a row can become an account, by the rules of registrations and profiles.

use super::fields::{self, Fields};
use super::source::Record;
use crate::app::App;
use crate::auth::django_hash;
use crate::config::MEDIA_PATH;
use crate::entities::user::{Digest, Role};
use crate::error::sentences;
use crate::ids::UserId;
use crate::spreadsheet::moment;
use crate::users::Deletion;
use chrono::{DateTime, Utc};
use rules::{Email, MemberRole, Profile, ProfileInput, Violation, Violations};
use serde_json::Value;
use uuid::Uuid;

/// An account that can be created.
#[derive(Debug, Clone)]
pub struct Account {
    /// The id that the source gave it; without one, an id that follows from the address.
    pub id: UserId,
    /// Its address.
    pub email: Email,
    pub(super) password: Digest,
    pub(super) role: Role,
    pub(super) profile: Profile,
    pub(super) is_verified: bool,
    pub(super) is_active: bool,
    pub(super) joined_at: DateTime<Utc>,
    pub(super) last_login_at: Option<DateTime<Utc>>,
    pub(super) deletion: Option<Deletion>,
    pub(super) mentor: Option<String>,
    pub(super) blocked: Vec<String>,
    pub(super) mentees: Vec<String>,
    /// What is not imported as it is, for people.
    pub notes: Vec<&'static str>,
}

impl Account {
    /// Whether its owner gets an email with a link to choose a password.
    #[must_use]
    pub fn is_invited(&self) -> bool {
        !self.password.is_set() && self.is_active && self.deletion.is_none()
    }
}

/// Why a row is not imported: a code, and a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub code: String,
    /// The sentence.
    pub sentence: String,
}

impl Refusal {
    pub(super) fn new(code: &str, sentence: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            sentence: sentence.into(),
        }
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        let code = violation.code.as_str();
        Self::new(code, sentences(&[violation]))
    }
}

impl From<Violations> for Refusal {
    fn from(violations: Violations) -> Self {
        let all: Vec<Violation> = violations.into_iter().collect();
        let codes: Vec<&str> = all.iter().map(|found| found.code.as_str()).collect();
        Self::new(&codes.join(" "), sentences(&all))
    }
}

/// Names the ids of users that the source has no UUID for.
const NAMESPACE: Uuid = Uuid::from_u128(0x7d1c_55a2_6d0e_4c6e_9a53_2f6b_0c1d_8e47);

/// Returns the address as the row has it, for the report, and the account.
pub(super) fn judge(
    app: &App,
    record: &Record,
    now: DateTime<Utc>,
) -> (String, Result<Account, Refusal>) {
    let address = match record.fields.get("email") {
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let account = serde_json::from_value(Value::Object(record.fields.clone()))
        .map_err(|_| Refusal::new("FIELD_INVALID", fields::faults(&record.fields)))
        .and_then(|fields| account(app, fields, now));
    (address, account)
}

fn account(app: &App, mut fields: Fields, now: DateTime<Utc>) -> Result<Account, Refusal> {
    let mut notes = Vec::new();
    let email = fields.email.take().unwrap_or_default();
    let email = Email::parse(&email, &app.config.accounts.domains)?;
    let role = role(&fields)?;
    if fields.is_staff == Some(true) {
        notes.push("without the rights of staff");
    }
    let deletion = deletion(&fields, now)?;
    let joined_at = past(fields.date_joined.as_deref(), now)?.unwrap_or(now);
    let is_verified = fields.is_verified.unwrap_or(false);
    let lifetime = app.config.accounts.unverified_lifetime;
    let is_over = |lifetime| joined_at <= now - lifetime;
    if !is_verified && deletion.is_none() && lifetime.is_some_and(is_over) {
        return Err(Refusal::new(
            "UNVERIFIED_TOO_LONG",
            "The address was never verified, and the account is older than UNVERIFIED_LIFETIME_DAYS: it would be \
             deleted at once.",
        ));
    }
    Ok(Account {
        id: id(fields.user_id.as_deref(), &email),
        password: password(fields.password.take(), &mut notes),
        role,
        is_verified,
        is_active: fields.is_active.unwrap_or(true),
        joined_at,
        last_login_at: past(fields.last_login.as_deref(), now)?,
        deletion,
        mentor: fields
            .matched_mentor_email
            .take()
            .filter(|address| !address.trim().is_empty()),
        blocked: fields.blacklisted_mentors.take().unwrap_or_default(),
        mentees: fields.current_mentees.take().unwrap_or_default(),
        profile: profile(app, fields, &mut notes)?,
        email,
        notes,
    })
}

/// Administrators are never imported: their rights here are chosen, not inherited.
fn role(fields: &Fields) -> Result<Role, Refusal> {
    let text = fields.role.as_deref().unwrap_or("MENTEE");
    if fields.is_superuser == Some(true) || text.trim().eq_ignore_ascii_case("ADMIN") {
        return Err(Refusal::new(
            "ADMINISTRATOR",
            "Administrators are not imported. Create the account with `bruinbridge admin create` or in the console.",
        ));
    }
    Ok(MemberRole::parse(text)?.into())
}

fn deletion(fields: &Fields, now: DateTime<Utc>) -> Result<Option<Deletion>, Refusal> {
    if fields.is_deleted != Some(true) {
        return Ok(None);
    }
    let permanent_after = date(fields.permanent_deletion_date.as_deref())?;
    let Some(permanent_after) = permanent_after.filter(|moment| *moment > now) else {
        return Err(Refusal::new(
            "DELETED",
            "The account is deleted, and its grace period is over.",
        ));
    };
    let requested_at = past(fields.deletion_requested_date.as_deref(), now)?.unwrap_or(now);
    Ok(Some(Deletion {
        requested_at,
        permanent_after,
    }))
}

fn date(text: Option<&str>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match moment(text) {
        Some(moment) => Ok(Some(moment)),
        None => Err(Refusal::new(
            "DATE_INVALID",
            format!("Write the time {text} like 2026-01-31T12:00:00Z."),
        )),
    }
}

fn past(text: Option<&str>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let found = date(text)?;
    match found.is_some_and(|moment| moment > now) {
        true => Err(Refusal::new(
            "DATE_IN_FUTURE",
            "The account was created, used or deleted later than now. Check the dates.",
        )),
        false => Ok(found),
    }
}

fn id(text: Option<&str>, email: &Email) -> UserId {
    let given = text.and_then(|text| Uuid::parse_str(text).ok());
    UserId(given.unwrap_or_else(|| Uuid::new_v5(&NAMESPACE, email.as_str().as_bytes())))
}

fn password(stored: Option<String>, notes: &mut Vec<&'static str>) -> Digest {
    match stored {
        Some(text) if django_hash::is_supported(&text) => Digest(text),
        Some(text) if !text.is_empty() && !text.starts_with('!') => {
            notes.push("without the password, whose hash cannot be checked here");
            Digest::unset()
        }
        _ => {
            notes.push("without a password");
            Digest::unset()
        }
    }
}

fn profile(app: &App, fields: Fields, notes: &mut Vec<&'static str>) -> Result<Profile, Refusal> {
    let picture = fields.profile_picture_url.filter(|url| !url.is_empty());
    let is_allowed = |url: &String| {
        let stored = app.config.media.stored(url);
        !stored.starts_with(MEDIA_PATH) && app.config.media.allows(&stored)
    };
    let admitted = picture.clone().filter(is_allowed);
    if admitted.is_none() && picture.is_some() {
        notes.push("without the picture, whose host PICTURE_HOSTS does not allow");
    }
    let input = ProfileInput {
        first_name: fields.first_name,
        last_name: fields.last_name,
        hobbies: fields.hobbies,
        clubs: fields.clubs,
        goals: fields.goals,
        other_background: fields.other_background,
        year: Some(fields.year),
        major: fields.major,
        minor: fields.minor,
        international: fields.international,
        commuter: fields.commuter,
        firstgen: fields.firstgen,
        outofstate: fields.outofstate,
        transfer: fields.transfer,
        match_by_background: None,
        profile_picture_url: admitted.map(Some),
    };
    Ok(input.parse()?)
}
