//! Changes the password of a signed-in member.

use super::address;
use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::rotation::{self, RotatedToken};
use crate::auth::{
    Client, Member, credentials, device, guessing, new_password, one_time, passwords, sessions,
};
use crate::client::DeviceCookie;
use crate::config::Secret;
use crate::entities::email::EmailKind;
use crate::entities::one_time_token::Purpose;
use crate::error::{Error, Result};
use crate::signals::{Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Committed, NewEmail, Work, Workflow};
use rules::{Code, Password};

/// What the client keeps after a change of the password.
#[derive(Debug)]
pub struct PasswordChanged {
    /// The new token of a session in a cookie.
    pub rotated: Option<RotatedToken>,
    /// Lets the client be recognized the next time: a new password ends the cookie of the old one.
    pub device: Option<DeviceCookie>,
}

/// Sets a new password after checking the current one, ends the account's other sessions, and rotates the current one.
///
/// # Errors
/// `WRONG_PASSWORD`, or the violations of the new password.
pub async fn change_password(
    app: &App,
    member: &Member,
    client: &Client,
    current: Secret,
    new: Secret,
) -> Result<PasswordChanged> {
    let (caller, client) = (member.clone(), client.clone());
    let masked = [("password".to_owned(), users::MASKED.into())]
        .into_iter()
        .collect();
    let workflow = Workflow::update(member.user().id, masked);
    let command = Work::run(app, Some(member.user().id), workflow, |work| {
        attempt(work, caller, client, current, new)
    });
    guessing::limited(app, member, command).await
}

async fn attempt(
    work: Work,
    member: Member,
    client: Client,
    current: Secret,
    new: Secret,
) -> Result<Committed<PasswordChanged>> {
    let user = member.user();
    let new = new_password::parse_for(&work.app, &new, user, "newPassword")?;
    let wrong = || Error::refused_at(Code::WrongPassword, "currentPassword");
    let current = Password::for_login(current.expose()).ok_or_else(wrong)?;
    if !passwords::check(&work, user, current, Lane::Known).await? {
        return Err(wrong());
    }
    let digest = passwords::hash(&work, user, new).await?;
    let tx = work.begin().await?;
    let Some(locked) = users::lock(&tx, user.id).await? else {
        return Err(Error::refused(Code::UserNotFound));
    };
    if locked.password != user.password {
        return Err(wrong());
    }
    credentials::ensure_not_expired(&tx, &locked).await?;
    let updated = users::update(
        &tx,
        &locked,
        Changes {
            password: Some(digest),
            ..Changes::default()
        },
    )
    .await?;
    one_time::revoke_all(&tx, user.id, Purpose::Reset).await?;
    one_time::revoke_all(&tx, user.id, Purpose::Invitation).await?;
    address::cancel_pending(&tx, user.id).await?;
    sessions::revoke_all(&tx, user.id, Some(member.session().id)).await?;
    let rotated = rotation::rotate(&tx, member.cookie_session().as_ref()).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.queue_email(&updated, NewEmail::now(&tx.app, EmailKind::PasswordChanged))
        .await?;
    let device = device::issue(&updated, &client);
    tx.commit(PasswordChanged { rotated, device }).await
}
