//! The best partners of each person, with their scores: one packed list per person (`roster/score_list.rs`).

use super::removed_scores;
use super::user::Role;
use crate::ids::UserId;
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QuerySelect};
use std::collections::HashMap;

/// A person in a role, with a list.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "score_lists")]
pub struct Model {
    /// The number by which the lists of others name this person. It is never used again.
    #[sea_orm(primary_key)]
    pub number: i32,
    /// The person.
    pub user_id: UserId,
    /// The role in which others have this person in their lists.
    pub role: Role,
    /// The packed list, best first.
    pub entries: Vec<u8>,
    /// Everyone whom the list prefers to this is in it; `None` if nobody was left out.
    pub floor: Option<i64>,
    /// When the whole list was computed; `None` until it is.
    pub computed_at: Option<DateTime<Utc>>,
}

/// Belongs to an account.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Returns the list of a person.
///
/// # Errors
/// When the database does not respond.
pub async fn of(reader: &impl ConnectionTrait, person: UserId) -> Result<Option<Model>, DbErr> {
    let list = Entity::find().filter(Column::UserId.eq(person));
    list.one(reader).await
}

/// Returns the people for whom these numbers stand. A list has numbers that stand for nobody any more.
///
/// # Errors
/// When the database does not respond.
pub async fn by_numbers(
    reader: &impl ConnectionTrait,
    numbers: impl ExactSizeIterator<Item = i32>,
) -> Result<HashMap<i32, UserId>, DbErr> {
    if numbers.len() == 0 {
        return Ok(HashMap::new());
    }
    let people: Vec<(i32, UserId)> = Entity::find()
        .select_only()
        .columns([Column::Number, Column::UserId])
        .filter(Column::Number.is_in(numbers))
        .into_tuple()
        .all(reader)
        .await?;
    Ok(people.into_iter().collect())
}

/// Deletes a person's list and number. From then on the number in the lists of others stands for nobody; a job removes
/// it from them. The caller has locked the account.
///
/// # Errors
/// When the database does not respond.
pub async fn remove(writer: &impl ConnectionTrait, person: UserId) -> Result<(), DbErr> {
    let Some(list) = of(writer, person).await? else {
        return Ok(());
    };
    Entity::delete_by_id(list.number).exec(writer).await?;
    removed_scores::add(writer, &list).await
}
