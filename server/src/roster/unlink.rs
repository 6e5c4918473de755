//! Clearing everything that ties a person to partners.

use super::standing;
use crate::db::tx::Tx;
use crate::db::users;
use crate::entities::{chat_message, compatibility_score, matched};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use sea_orm::{Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Locks accounts and those of their partners, for verbs that `unlink` one of them; the first lock that they take.
///
/// # Errors
/// When the database does not answer.
pub async fn lock(tx: &Tx, people: &[UserId]) -> Result<()> {
    loop {
        let before = with_partners(tx.rows(), people).await?;
        let savepoint = tx.rows().savepoint().await?;
        users::lock_rows(&savepoint, &before).await?;
        let now = with_partners(&savepoint, people).await?;
        if now.iter().all(|partner| before.contains(partner)) {
            return Ok(savepoint.commit().await?);
        }
        // A match was made meanwhile. Letting go of the locks is what keeps them in their order.
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

/// Clears a person's matches, compatibility scores and messages, on whichever side; tells both partners
/// `mentee_removed` for every match that ends. The person and all partners are locked; whoever is purged has none any more.
///
/// # Errors
/// When the database does not answer.
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
    standing::keep(tx, &people.collect::<Vec<_>>()).await?;
    for ended in matches {
        tell(tx, &ended).await;
    }
    Ok(())
}

/// Ends one match and what its partners wrote to each other; tells both `mentee_removed`.
pub(super) async fn part(tx: &Tx, ended: &matched::Model) -> Result<()> {
    matched::Entity::delete_by_id(ended.mentee_id)
        .exec(tx.rows())
        .await?;
    chat_message::Entity::delete_many()
        .filter(chat_message::between(ended.mentee_id, ended.mentor_id))
        .exec(tx.rows())
        .await?;
    standing::keep(tx, &[ended.mentee_id, ended.mentor_id]).await?;
    tell(tx, ended).await;
    Ok(())
}

/// Both lost a partner, and each hears it as a signal about their own account.
async fn tell(tx: &Tx, ended: &matched::Model) {
    let (mentee, mentor) = (ended.mentee_id, ended.mentor_id);
    tx.emit(Signal::of_pair(Name::MenteeRemoved, mentee, mentor))
        .await;
    tx.emit(Signal::of_lost_mentee(mentor, mentee)).await;
}

/// Locks a person's scores in one order: people who leave at the same moment have some in common, and a
/// DELETE takes rows as it finds them.
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
