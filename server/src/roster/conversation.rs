//! What matched partners wrote to each other.

use crate::app::App;
use crate::auth::Member;
use crate::entities::chat_message::{self, Column, Entity, Model};
use crate::entities::matched;
use crate::error::{Error, Result};
use crate::ids::{MessageId, UserId};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Which part of a conversation.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only what comes after this message.
    pub after: Option<MessageId>,
    /// Only what comes before this message.
    pub before: Option<MessageId>,
    /// The latest first.
    pub backwards: bool,
    /// At most so many.
    pub limit: u64,
}

/// The caller's messages with a partner, or with the only one.
///
/// # Errors
/// `Forbidden` for who is matched with nobody of this id.
pub async fn conversation(
    app: &App,
    member: &Member,
    partner: Option<UserId>,
    range: Range,
) -> Result<Vec<Model>> {
    let pair = current_match(app.db.reader(), member.user().id, partner).await?;
    let Some(pair) = pair else {
        return Err(Error::Forbidden(
            "You can read only what you and a matched partner wrote.",
        ));
    };
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

/// A message that the caller or a partner wrote, while the match lasts.
///
/// # Errors
/// When the database does not respond.
pub async fn message(app: &App, member: &Member, id: MessageId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .filter(chat_message::of(member.user().id))
        .one(app.db.reader())
        .await?)
}

/// A message that was written to somebody, while the match lasts.
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

/// The match of a person with this partner; without one, the person's only match.
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
