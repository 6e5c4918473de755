//! Sends a message to a matched partner.

use super::conversation::current_match;
use crate::app::App;
use crate::auth::Member;
use crate::entities::chat_message::{self, ActiveModel, Model};
use crate::entities::matched;
use crate::error::{Error, Result};
use crate::ids::{MessageId, UserId};
use crate::rate_limits::Limit;
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Message};
use sea_orm::{ActiveModelTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

/// Sends a message to a partner, or to the only one, and emits `message_sent` for them; the log never holds the text.
///
/// # Errors
/// What is wrong with the text, or `NOT_MATCHED`.
pub async fn send_message(
    app: &App,
    member: &Member,
    partner: Option<UserId>,
    body: &str,
) -> Result<Model> {
    let sender = member.user().id;
    let message = Message::parse(body)?;
    app.rate_limits
        .charge(Limit::Messages, &sender.to_string())?;
    Work::run(app, Some(sender), Workflow::Plain, move |work| {
        attempt(work, sender, partner, message)
    })
    .await
}

async fn attempt(
    work: Work,
    sender: UserId,
    partner: Option<UserId>,
    message: Message,
) -> Result<Committed<Model>> {
    let not_matched = || Error::refused(Code::NotMatched);
    let pair = current_match(work.app.db.reader(), sender, partner)
        .await?
        .ok_or_else(not_matched)?;
    let tx = work.begin().await?;
    // The match cannot end while its partners are locked, so no message outlives it.
    users::hold_all(&tx, &[pair.mentee_id, pair.mentor_id]).await?;
    let recipient = pair.partner_of(sender);
    // Invariant: messages of a match are written one at a time, so that a reader never sees an earlier one later.
    let still = matched::Entity::find_by_id(pair.mentee_id)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    if still.as_ref() != Some(&pair) {
        return Err(not_matched());
    }
    let message = insert(&tx, &pair, sender, message).await?;
    let data = [("messageId".to_owned(), message.id.to_string().into())];
    let data = data.into_iter().collect();
    tx.emit(Signal::platform(Name::MessageSent, recipient).data(data))
        .await;
    tx.commit(message).await
}

async fn insert(tx: &Tx, pair: &matched::Model, sender: UserId, message: Message) -> Result<Model> {
    let last = chat_message::Entity::find()
        .filter(chat_message::between(pair.mentee_id, pair.mentor_id))
        .order_by_desc(chat_message::Column::Id)
        .one(tx.rows())
        .await?;
    let row = ActiveModel {
        id: Set(MessageId::after(last.map(|last| last.id))),
        mentee_id: Set(pair.mentee_id),
        mentor_id: Set(pair.mentor_id),
        sender_id: Set(sender),
        body: Set(message.as_str().to_owned()),
        sent_at: Set(tx.app.clock.now()),
    };
    Ok(row.insert(tx.rows()).await?)
}
