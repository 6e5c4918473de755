//! Notifies an account's owner of a sign-in from a device that is not known.
//!
//! A browser is known by its device cookie (`device.rs`). Programs keep no cookies: for them, and for browsers that
//! delete theirs, a client with the same address and user agent causes one email a day.

use super::device;
use crate::client::Client;
use crate::entities::email::{Column, Details, EmailKind, Entity};
use crate::entities::user::Model;
use crate::error::Result;
use crate::work::{NewEmail, Tx};
use chrono::Duration;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SubQueryStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use sha2::{Digest, Sha256};

/// How long a client without a device cookie is remembered.
const MEMORY: Duration = Duration::days(1);
/// The most emails to an account within that time, however many clients someone who knows the password pretends to be.
const MOST: i64 = 10;

/// Whether the account's owner is to be notified: not if the device is known or this is the account's first sign-in, nor
/// too often. `user` is the locked account as it was before the sign-in, whose password was correct.
pub(crate) async fn is_news(tx: &Tx, user: &Model, client: &Client) -> Result<bool> {
    if is_known(user, client) || user.last_login_at.is_none() {
        return Ok(false);
    }
    let query = Query::select().expr(is_news_of(tx, user, client)).take();
    let row = tx.rows().query_one(&query).await?;
    Ok(row
        .map(|row| row.try_get_by(0))
        .transpose()?
        .unwrap_or(false))
}

/// Same as `is_news`, for a statement that locks the account, which has signed in before. On PostgreSQL the statement may
/// not see an email that was queued while it waited for the lock.
pub(super) fn is_news_of(tx: &Tx, user: &Model, client: &Client) -> Expr {
    if is_known(user, client) {
        return Expr::cust("FALSE");
    }
    let recent = || {
        Entity::find()
            .select_only()
            .filter(Column::UserId.eq(user.id))
            .filter(Column::Kind.eq(EmailKind::NewDevice))
            .filter(Column::CreatedAt.gt(tx.app.clock.now() - MEMORY))
    };
    let same = recent()
        .expr(Expr::val(1))
        .filter(Column::Topic.eq(topic(client)));
    let count = recent().expr(Column::Id.count());
    let count = Expr::from(SubQueryStatement::from(count.into_query()));
    Expr::exists(same.into_query()).not().and(count.lt(MOST))
}

fn is_known(user: &Model, client: &Client) -> bool {
    let cookie = client.device.as_ref();
    cookie.is_some_and(|cookie| device::recognize(user, cookie).is_some())
}

/// Queues the email.
pub(crate) async fn notify(tx: &Tx, user: &Model, client: &Client) -> Result<()> {
    let details = Details {
        at: Some(tx.app.clock.now()),
        device: client.device_name(),
        ip: client.ip.map(|ip| ip.to_string()),
        ..Details::default()
    };
    let email = NewEmail {
        topic: topic(client),
        ..NewEmail::with(EmailKind::NewDevice, details)
    };
    tx.queue_email(user, email).await?;
    Ok(())
}

/// Stands for a client without a cookie: half a SHA-256 of its network and user agent, in hexadecimal.
fn topic(client: &Client) -> String {
    let network = client.origin().map(|network| network.to_string());
    let user_agent = client.user_agent.as_deref().unwrap_or_default();
    let digest = Sha256::digest(format!("{} {user_agent}", network.unwrap_or_default()));
    digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
