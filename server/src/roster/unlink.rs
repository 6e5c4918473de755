//! Removes everything that ties a person to partners: matches, scores and messages.

use super::rematch::{self, Ending};
use super::requests::close;
use super::{match_emails, match_status};
use crate::entities::{chat_message, matched, mentorship_request, score_list};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::Tx;
use sea_orm::{
    ActiveEnum, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Locks accounts and those of their partners, by match or by open request. Commands that `unlink` one of them call this before any other lock.
///
/// # Errors
/// When the database does not respond.
pub async fn lock(tx: &Tx, people: &[UserId]) -> Result<()> {
    lock_around(tx, people, people).await
}

/// Locks accounts, and the partners of some of them: those of their matches and of their open requests.
pub(super) async fn lock_around(tx: &Tx, people: &[UserId], whose: &[UserId]) -> Result<()> {
    loop {
        let before = with_partners(tx.rows(), people, whose).await?;
        let savepoint = tx.rows().savepoint().await?;
        users::lock_rows(&savepoint, &before).await?;
        let now = with_partners(&savepoint, people, whose).await?;
        if now.iter().all(|partner| before.contains(partner)) {
            return Ok(savepoint.commit().await?);
        }
        // A match or a request was created in the meantime. Release the locks and start over, so that they are always
        // taken in order.
        savepoint.rollback().await?;
    }
}

async fn with_partners(
    rows: &impl ConnectionTrait,
    people: &[UserId],
    whose: &[UserId],
) -> Result<Vec<UserId>> {
    let mut all = people.to_vec();
    if whose.is_empty() {
        return Ok(all);
    }
    let theirs = whose.iter().copied().map(matched::of);
    let matches = matched::Entity::find().filter(theirs.fold(Condition::any(), Condition::add));
    for row in matches.all(rows).await? {
        all.extend([row.mentee_id, row.mentor_id]);
    }
    let theirs = whose.iter().copied().map(mentorship_request::open_of);
    let requests: Vec<(Option<UserId>, UserId)> = mentorship_request::Entity::find()
        .select_only()
        .column(mentorship_request::Column::MenteeId)
        .column(mentorship_request::Column::MentorId)
        .filter(theirs.fold(Condition::any(), Condition::add))
        .into_tuple()
        .all(rows)
        .await?;
    for (mentee, mentor) in requests {
        all.extend(mentee);
        all.push(mentor);
    }
    Ok(all)
}

/// Removes a person's matches, compatibility scores and messages, as mentee or mentor, closes their requests, and emits
/// `mentee_removed` for both partners of every match that ends. The caller has locked the person and all partners.
///
/// # Errors
/// When the database does not respond.
pub async fn unlink(tx: &Tx, person: UserId) -> Result<()> {
    let matches = matched::Entity::find()
        .filter(matched::of(person))
        .order_by_asc(matched::Column::MatchedAt)
        .all(tx.rows())
        .await?;
    matched::Entity::delete_many()
        .filter(matched::of(person))
        .exec(tx.rows())
        .await?;
    score_list::remove(tx.rows(), person).await?;
    tx.recompute_scores();
    chat_message::Entity::delete_many()
        .filter(chat_message::of(person))
        .exec(tx.rows())
        .await?;
    let people = matches
        .iter()
        .flat_map(|row| [row.mentee_id, row.mentor_id]);
    match_status::update(tx, &people.collect::<Vec<_>>()).await?;
    for ended in &matches {
        rematch::record(tx, ended, Ending::BY_PLATFORM).await?;
        emit_ended(tx, ended, Ending::BY_PLATFORM).await;
    }
    close::of_person(tx, person).await?;
    match_emails::announce_end(tx, &matches).await
}

/// Closes the open requests of a person who no longer takes part. The caller has locked the person and all partners.
///
/// # Errors
/// When the database does not respond.
pub async fn close_requests(tx: &Tx, person: UserId) -> Result<()> {
    close::of_person(tx, person).await
}

/// Why a match ended that was undone, for administrators. It is no reason that somebody can give.
const UNDONE: &str = "UNDONE";

/// Ends one match, deletes its messages and emits `mentee_removed` for both partners.
pub(super) async fn end_match(tx: &Tx, ended: &matched::Model, ending: Ending) -> Result<()> {
    remove(tx, ended).await?;
    match_status::update(tx, &[ended.mentee_id, ended.mentor_id]).await?;
    rematch::record(tx, ended, ending).await?;
    emit_ended(tx, ended, ending).await;
    match_emails::announce_end(tx, std::slice::from_ref(ended)).await
}

/// Ends one match like `end_match`, as if it had never been: without a record of it, and without emails.
pub(super) async fn undo_match(tx: &Tx, undone: &matched::Model) -> Result<()> {
    remove(tx, undone).await?;
    match_status::restore(tx, &[undone.mentee_id, undone.mentor_id]).await?;
    emit_removed(tx, undone, Some(UNDONE.to_owned())).await;
    Ok(())
}

async fn remove(tx: &Tx, ended: &matched::Model) -> Result<()> {
    matched::Entity::delete_by_id(ended.mentee_id)
        .exec(tx.rows())
        .await?;
    chat_message::Entity::delete_many()
        .filter(chat_message::between(ended.mentee_id, ended.mentor_id))
        .exec(tx.rows())
        .await?;
    Ok(())
}

async fn emit_ended(tx: &Tx, ended: &matched::Model, ending: Ending) {
    let reason = ending.reason.map(|reason| reason.to_value());
    emit_removed(tx, ended, reason).await;
}

/// Emits `mentee_removed` twice: each partner gets it as a signal about their own account. Only administrators see the
/// reason.
async fn emit_removed(tx: &Tx, ended: &matched::Model, reason: Option<String>) {
    let (mentee, mentor) = (ended.mentee_id, ended.mentor_id);
    for signal in [
        Signal::of_pair(Name::MenteeRemoved, mentee, mentor),
        Signal::mentee_removed_from(mentor, mentee),
    ] {
        tx.emit(signal.ended_because(reason.clone())).await;
    }
}
