//! Numbers of people who have no scores any more, until a job has removed them from the lists of others.

use super::score_list;
use super::user::Role;
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, Set};

/// A number to remove.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "removed_scores")]
pub struct Model {
    /// The number, of which nothing says whose it was.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The role of the person. The lists of the other role have the number.
    pub role: Role,
}

/// Has no relations.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds the number of a list that was deleted.
pub(super) async fn add(
    writer: &impl ConnectionTrait,
    list: &score_list::Model,
) -> Result<(), DbErr> {
    let row = ActiveModel {
        number: Set(list.number),
        role: Set(list.role),
    };
    Entity::insert(row).exec_without_returning(writer).await?;
    Ok(())
}
