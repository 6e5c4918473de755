//! Lists of requests.

use crate::app::App;
use crate::auth::permission::UsersRead;
use crate::auth::{Admin, Member};
use crate::db::page::{self, Key, List, ListCursor, Slice};
use crate::entities::mentorship_request::{Column, Entity, Model, RequestKind, RequestState};
use crate::entities::user::Role;
use crate::error::Result;
use crate::ids::{RequestId, UserId};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A request and its cursor.
pub type Listed = (ListCursor, Model);

/// Returns the requests that a mentee sent, or the offers that a mentor made, newest first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn sent(
    app: &App,
    member: &Member,
    state: Option<RequestState>,
    slice: &Slice,
) -> Result<Vec<Listed>> {
    let id = member.user().id;
    let sent = match member.user().role {
        Role::Mentee => of_mentee(id, RequestKind::Request),
        Role::Mentor => of_mentor(id, RequestKind::Offer),
        Role::Admin => return Ok(Vec::new()),
    };
    read(app, sent, state, slice).await
}

/// Returns the offers that a mentee received, or the requests that a mentor received, newest first.
///
/// # Errors
/// `BadInput` for a cursor of another list.
pub async fn received(
    app: &App,
    member: &Member,
    state: Option<RequestState>,
    slice: &Slice,
) -> Result<Vec<Listed>> {
    let id = member.user().id;
    let received = match member.user().role {
        Role::Mentee => of_mentee(id, RequestKind::Offer),
        Role::Mentor => of_mentor(id, RequestKind::Request),
        Role::Admin => return Ok(Vec::new()),
    };
    let shown = Func::coalesce([
        Column::RecipientState.into_expr(),
        Column::State.into_expr(),
    ]);
    let seen = received
        .add(Column::IsHidden.eq(false))
        .add_option(state.map(|state| Expr::from(shown).eq(state)));
    read(app, seen, None, slice).await
}

/// Which requests administrators want to see; fields that are `None` do not filter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Only those of this mentee.
    pub mentee_id: Option<UserId>,
    /// Only those of this mentor.
    pub mentor_id: Option<UserId>,
    /// Only those in this state.
    pub state: Option<RequestState>,
}

/// The part of the list of administrators to read.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only requests after this one, that is, older ones.
    pub after: Option<RequestId>,
    /// Only requests before this one.
    pub before: Option<RequestId>,
    /// Oldest first.
    pub backwards: bool,
    /// Maximum number of requests.
    pub limit: u64,
}

/// Returns requests of anyone, newest first.
///
/// # Errors
/// When the database does not respond.
pub async fn all(
    app: &App,
    _: &Admin<UsersRead>,
    filter: Filter,
    range: Range,
) -> Result<Vec<Model>> {
    let wanted = Condition::all()
        .add_option(filter.mentee_id.map(|id| Column::MenteeId.eq(id)))
        .add_option(filter.mentor_id.map(|id| Column::MentorId.eq(id)))
        .add_option(filter.state.map(|state| Column::State.eq(state)))
        .add_option(range.after.map(|after| Column::Id.lt(after)))
        .add_option(range.before.map(|before| Column::Id.gt(before)));
    let query = Entity::find().filter(wanted).limit(range.limit);
    let query = match range.backwards {
        true => query.order_by_asc(Column::Id),
        false => query.order_by_desc(Column::Id),
    };
    Ok(query.all(app.db.reader()).await?)
}

/// Returns a request that the member sent or sees.
///
/// # Errors
/// When the database does not respond.
pub async fn own(app: &App, member: &Member, id: RequestId) -> Result<Option<Model>> {
    let found = Entity::find_by_id(id).one(app.db.reader()).await?;
    let member = Some(member.user().id);
    Ok(found.filter(|request| request.sender() == member || request.recipient() == member))
}

/// Returns a request of anyone.
///
/// # Errors
/// When the database does not respond.
pub async fn any(app: &App, _: &Admin<UsersRead>, id: RequestId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(app.db.reader()).await?)
}

fn of_mentee(mentee: UserId, kind: RequestKind) -> Condition {
    Condition::all()
        .add(Column::MenteeId.eq(mentee))
        .add(Column::Kind.eq(kind))
}

fn of_mentor(mentor: UserId, kind: RequestKind) -> Condition {
    Condition::all()
        .add(Column::MentorId.eq(mentor))
        .add(Column::Kind.eq(kind))
}

async fn read(
    app: &App,
    wanted: Condition,
    state: Option<RequestState>,
    slice: &Slice,
) -> Result<Vec<Listed>> {
    slice.check(List::CreatedAt)?;
    let order = (Column::CreatedAt.into_expr(), Column::Id.into_expr());
    let wanted = wanted.add_option(state.map(|state| Column::State.eq(state)));
    let query = page::slice(Entity::find().filter(wanted), order, true, slice);
    let rows = query.all(app.db.reader()).await?;
    Ok(rows.into_iter().map(|row| (cursor(&row), row)).collect())
}

fn cursor(row: &Model) -> ListCursor {
    ListCursor {
        list: List::CreatedAt,
        key: Key::Moment(row.created_at),
        id: row.id.0,
    }
}
