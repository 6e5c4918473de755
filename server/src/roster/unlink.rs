//! Removes everything that ties a person to partners: matches, scores and messages.

use super::{match_emails, match_status};
use crate::entities::{chat_message, compatibility_score, matched};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::Tx;
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Locks accounts and those of their partners. Commands that `unlink` one of them call this before any other lock.
///
/// # Errors
/// When the database does not respond.
pub async fn lock(tx: &Tx, people: &[UserId]) -> Result<()> {
    loop {
        let before = with_partners(tx.rows(), people).await?;
        let savepoint = tx.rows().savepoint().await?;
        users::lock_rows(&savepoint, &before).await?;
        let now = with_partners(&savepoint, people).await?;
        if now.iter().all(|partner| before.contains(partner)) {
            return Ok(savepoint.commit().await?);
        }
        // A match was created in the meantime. Release the locks and start over, so that they are always taken in
        // order.
        savepoint.rollback().await?;
    }
}

async fn with_partners(rows: &impl ConnectionTrait, people: &[UserId]) -> Result<Vec<UserId>> {
    let theirs = people.iter().copied().map(matched::of);
    let matches = matched::Entity::find().filter(theirs.fold(Condition::any(), Condition::add));
    let matches = matches.all(rows).await?;
    let pairs = matches
        .iter()
        .flat_map(|row| [row.mentee_id, row.mentor_id]);
    Ok(pairs.chain(people.iter().copied()).collect())
}

/// Removes a person's matches, compatibility scores and messages, as mentee or mentor, and emits `mentee_removed` for
/// both partners of every match that ends. The caller has locked the person and all partners.
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
    lock_scores(tx, person).await?;
    compatibility_score::Entity::delete_many()
        .filter(compatibility_score::of(person))
        .exec(tx.rows())
        .await?;
    chat_message::Entity::delete_many()
        .filter(chat_message::of(person))
        .exec(tx.rows())
        .await?;
    let people = matches
        .iter()
        .flat_map(|row| [row.mentee_id, row.mentor_id]);
    match_status::update(tx, &people.collect::<Vec<_>>()).await?;
    for ended in &matches {
        emit_removed(tx, ended).await;
    }
    match_emails::announce_end(tx, &matches).await
}

/// Ends one match, deletes its messages and emits `mentee_removed` for both partners.
pub(super) async fn end_match(tx: &Tx, ended: &matched::Model) -> Result<()> {
    matched::Entity::delete_by_id(ended.mentee_id)
        .exec(tx.rows())
        .await?;
    chat_message::Entity::delete_many()
        .filter(chat_message::between(ended.mentee_id, ended.mentor_id))
        .exec(tx.rows())
        .await?;
    match_status::update(tx, &[ended.mentee_id, ended.mentor_id]).await?;
    emit_removed(tx, ended).await;
    match_emails::announce_end(tx, std::slice::from_ref(ended)).await
}

/// Emits `mentee_removed` twice: each partner gets it as a signal about their own account.
async fn emit_removed(tx: &Tx, ended: &matched::Model) {
    let (mentee, mentor) = (ended.mentee_id, ended.mentor_id);
    tx.emit(Signal::of_pair(Name::MenteeRemoved, mentee, mentor))
        .await;
    tx.emit(Signal::mentee_removed_from(mentor, mentee)).await;
}

/// Locks a person's scores in a fixed order: two people who leave at the same time share scores, and DELETE alone
/// locks rows in any order.
async fn lock_scores(tx: &Tx, person: UserId) -> Result<()> {
    let _: Vec<(UserId, UserId)> = compatibility_score::Entity::find()
        .select_only()
        .column(compatibility_score::Column::MenteeId)
        .column(compatibility_score::Column::MentorId)
        .filter(compatibility_score::of(person))
        .order_by_asc(compatibility_score::Column::MenteeId)
        .order_by_asc(compatibility_score::Column::MentorId)
        .lock_exclusive()
        .into_tuple()
        .all(tx.rows())
        .await?;
    Ok(())
}
