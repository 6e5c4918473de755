//! Loads whom mentees have blocked, as they may see it.

use crate::app::App;
use crate::entities::blacklist::{self, Column, Entity, Relation};
use crate::entities::user::{self, Role};
use crate::error::Result;
use crate::ids::{BlockId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
};
use std::collections::{HashMap, HashSet};

/// An entry of a mentee's list.
#[derive(Debug, Clone)]
pub struct BlockedMentor {
    /// Its id.
    pub id: BlockId,
    /// The address that the mentee typed; none if they chose a mentor from a list.
    pub typed: Option<String>,
    /// The mentor whom the mentee chose, if they are active. An address never shows who has it.
    pub mentor: Option<user::Model>,
    /// When it was blocked.
    pub blocked_at: DateTime<Utc>,
}

/// Returns the lists of these mentees, latest last; mentees who have blocked no one are absent.
///
/// # Errors
/// When the database does not respond.
pub async fn blocked_mentors(
    app: &App,
    mentees: &[UserId],
) -> Result<HashMap<UserId, Vec<BlockedMentor>>> {
    // Reads the same of an address whether or not an account has it.
    let mentor = Relation::Mentor
        .def()
        .on_condition(|_, _| blacklist::chosen());
    let rows = Entity::find()
        .join(JoinType::LeftJoin, mentor)
        .filter(Column::MenteeId.is_in(mentees.iter().copied()))
        .order_by_asc(Column::BlacklistedAt)
        .order_by_asc(Column::Id)
        .select_also(user::Entity)
        .all(app.db.reader())
        .await?;
    let mut lists: HashMap<UserId, Vec<BlockedMentor>> = HashMap::new();
    let mut listed = HashSet::new();
    for (row, mentor) in rows {
        // An address is listed once, however many accounts its block follows.
        let is_first = match row.typed_base {
            Some(base) => listed.insert((row.mentee_id, base)),
            None => true,
        };
        if is_first {
            lists.entry(row.mentee_id).or_default().push(BlockedMentor {
                id: row.id,
                typed: row.typed,
                mentor: mentor.filter(|mentor| mentor.is_presentable(Role::Mentor)),
                blocked_at: row.blacklisted_at,
            });
        }
    }
    Ok(lists)
}
