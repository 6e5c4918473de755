//! Clearing everything that ties a person to partners.

use crate::db::tx::Tx;
use crate::entities::{chat_message, compatibility_score, matched};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

/// Clears a person's matches, compatibility scores and messages, on whichever side; tells `mentee_removed`
/// for every match that ends.
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
    compatibility_score::Entity::delete_many()
        .filter(compatibility_score::of(person))
        .exec(tx.rows())
        .await?;
    chat_message::Entity::delete_many()
        .filter(chat_message::of(person))
        .exec(tx.rows())
        .await?;
    for ended in matches {
        let data = [("mentorId".to_owned(), ended.mentor_id.to_string().into())]
            .into_iter()
            .collect();
        tx.emit(Signal::platform(Name::MenteeRemoved, ended.mentee_id).data(data))
            .await;
    }
    Ok(())
}
