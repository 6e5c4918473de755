//! The queue of concerns, for administrators.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::ConcernsRead;
use crate::entities::concern::{Column, ConcernState, Entity, Model};
use crate::error::Result;
use crate::ids::ConcernId;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// The part of the list to read.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only concerns after this one, that is, older ones.
    pub after: Option<ConcernId>,
    /// Only concerns before this one.
    pub before: Option<ConcernId>,
    /// Oldest first.
    pub backwards: bool,
    /// Maximum number of concerns.
    pub limit: u64,
}

/// Returns concerns, in one state or in any, newest first; none about the administrator who reads them.
///
/// # Errors
/// When the database does not respond.
pub async fn concerns(
    app: &App,
    admin: &Admin<ConcernsRead>,
    state: Option<ConcernState>,
    range: Range,
) -> Result<Vec<Model>> {
    let is_about_others = Condition::any()
        .add(Column::AboutId.is_null())
        .add(Column::AboutId.ne(admin.user_id()));
    let wanted = Condition::all()
        .add_option(state.map(|state| Column::State.eq(state)))
        .add_option(range.after.map(|after| Column::Id.lt(after)))
        .add_option(range.before.map(|before| Column::Id.gt(before)))
        .add(is_about_others);
    let query = Entity::find().filter(wanted).limit(range.limit);
    let query = match range.backwards {
        true => query.order_by_asc(Column::Id),
        false => query.order_by_desc(Column::Id),
    };
    Ok(query.all(app.db.reader()).await?)
}
