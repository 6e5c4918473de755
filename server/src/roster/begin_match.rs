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

/// Begins a match that members make and notifies both. The caller has checked it, and locked both accounts and those of
/// everyone who has an open request with the mentee.
pub(super) async fn begin(tx: &Tx, mentor: &Model, mentee: &Model) -> Result<()> {
    store(tx, mentor, mentee, tx.app.clock.now(), None).await?;
    match_emails::announce(tx, mentor, mentee, None).await
}

/// Begins a match like `begin`, for an administrator, who can undo it for some time. The emails about it are held until
/// then. Returns until when.
pub(super) async fn begin_undoable(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
) -> Result<Option<DateTime<Utc>>> {
    let now = tx.app.clock.now();
    let undo_until = tx.app.config.accounts.match_undo.map(|time| now + time);
    store(tx, mentor, mentee, now, undo_until).await?;
    match_emails::announce(tx, mentor, mentee, undo_until).await?;
    Ok(undo_until)
}

/// Begins a match like `begin`, without emails to the two. Mentors whose requests end get theirs.
pub(super) async fn begin_quietly(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    matched_at: DateTime<Utc>,
) -> Result<()> {
    store(tx, mentor, mentee, matched_at, None).await
}

async fn store(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    matched_at: DateTime<Utc>,
    undo_until: Option<DateTime<Utc>>,
) -> Result<()> {
    matched::ActiveModel {
        mentee_id: Set(mentee.id),
        mentor_id: Set(mentor.id),
        matched_at: Set(matched_at),
        undo_until: Set(undo_until),
        workflow_id: Set(undo_until.map(|_| tx.workflow_id())),
    }
    .insert(tx.rows())
    .await
    .map_err(Error::Repository)?;
    match_status::update(tx, &[mentee.id, mentor.id]).await?;
    tx.emit(Signal::of_pair(Name::MenteeAdded, mentee.id, mentor.id))
        .await;
    close::of_match(tx, mentee.id, mentor.id, undo_until).await
}
