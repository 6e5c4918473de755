//! Notes how far a member has read the messages of a partner.

use super::conversation::{current_match, not_a_partner};
use super::conversations::{self, Conversation};
use crate::app::App;
use crate::auth::Member;
use crate::entities::chat_message::{self, Column};
use crate::entities::{matched, read_position};
use crate::error::Result;
use crate::ids::{MessageId, UserId};
use crate::users;
use crate::work::{Committed, Work, Workflow};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

/// Marks as read the messages of a partner, or of the only one, up to `up_to`, or all of them. What is read stays read:
/// an earlier message changes nothing. Returns the conversation after it.
///
/// It emits no signal: administrators and webhooks, for whom the log is, have no need to know when someone reads what a
/// partner wrote, and nothing but the member's own count depends on it.
///
/// # Errors
/// `Forbidden` when the member is not matched with the partner, or when an administrator is signed in as the member.
pub async fn mark_conversation_read(
    app: &App,
    member: &Member,
    partner: Option<UserId>,
    up_to: Option<MessageId>,
) -> Result<Conversation> {
    let reader = member.themselves()?.user().id;
    let pair = current_match(app.db.reader(), reader, partner).await?;
    let pair = pair.ok_or_else(not_a_partner)?;
    let last = last(app, &pair, up_to).await?;
    let position = read_position::Entity::find_by_id((pair.mentee_id, reader));
    let position = position.one(app.db.reader()).await?;
    let position = position.map(|position| position.message_id);
    if let Some(message_id) = last.filter(|last| Some(*last) > position) {
        let of = pair.clone();
        Work::run(app, member.actor(), Workflow::Plain, move |work| {
            attempt(work, of, reader, message_id)
        })
        .await?;
    }
    let of = matched::between(pair.mentee_id, pair.mentor_id);
    let conversation = conversations::read(app, reader, of).await?.pop();
    conversation.ok_or_else(not_a_partner)
}

/// Returns the newest message of the match that is not after `up_to`.
async fn last(
    app: &App,
    pair: &matched::Model,
    up_to: Option<MessageId>,
) -> Result<Option<MessageId>> {
    let last = chat_message::Entity::find()
        .filter(chat_message::between(pair.mentee_id, pair.mentor_id))
        .filter(Condition::all().add_option(up_to.map(|up_to| Column::Id.lte(up_to))))
        .order_by_desc(Column::Id)
        .one(app.db.reader())
        .await?;
    Ok(last.map(|last| last.id))
}

async fn attempt(
    work: Work,
    pair: matched::Model,
    reader: UserId,
    message_id: MessageId,
) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    // The match cannot end while its partners are locked, so the row never belongs to a later one.
    users::hold_all(&tx, &[pair.mentee_id, pair.mentor_id]).await?;
    let still = matched::Entity::find_by_id(pair.mentee_id);
    if still.one(tx.rows()).await?.as_ref() != Some(&pair) {
        return Err(not_a_partner());
    }
    let position = read_position::Model {
        mentee_id: pair.mentee_id,
        reader_id: reader,
        message_id,
    };
    read_position::advance(tx.rows(), position).await?;
    tx.commit(()).await
}
