//! The pairs that an administrator pinned or forbade in a plan.

use crate::entities::matching_plan::rule::{ActiveModel, Column, Entity};
use crate::error::Result;
use crate::ids::{PlanId, UserId};
use crate::work::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Set};
use std::collections::BTreeSet;

/// A mentee and a mentor.
pub(super) type Pair = (UserId, UserId);

/// The rules of a plan.
#[derive(Debug, Default)]
pub(super) struct Rules {
    /// Pairs that are in the plan.
    pub(super) pins: Vec<Pair>,
    /// Pairs that are not.
    pub(super) bans: Vec<Pair>,
}

/// Reads the rules of a plan.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn read(rows: &impl ConnectionTrait, plan_id: PlanId) -> Result<Rules> {
    let rows = Entity::find()
        .filter(Column::PlanId.eq(plan_id))
        .all(rows)
        .await?;
    let mut rules = Rules::default();
    for row in rows {
        let pair = (row.mentee_id, row.mentor_id);
        match row.is_pin {
            true => rules.pins.push(pair),
            false => rules.bans.push(pair),
        }
    }
    Ok(rules)
}

/// Adds rules to those of a plan. A new pin takes the place of the mentee's earlier one.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn add(tx: &Tx, plan_id: PlanId, pairs: &[Pair], is_pin: bool) -> Result<()> {
    if pairs.is_empty() {
        return Ok(());
    }
    if is_pin {
        let mentees = pairs.iter().map(|(mentee, _)| *mentee);
        Entity::delete_many()
            .filter(Column::PlanId.eq(plan_id))
            .filter(Column::MenteeId.is_in(mentees))
            .filter(Column::IsPin.eq(true))
            .exec(tx.rows())
            .await?;
    }
    let distinct: BTreeSet<&Pair> = pairs.iter().collect();
    let rows = distinct.into_iter().map(|(mentee, mentor)| ActiveModel {
        plan_id: Set(plan_id),
        mentee_id: Set(*mentee),
        mentor_id: Set(*mentor),
        is_pin: Set(is_pin),
    });
    let again = OnConflict::columns([Column::PlanId, Column::MenteeId, Column::MentorId])
        .update_column(Column::IsPin)
        .to_owned();
    Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// Removes rules.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn remove(tx: &Tx, plan_id: PlanId, pairs: &[Pair]) -> Result<()> {
    for (mentee, mentor) in pairs {
        let rule = Condition::all()
            .add(Column::PlanId.eq(plan_id))
            .add(Column::MenteeId.eq(*mentee))
            .add(Column::MentorId.eq(*mentor));
        Entity::delete_many().filter(rule).exec(tx.rows()).await?;
    }
    Ok(())
}
