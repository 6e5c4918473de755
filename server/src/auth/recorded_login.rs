//! Records a member's sign-in. In the usual case one statement locks the account, checks that it may sign in, stores the
//! time, and reads what else the sign-in depends on: everyone who signs in waits for SQLite's one writer.

use super::credentials::{self, Checked};
use super::{Client, new_device, sessions};
use crate::db::cells::Cells;
use crate::db::user_columns::Columns;
use crate::entities::user::{self, Column, Model, Role};
use crate::error::Result;
use crate::work::Tx;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, Iterable};

/// A sign-in that was recorded.
#[derive(Debug)]
pub(crate) struct RecordedLogin {
    /// The locked account.
    pub(crate) user: Model,
    /// Whether its owner may have to be notified of a new device: `new_device::is_news` decides.
    pub(crate) is_new_device: bool,
    /// How many sessions the account has, if that is known.
    pub(crate) sessions: Option<u64>,
}

/// Locks the account, checks that it may sign in, and stores the time.
///
/// # Errors
/// Those of `credentials::lock`.
pub(crate) async fn record(tx: &Tx, checked: Checked, client: &Client) -> Result<RecordedLogin> {
    // The first sign-in is no news to the owner, and the statement could not know that it is the first.
    let is_usual = checked.renewed.is_none() && checked.user.last_login_at.is_some();
    // The password of an administrator may have expired.
    let is_usual = is_usual && checked.user.role != Role::Admin;
    if is_usual && let Some(recorded) = at_once(tx, &checked.user, client).await? {
        return Ok(recorded);
    }
    let user = credentials::lock(tx, checked).await?;
    Ok(RecordedLogin {
        is_new_device: new_device::is_news(tx, &user, client).await?,
        user: credentials::record_login(tx, &user).await?,
        sessions: None,
    })
}

/// Records the sign-in if the account is active, verified, and still has the password.
async fn at_once(tx: &Tx, user: &Model, client: &Client) -> Result<Option<RecordedLogin>> {
    let backend = tx.rows().get_database_backend();
    let account = Columns::ALL.returned(backend);
    let is_new_device = new_device::is_news_of(tx, user, client);
    let others = [is_new_device, sessions::count(user.id)];
    let update = Query::update()
        .table(user::Entity)
        .value(Column::LastLoginAt, tx.app.clock.now())
        .and_where(Column::Id.eq(user.id))
        .and_where(Column::Password.eq(user.password.clone()))
        .and_where(Column::IsActive.eq(true))
        .and_where(Column::IsVerified.eq(true))
        .returning(Query::returning().exprs(account.chain(others)))
        .take();
    let Some(row) = tx.rows().query_one(&update).await? else {
        return Ok(None);
    };
    let columns = Column::iter().count();
    let sessions: i64 = row.try_get_by(columns + 1)?;
    Ok(Some(RecordedLogin {
        user: Columns::ALL.read(&Cells::Orm(&row), 0)?,
        is_new_device: row.try_get_by(columns)?,
        sessions: u64::try_from(sessions).ok(),
    }))
}
