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
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};

/// How long a client without a device cookie is remembered.
const MEMORY: Duration = Duration::days(1);
/// The most emails to an account within that time, however many clients someone who knows the password pretends to be.
const MOST: usize = 10;

/// Queues the email, unless the device is known or this is the account's first sign-in. `user` is the locked account as
/// it was before the sign-in, whose password was correct.
pub(crate) async fn notify(tx: &Tx, user: &Model, client: &Client) -> Result<()> {
    let cookie = client.device.as_ref();
    let is_known = cookie.is_some_and(|cookie| device::recognize(user, cookie).is_some());
    if is_known || user.last_login_at.is_none() {
        return Ok(());
    }
    let topic = topic(client);
    let recent = recent_topics(tx, user).await?;
    if recent.len() >= MOST || recent.contains(&topic) {
        return Ok(());
    }
    let details = Details {
        at: Some(tx.app.clock.now()),
        device: client.device_name(),
        ip: client.ip.map(|ip| ip.to_string()),
        ..Details::default()
    };
    let email = NewEmail {
        topic,
        ..NewEmail::with(EmailKind::NewDevice, details)
    };
    tx.queue_email(user, email).await?;
    Ok(())
}

/// What the account's owner was notified of lately.
async fn recent_topics(tx: &Tx, user: &Model) -> Result<Vec<String>> {
    let recent = Entity::find()
        .select_only()
        .column(Column::Topic)
        .filter(Column::UserId.eq(user.id))
        .filter(Column::Kind.eq(EmailKind::NewDevice))
        .filter(Column::CreatedAt.gt(tx.app.clock.now() - MEMORY))
        .limit(MOST as u64);
    Ok(recent.into_tuple().all(tx.rows()).await?)
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
