//! Clearing everything that ties a person to partners.

use crate::db::tx::Tx;
use crate::entities::{chat_message, compatibility_score, matched};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Clears a person's matches, compatibility scores and messages, on whichever side; tells `mentee_removed`
/// for every match that ends.
///
/// # Errors
/// When the database does not answer.
pub async fn unlink(tx: &Tx, person: UserId) -> Result<()> {
    let matches = matched::Entity::find()
        .filter(matched::of(person))
        .order_by_asc(matched::Column::MatchedAt)
        // Locked, so that of two partners who leave at the same moment one tells of it.
        .lock_exclusive()
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
    for ended in matches {
        tell(tx, &ended).await;
    }
    Ok(())
}

/// Ends one match and what its partners wrote to each other; tells `mentee_removed`.
pub(super) async fn part(tx: &Tx, ended: &matched::Model) -> Result<()> {
    matched::Entity::delete_by_id(ended.mentee_id)
        .exec(tx.rows())
        .await?;
    chat_message::Entity::delete_many()
        .filter(chat_message::between(ended.mentee_id, ended.mentor_id))
        .exec(tx.rows())
        .await?;
    tell(tx, ended).await;
    Ok(())
}

async fn tell(tx: &Tx, ended: &matched::Model) {
    tx.emit(Signal::of_pair(
        Name::MenteeRemoved,
        ended.mentee_id,
        ended.mentor_id,
    ))
    .await;
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
