//! Begins a match: the row, the signals, the emails, and the end of what the mentee had asked for.

use super::requests::close;
use super::{match_emails, match_status};
use crate::entities::matched;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::signals::{Name, Signal};
use crate::work::Tx;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, Set};

/// Begins a match and notifies both. The caller has checked it, and locked both accounts and those of everyone who has an
/// open request with the mentee.
pub(super) async fn begin(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    matched_at: DateTime<Utc>,
) -> Result<()> {
    begin_quietly(tx, mentor, mentee, matched_at).await?;
    match_emails::announce(tx, mentor, mentee).await
}

/// Begins a match like `begin`, without emails to the two. Mentors whose requests end get theirs.
pub(super) async fn begin_quietly(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    matched_at: DateTime<Utc>,
) -> Result<()> {
    matched::ActiveModel {
        mentee_id: Set(mentee.id),
        mentor_id: Set(mentor.id),
        matched_at: Set(matched_at),
    }
    .insert(tx.rows())
    .await
    .map_err(Error::Repository)?;
    match_status::update(tx, &[mentee.id, mentor.id]).await?;
    tx.emit(Signal::of_pair(Name::MenteeAdded, mentee.id, mentor.id))
        .await;
    close::of_match(tx, mentee.id, mentor.id).await
}
