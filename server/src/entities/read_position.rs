//! How far each partner of a match has read their messages.

use super::matched;
use crate::ids::{MessageId, UserId};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ConnectionTrait, Set};

/// The last message that a partner has read. It is deleted when the match ends.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "read_positions")]
pub struct Model {
    /// The mentee of the match.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mentee_id: UserId,
    /// The partner who reads.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reader_id: UserId,
    /// This message and all earlier ones are read.
    pub message_id: MessageId,
}

/// Belongs to a match, which deletes it.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Returns how far a person has read the messages of these matches.
///
/// # Errors
/// When the database does not respond.
pub async fn of(
    reader: &impl ConnectionTrait,
    person: UserId,
    matches: &[matched::Model],
) -> Result<Vec<Model>, DbErr> {
    let mentees = matches.iter().map(|row| row.mentee_id);
    Entity::find()
        .filter(Column::MenteeId.is_in(mentees))
        .filter(Column::ReaderId.eq(person))
        .all(reader)
        .await
}

/// Moves a position forward. An earlier message changes nothing.
///
/// # Errors
/// When the database does not respond.
pub async fn advance(writer: &impl ConnectionTrait, position: Model) -> Result<(), DbErr> {
    let is_later = Expr::col((Entity, Column::MessageId)).lt(position.message_id);
    let forward = OnConflict::columns([Column::MenteeId, Column::ReaderId])
        .update_column(Column::MessageId)
        .action_and_where(is_later)
        .to_owned();
    let row = ActiveModel {
        mentee_id: Set(position.mentee_id),
        reader_id: Set(position.reader_id),
        message_id: Set(position.message_id),
    };
    Entity::insert(row)
        .on_conflict(forward)
        .exec_without_returning(writer)
        .await?;
    Ok(())
}
