//! Which process is sending an email: a claim that ends with its process.
//!
//! On PostgreSQL each sender holds an advisory lock on a connection of its own. If others can take the lock, the sender
//! died, and what it was sending is due at once. A sender that loses its connection stops sending within a few seconds;
//! others wait for that long before they take over. On SQLite one process uses a file, so whatever is claimed when it
//! starts is left over from an earlier one.

use crate::app::App;
use crate::db::Engine;
use crate::entities::email::{Column, EmailState, Entity};
use crate::error::{Error, Result};
use crate::ids::SenderId;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement,
};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};
use std::collections::HashMap;
use std::str::FromStr;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often a sender checks that it still holds its lock, and others look for senders that died.
const EVERY: Duration = Duration::from_secs(1);
/// How long the check may take.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a lock must have been free before others take over: longer than its sender may need to notice.
pub const GRACE: Duration = Duration::from_secs(4);
/// How long connecting and locking may take.
const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// One run of the outbox of one process.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    /// Marks what it is sending.
    pub(super) id: SenderId,
    /// Canceled when others may take over.
    pub(super) lost: CancellationToken,
}

/// The sender of this process. Its lock is released when this is dropped.
#[derive(Debug, Default)]
pub struct Claims(Mutex<Current>);

#[derive(Debug, Default)]
struct Current {
    sender: Option<Sender>,
    /// Holds the connection with the lock.
    keeper: JoinSet<()>,
}

impl Claims {
    /// Returns the sender of this process, a new one if the lock of the last one was lost.
    ///
    /// # Errors
    /// When the database cannot be connected to: then nothing may be sent.
    pub(super) async fn sender(&self, app: &App) -> Result<Sender> {
        let mut current = self.0.lock().await;
        if let Some(sender) = &current.sender
            && !sender.lost.is_cancelled()
        {
            return Ok(sender.clone());
        }
        let sender = Sender {
            id: SenderId::new(),
            lost: CancellationToken::new(),
        };
        if app.db.engine == Engine::Postgres {
            let connection = timeout(LOCK_TIMEOUT, lock(app, sender.id)).await;
            let connection = connection.map_err(|_| Error::Busy)??;
            current.keeper.spawn(keep(connection, sender.lost.clone()));
        }
        current.sender = Some(sender.clone());
        Ok(sender)
    }

    /// The id of the current sender, unless its lock was lost.
    async fn id(&self) -> Option<SenderId> {
        let current = self.0.lock().await;
        let sender = current.sender.as_ref();
        let sender = sender.filter(|sender| !sender.lost.is_cancelled());
        sender.map(|sender| sender.id)
    }
}

/// Connects and takes the lock of a sender.
async fn lock(app: &App, id: SenderId) -> Result<PgConnection> {
    let unlocked =
        |error: sqlx::Error| Error::Unexpected(format!("no lock for sending emails: {error}"));
    let options = PgConnectOptions::from_str(app.config.database.url.expose());
    // Like the connections of the pool.
    let options = options.map_err(unlocked)?.extra_float_digits(None);
    let mut connection = PgConnection::connect_with(&options)
        .await
        .map_err(unlocked)?;
    let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(key(id));
    connection.execute(lock).await.map_err(unlocked)?;
    Ok(connection)
}

/// Checks the connection until it breaks, and then stops what the sender is sending.
async fn keep(mut connection: PgConnection, lost: CancellationToken) {
    let _stops_sending = lost.drop_guard();
    loop {
        sleep(EVERY).await;
        let checked = timeout(CHECK_TIMEOUT, connection.execute("SELECT 1")).await;
        if !matches!(checked, Ok(Ok(_))) {
            tracing::warn!(
                "the lock for sending emails was lost; emails are sent again under a new one"
            );
            return;
        }
    }
}

/// The key of a sender's lock: the random part of its id.
fn key(id: SenderId) -> i64 {
    let (_, random) = id.0.as_u64_pair();
    i64::from_be_bytes(random.to_be_bytes())
}

/// Makes due what died senders left, as long as this future is polled.
pub async fn watch(app: &App) {
    let mut free = Free::default();
    loop {
        match release(app, &mut free).await {
            Ok(0) => {}
            Ok(_) => app.wake_mail.notify_one(),
            Err(error) => tracing::error!(%error, "could not look for emails of senders that died"),
        }
        sleep(EVERY).await;
    }
}

/// Senders whose locks are free, and since when.
#[derive(Debug, Default)]
pub struct Free(HashMap<SenderId, Instant>);

/// Makes due what died senders were sending; returns how many emails that are. `free` is what the last call found out.
///
/// # Errors
/// When the database does not respond.
pub async fn release(app: &App, free: &mut Free) -> Result<u64> {
    let claimed: Vec<SenderId> = Entity::find()
        .select_only()
        .column(Column::ClaimedBy)
        .distinct()
        .filter(Column::ClaimedBy.is_not_null())
        .into_tuple()
        .all(app.db.reader())
        .await?;
    // After the list: a sender is known before it claims anything.
    let own = app.claims.id().await;
    free.0.retain(|id, _| claimed.contains(id));
    let mut released = 0;
    for id in claimed.into_iter().filter(|id| Some(*id) != own) {
        released += release_one(app, id, free).await?;
    }
    Ok(released)
}

async fn release_one(app: &App, id: SenderId, free: &mut Free) -> Result<u64> {
    let tx = app.db.begin().await?;
    if app.db.engine == Engine::Postgres {
        // Shared, so that the processes which look at the same time do not take each other for the sender.
        let backend = app.db.reader().get_database_backend();
        let lock = "SELECT pg_try_advisory_xact_lock_shared($1)";
        let lock = Statement::from_sql_and_values(backend, lock, [key(id).into()]);
        let row = tx.query_one_raw(lock).await?;
        let is_free = row.map(|row| row.try_get_by_index(0)).transpose()?;
        if is_free != Some(true) {
            free.0.remove(&id);
            tx.rollback().await?;
            return Ok(0);
        }
        let since = free.0.entry(id).or_insert_with(Instant::now);
        if since.elapsed() < GRACE {
            tx.rollback().await?;
            return Ok(0);
        }
    }
    let now = app.clock.now();
    let released = Entity::update_many()
        .col_expr(Column::ClaimedBy, Expr::value(None::<SenderId>))
        .col_expr(Column::DueAt, now.into())
        .filter(Column::Id.in_subquery(left_by(id, app.db.engine)))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(released.rows_affected)
}

/// The emails that a sender was sending. Skips rows that others have locked, so that this waits for nobody: a purge locks
/// several emails of an account, in an order of its own.
fn left_by(id: SenderId, engine: Engine) -> sea_orm::sea_query::SelectStatement {
    let mut emails = Query::select();
    emails.column(Column::Id).from(Entity).cond_where(
        Condition::all()
            .add(Column::ClaimedBy.eq(id))
            .add(Column::State.eq(EmailState::Queued)),
    );
    if engine == Engine::Postgres {
        emails.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    emails
}
