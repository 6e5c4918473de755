//! Reads the messages between matched partners.

use crate::app::App;
use crate::auth::Member;
use crate::entities::chat_message::{self, Column, Entity, Model};
use crate::entities::matched;
use crate::error::{Error, Result};
use crate::ids::{MessageId, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// The part of a conversation to read.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only messages after this one.
    pub after: Option<MessageId>,
    /// Only messages before this one.
    pub before: Option<MessageId>,
    /// Newest first.
    pub backwards: bool,
    /// Maximum number of messages.
    pub limit: u64,
}

/// Returns the member's messages with a partner, or with their only partner if none is given.
///
/// # Errors
/// `Forbidden` when the member is not matched with the partner.
pub async fn conversation(
    app: &App,
    member: &Member,
    partner: Option<UserId>,
    range: Range,
) -> Result<Vec<Model>> {
    let pair = current_match(app.db.reader(), member.user().id, partner).await?;
    let pair = pair.ok_or_else(not_a_partner)?;
    let mut query = Entity::find()
        .filter(chat_message::between(pair.mentee_id, pair.mentor_id))
        .filter(
            Condition::all()
                .add_option(range.after.map(|after| Column::Id.gt(after)))
                .add_option(range.before.map(|before| Column::Id.lt(before))),
        );
    query = match range.backwards {
        true => query.order_by_desc(Column::Id),
        false => query.order_by_asc(Column::Id),
    };
    Ok(query.limit(range.limit).all(app.db.reader()).await?)
}

/// Returns a message that the member sent or received, while the match lasts.
///
/// # Errors
/// When the database does not respond.
pub async fn message(app: &App, member: &Member, id: MessageId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(chat_message::of(member.user().id))
        .one(app.db.reader())
        .await?)
}

/// Returns a message that this account received, while the match lasts.
///
/// # Errors
/// When the database does not respond.
pub async fn received(app: &App, recipient: UserId, id: MessageId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(chat_message::of(recipient))
        .filter(Column::SenderId.ne(recipient))
        .one(app.db.reader())
        .await?)
}

/// The refusal of messages that are not between the caller and a current partner.
pub(super) fn not_a_partner() -> Error {
    Error::Forbidden("You can only read messages between you and a matched partner.")
}

/// Returns the person's match with this partner, or their only match if no partner is given.
pub(super) async fn current_match(
    reader: &impl ConnectionTrait,
    person: UserId,
    partner: Option<UserId>,
) -> Result<Option<matched::Model>> {
    let with = partner.map(matched::of);
    let mut matches = matched::Entity::find()
        .filter(matched::of(person))
        .filter(Condition::all().add_option(with))
        .limit(2)
        .all(reader)
        .await?;
    match matches.len() {
        1 => Ok(matches.pop()),
        _ => Ok(None),
    }
}
