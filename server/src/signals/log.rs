//! The log: the unit of work appends to it, readers read it by cursor.

pub use super::filter::Filter;

use super::snapshot::Snapshot;
use super::{Actor, Name, Signal, order, watermark};
use crate::cursor::Cursor;
use crate::db::{Engine, Transaction};
use crate::entities::signal::{ActiveModel, Column, Entity, Model};
use crate::ids::{SignalId, WorkflowId};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, SelectExt, Set,
};
use serde_json::Value;

/// A signal and the workflow it belongs to, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: SignalId,
    pub(crate) signal: Signal,
    pub(crate) workflow_id: WorkflowId,
    pub(crate) occurred_at: DateTime<Utc>,
}

/// Rows that one statement writes. On SQLite, statements of many rows all have this many, so that they are prepared once;
/// on PostgreSQL each is a round trip. PostgreSQL takes 65,535 parameters.
const fn written_together(engine: Engine) -> usize {
    match engine {
        Engine::Sqlite => 16,
        Engine::Postgres => 1000,
    }
}

/// The row of an entry.
pub(crate) fn row(entry: &Entry, actor: Actor) -> ActiveModel {
    ActiveModel {
        id: Set(entry.id),
        name: Set(entry.signal.name.as_str().to_owned()),
        sender: Set(entry.signal.sender.as_str().to_owned()),
        workflow_id: Set(entry.workflow_id),
        user_id: Set(entry.signal.user_id),
        actor_id: Set(actor.user_id.filter(|_| !entry.signal.hides_actor)),
        impersonator_id: Set(actor.impersonator_id.filter(|_| !entry.signal.hides_actor)),
        occurred_at: Set(entry.occurred_at),
        arguments: Set(storable(Value::Object(entry.signal.arguments.clone()))),
        ..ActiveModel::default()
    }
}

/// Writes rows in order; the last ones later, with the commit.
pub(crate) async fn append(
    transaction: &Transaction,
    engine: Engine,
    rows: Vec<ActiveModel>,
) -> Result<(), DbErr> {
    let mut rows = rows.into_iter();
    while rows.len() > 0 {
        let together = rows.by_ref().take(written_together(engine));
        let insert = Entity::insert_many(together);
        match rows.len() {
            0 => transaction.run_later(insert.as_query()),
            _ => transaction.execute(insert.as_query()).await.map(drop)?,
        }
    }
    Ok(())
}

/// PostgreSQL rejects U+0000 in JSON; a handler's data may contain it.
fn storable(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\0') => text.replace('\0', "").into(),
        Value::Array(entries) => entries.into_iter().map(storable).collect(),
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name.replace('\0', ""), storable(value)))
                .collect(),
        ),
        other => other,
    }
}

/// The direction and the cursors of a read.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// Only signals after this cursor.
    pub after: Option<Cursor>,
    /// Only signals before this cursor.
    pub before: Option<Cursor>,
    /// Only signals up to this cursor.
    pub through: Option<Cursor>,
    /// Newest first.
    pub backwards: bool,
    /// Maximum number of signals.
    pub limit: u64,
}

impl Range {
    /// The next `limit` signals after a cursor.
    #[must_use]
    pub const fn next(after: Cursor, limit: u64) -> Self {
        Self {
            after: Some(after),
            before: None,
            through: None,
            backwards: false,
            limit,
        }
    }

    /// The same range up to a cursor.
    #[must_use]
    pub const fn through(mut self, through: Cursor) -> Self {
        self.through = Some(through);
        self
    }

    /// Whether the range begins at an end of the log. A reader with a cursor reads the rest page by page. In the order
    /// of the log each signal is read once; an index on the time would collect and sort the rest for every page.
    pub(crate) const fn is_open(&self) -> bool {
        self.after.is_none() && self.before.is_none()
    }

    const fn order(&self) -> Order {
        match self.backwards {
            true => Order::Desc,
            false => Order::Asc,
        }
    }

    /// The signals of a query that are in this range, in its order.
    fn of(&self, engine: Engine, query: Select<Entity>) -> Select<Entity> {
        let between = Condition::all()
            .add_option(self.after.map(|after| order::after(engine, after)))
            .add_option(self.before.map(|before| order::before(engine, before)))
            .add_option(self.through.map(|through| order::through(engine, through)));
        order::sorted(engine, query.filter(between), self.order()).limit(self.limit)
    }
}

/// Reads stable signals: those that no open transaction can still precede.
///
/// # Errors
/// When the database does not respond.
pub async fn read(
    reader: &impl ConnectionTrait,
    engine: Engine,
    filter: &Filter,
    range: Range,
) -> Result<Vec<Model>, DbErr> {
    let parts = filter.parts(engine, range.is_open());
    read_parts(reader, engine, parts, range).await
}

/// Reads stable signals of several disjoint parts of the log, each of which is one index range.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn read_parts(
    reader: &impl ConnectionTrait,
    engine: Engine,
    mut parts: Vec<Condition>,
    range: Range,
) -> Result<Vec<Model>, DbErr> {
    if parts.len() == 1
        && let Some(only) = parts.pop()
    {
        let signals = range.of(engine, stable(engine).filter(only));
        return signals.all(reader).await;
    }
    let page = Column::Position.in_subquery(merged(engine, parts, range));
    let mut signals = Entity::find().filter(page).all(reader).await?;
    // Sorted here: with an ORDER BY the database might scan the log in order instead.
    signals.sort_unstable_by_key(cursor);
    if range.backwards {
        signals.reverse();
    }
    Ok(signals)
}

/// The positions of a page that is merged from several parts. At most one page is read from each part.
fn merged(engine: Engine, parts: Vec<Condition>, range: Range) -> SelectStatement {
    let columns = [Column::TransactionId, Column::Position];
    let mut parts = parts.into_iter().map(|part| {
        let part = range.of(engine, stable(engine).filter(part));
        Query::select()
            .columns(columns)
            .from_subquery(part.select_only().columns(columns).into_query(), "part")
            .take()
    });
    let mut page = parts.next().unwrap_or_default();
    for part in parts {
        page.union(UnionType::All, part);
    }
    for column in columns {
        page.order_by(column, range.order());
    }
    page.limit(range.limit);
    Query::select()
        .column(Column::Position)
        .from_subquery(page, "page")
        .take()
}

/// The stable signal with this id.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn find(
    reader: &impl ConnectionTrait,
    engine: Engine,
    id: SignalId,
) -> Result<Option<Model>, DbErr> {
    let signal = stable(engine).filter(Column::Id.eq(id));
    signal.one(reader).await
}

/// The cursor after the newest stable signal.
///
/// # Errors
/// When the database does not respond.
pub async fn end(reader: &impl ConnectionTrait, engine: Engine) -> Result<Cursor, DbErr> {
    let range = Range {
        after: None,
        before: None,
        through: None,
        backwards: true,
        limit: 1,
    };
    let newest = read(reader, engine, &Filter::default(), range).await?;
    Ok(newest.first().map_or(Cursor::START, cursor))
}

/// Whether any signal was written after a cursor, including signals that are not stable yet.
///
/// # Errors
/// When the database does not respond.
pub async fn is_written_after(
    reader: &impl ConnectionTrait,
    engine: Engine,
    cursor: Cursor,
) -> Result<bool, DbErr> {
    if engine == Engine::Sqlite {
        return Ok(false);
    }
    let written = Entity::find().filter(order::after(engine, cursor));
    written.exists(reader).await
}

/// Whether a signal was committed, even if it is not stable yet.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn is_written(reader: &impl ConnectionTrait, id: SignalId) -> Result<bool, DbErr> {
    let written = Entity::find().filter(Column::Id.eq(id));
    written.exists(reader).await
}

/// The next `limit` signals of these names written after a cursor, including signals that are not stable yet: for
/// readers that need to know what happened, but not in which order. If a snapshot is given, leaves out what had been
/// committed at that moment.
///
/// # Errors
/// When the database does not respond.
pub async fn written_after(
    reader: &impl ConnectionTrait,
    engine: Engine,
    cursor: Cursor,
    names: &[Name],
    since: Option<&Snapshot>,
    limit: u64,
) -> Result<Vec<Model>, DbErr> {
    let names = names.iter().map(|name| name.as_str());
    let written = Entity::find()
        .filter(Column::Name.is_in(names))
        .filter(order::after(engine, cursor))
        .filter(since.map_or_else(Condition::all, |since| since.uncommitted(engine)));
    let written = order::sorted(engine, written, Order::Asc);
    written.limit(limit).all(reader).await
}

/// Whether a reader that has seen everything up to `cursor` can continue there: it is the cursor of a signal that is
/// still in the log, or of the last one that was pruned.
///
/// # Errors
/// When the database does not respond.
pub async fn knows(reader: &impl ConnectionTrait, cursor: Cursor) -> Result<bool, DbErr> {
    if cursor == Cursor::START || cursor == watermark::position(reader).await? {
        return Ok(true);
    }
    let kept = Entity::find()
        .filter(Column::Position.eq(cursor.position))
        .filter(Column::TransactionId.eq(cursor.transaction));
    kept.exists(reader).await
}

/// Whether a signal after `cursor` has been pruned.
///
/// # Errors
/// When the database does not respond.
pub async fn lost_after(reader: &impl ConnectionTrait, cursor: Cursor) -> Result<bool, DbErr> {
    Ok(watermark::position(reader).await? > cursor)
}

/// The oldest valid cursor: everything up to it has been pruned, and everything after it is in the log.
///
/// # Errors
/// When the database does not respond.
pub async fn oldest(reader: &impl ConnectionTrait) -> Result<Cursor, DbErr> {
    watermark::position(reader).await
}

/// The cursor after a signal.
#[must_use]
pub const fn cursor(signal: &Model) -> Cursor {
    Cursor {
        transaction: signal.transaction_id,
        position: signal.position,
    }
}

// Invariant: on PostgreSQL a transaction below the snapshot's xmin has ended, so nothing can appear any more at or
// before a cursor that this query has passed.
fn stable(engine: Engine) -> Select<Entity> {
    match engine {
        Engine::Sqlite => Entity::find(),
        Engine::Postgres => Entity::find().filter(Expr::col(Column::TransactionId).lt(Expr::cust(
            "pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        ))),
    }
}
