//! The conversations of a member: the last message of each partner's, and how many are unread.

use crate::app::App;
use crate::auth::Member;
use crate::entities::chat_message::{self, Column};
use crate::entities::{matched, read_position};
use crate::error::Result;
use crate::ids::{MessageId, UserId};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement, SubQueryStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use std::cmp::Reverse;
use std::collections::HashMap;

/// What a member and a partner wrote to each other, in short.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// The partner.
    pub partner_id: UserId,
    /// The newest message.
    pub last_message: Option<chat_message::Model>,
    /// How many messages of the partner are after what the member has read.
    pub unread_count: u64,
}

/// Returns the conversations with all current partners: the one with the newest message first, then those without
/// messages, earliest match first. Takes two statements, whatever the number of partners.
///
/// # Errors
/// When the database does not respond.
pub async fn conversations(app: &App, member: &Member) -> Result<Vec<Conversation>> {
    let reader = member.user().id;
    read(app, reader, matched::of(reader)).await
}

/// Returns what `reader` sees of the conversations of these matches, all of which are theirs.
pub(super) async fn read(app: &App, reader: UserId, of: Condition) -> Result<Vec<Conversation>> {
    let mut rows = summaries(app, reader, of).await?;
    rows.sort_by_key(|row| {
        (
            Reverse(row.last_id),
            row.pair.matched_at,
            row.pair.mentee_id,
        )
    });
    let ids: Vec<MessageId> = rows.iter().filter_map(|row| row.last_id).collect();
    let mut messages = messages(app, &ids).await?;
    let conversation = |row: &Summary| Conversation {
        partner_id: row.pair.partner_of(reader),
        last_message: row.last_id.and_then(|id| messages.remove(&id)),
        unread_count: u64::try_from(row.unread).unwrap_or_default(),
    };
    Ok(rows.iter().map(conversation).collect())
}

/// A match, its newest message, and the number of unread ones.
struct Summary {
    pair: matched::Model,
    last_id: Option<MessageId>,
    unread: i64,
}

async fn summaries(app: &App, reader: UserId, of: Condition) -> Result<Vec<Summary>> {
    let rows = matched::Entity::find()
        .expr_as(sub_query(last_id()), "last_id")
        .expr_as(sub_query(unread(reader)), "unread")
        .filter(of)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let summary =
        |(mentee_id, mentor_id, matched_at, undo_until, workflow_id, last_id, unread)| Summary {
            pair: matched::Model {
                mentee_id,
                mentor_id,
                matched_at,
                undo_until,
                workflow_id,
            },
            last_id,
            unread,
        };
    Ok(rows.into_iter().map(summary).collect())
}

/// The newest message of the match in the surrounding query.
fn last_id() -> SelectStatement {
    of_the_match()
        .column((chat_message::Entity, Column::Id))
        .order_by((chat_message::Entity, Column::Id), Order::Desc)
        .limit(1)
        .take()
}

/// The number of messages of the partner after what `reader` has read, in the match of the surrounding query.
fn unread(reader: UserId) -> SelectStatement {
    let position = Query::select()
        .column((read_position::Entity, read_position::Column::MessageId))
        .from(read_position::Entity)
        .and_where(
            Expr::col((read_position::Entity, read_position::Column::MenteeId))
                .equals((matched::Entity, matched::Column::MenteeId)),
        )
        .and_where(read_position::Column::ReaderId.eq(reader))
        .take();
    // Without a position everything is unread, and all ids are after this one.
    let position = Func::coalesce([sub_query(position), MessageId(Uuid::nil()).into()]);
    of_the_match()
        .expr(Expr::col((chat_message::Entity, Column::Id)).count())
        .and_where(Column::SenderId.ne(reader))
        .and_where(Expr::col((chat_message::Entity, Column::Id)).gt(position))
        .take()
}

fn of_the_match() -> SelectStatement {
    let same = |message, of_match| {
        Expr::col((chat_message::Entity, message)).equals((matched::Entity, of_match))
    };
    Query::select()
        .from(chat_message::Entity)
        .and_where(same(Column::MenteeId, matched::Column::MenteeId))
        .and_where(same(Column::MentorId, matched::Column::MentorId))
        .take()
}

fn sub_query(query: SelectStatement) -> Expr {
    Expr::from(SubQueryStatement::from(query))
}

async fn messages(app: &App, ids: &[MessageId]) -> Result<HashMap<MessageId, chat_message::Model>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let messages = chat_message::Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(app.db.reader())
        .await?;
    Ok(messages.into_iter().map(|row| (row.id, row)).collect())
}
