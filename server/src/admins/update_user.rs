//! Changes an account.

use super::rank;
use crate::accounts::update_profile::{ProfileUpdate, ask_hooks};
use crate::accounts::{address, change_role};
use crate::app::App;
use crate::auth::permission::UsersWrite;
use crate::auth::{Admin, last_superadmin, one_time, sessions};
use crate::entities::email::EmailKind;
use crate::entities::one_time_token::Purpose;
use crate::entities::user::{self, Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::lifecycle::unverified;
use crate::roster::unlink;
use crate::signals::signal::Data;
use crate::signals::{Cause, Name, Signal};
use crate::users::{self, Changes, profile_fields};
use crate::webhooks::owner;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Email};
use sea_orm::EntityTrait;

/// What to change; fields that are `None` do not change. There is no password: send the owner a reset instead.
#[derive(Debug, Clone, Default)]
pub struct UserUpdate {
    /// Profile fields and role, MENTEE or MENTOR.
    pub profile: ProfileUpdate,
    /// Another email address, as typed.
    pub email: Option<String>,
    /// Whether the address counts as verified.
    pub is_verified: Option<bool>,
    /// Whether the account may sign in.
    pub is_active: Option<bool>,
}

/// Changes an account. An account that may no longer sign in, or that gets another address, loses all its sessions at
/// once, and the links and codes that were sent to it. Another address takes effect at once and counts as verified if the old one did; both addresses get an email.
///
/// # Errors
/// Violations, `USER_NOT_FOUND`, `EMAIL_TAKEN` when the same person has another account that was verified, or when
/// another account has the new address or had it until recently,
/// `ROLE_NOT_ALLOWED` to and from ADMIN, `LAST_SUPERADMIN`, or `NotPermitted` for the account of an administrator with
/// more permissions.
pub async fn update_user(
    app: &App,
    actor: &Admin<UsersWrite>,
    user_id: UserId,
    update: UserUpdate,
) -> Result<Model> {
    let workflow = Workflow::update(user_id, update.to_data());
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), workflow, move |work| {
        attempt(work, actor, user_id, update)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<UsersWrite>,
    user_id: UserId,
    update: UserUpdate,
) -> Result<Committed<Model>> {
    let email = new_address(&work.app, update.email.as_deref())?;
    let others = update.others(email.as_ref().map(|email| email.as_str().into()));
    let is_admin = is_administrator(&work.app, user_id).await?;
    let asked = ask_hooks(&work, user_id, update.profile, others, !is_admin).await?;
    let update = UserUpdate {
        profile: asked,
        ..update
    };
    let profile = update.profile.fields.clone().parse()?;
    let tx = work.begin().await?;
    let people = match &email {
        Some(email) => address::people(tx.rows(), user_id, email).await?,
        None => people(&tx, user_id, update.is_verified).await?,
    };
    let ends_sessions = update.is_active == Some(false) || update.is_verified == Some(false);
    if update.profile.role.is_some() || ends_sessions {
        unlink::lock(&tx, &[people.as_slice(), &[actor.user_id()]].concat()).await?;
    }
    let locked = actor.lock(&tx, &people).await?;
    let Some(user) = locked.iter().find(|user| user.id == user_id).cloned() else {
        tx.set_failure_cause(Cause::UserNotFound);
        return Err(Error::refused_at(Code::UserNotFound, "id"));
    };
    rank::check_may_change(tx.rows(), &actor, &user).await?;
    let role = permitted_role(&user, update.profile.role)?;
    if user.role == Role::Admin && ends_sessions {
        last_superadmin::ensure_another(&tx, user_id).await?;
    }
    if let Some(role) = role {
        change_role::clean_up(&tx, &user, role).await?;
    }
    let changes = Changes {
        profile,
        role,
        is_verified: update.is_verified,
        is_active: update.is_active,
        is_approved: role.map(|_| true),
        ..Changes::default()
    };
    let email = email.filter(|email| email.as_str() != user.email);
    let updated = match email {
        Some(email) => change_address(&tx, &user, &locked, email, changes).await?,
        None => users::update(&tx, &user, changes).await?,
    };
    if updated.is_verified && !user.is_verified {
        unverified::delete_variants(&tx, &updated).await?;
    }
    if updated.role == Role::Admin {
        owner::review(&tx, &[user_id]).await?;
    }
    if update.is_verified == Some(false) {
        // Includes used tokens: no earlier link verifies the address again, or reports that it is verified.
        one_time::revoke_all(&tx, user_id, Purpose::Verification).await?;
    }
    if update.is_active == Some(false) {
        address::end_links(&tx, user_id).await?;
    }
    if ends_sessions {
        unlink::close_requests(&tx, user_id).await?;
    }
    if !updated.is_active || !updated.is_verified || updated.email != user.email {
        sessions::revoke_all(&tx, user_id, None).await?;
    }
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit(updated).await
}

/// Whether the account is an administrator's, as far as is known before the transaction.
async fn is_administrator(app: &App, user_id: UserId) -> Result<bool> {
    let reader = app.db.reader();
    let user = user::Entity::find_by_id(user_id).one(reader).await?;
    Ok(user.is_some_and(|user| user.role == Role::Admin))
}

/// Whom an update may concern: the account, and those that are deleted if it is verified.
async fn people(tx: &Tx, user_id: UserId, is_verified: Option<bool>) -> Result<Vec<UserId>> {
    if is_verified != Some(true) {
        return Ok(vec![user_id]);
    }
    let found = user::Entity::find_by_id(user_id).one(tx.rows()).await?;
    let mut people = match found.filter(|user| !user.is_verified) {
        Some(user) => {
            users::unverified_variants(tx.rows(), &user.base_email, Some(user_id)).await?
        }
        None => Vec::new(),
    };
    people.push(user_id);
    Ok(people)
}

/// The new address, if there is one.
fn new_address(app: &App, typed: Option<&str>) -> Result<Option<Email>> {
    let parsed = typed.map(|typed| Email::parse(typed, &app.config.accounts.domains));
    Ok(parsed.transpose()?)
}

/// Gives the account another address, and notifies both. One that is not verified gets a verification link instead.
async fn change_address(
    tx: &Tx,
    user: &Model,
    locked: &[Model],
    email: Email,
    changes: Changes,
) -> Result<Model> {
    let at_email = |error: Error| match error.is(Code::EmailTaken) {
        true => Error::refused_at(Code::EmailTaken, "email"),
        false => error,
    };
    address::ensure_free(tx, user, &email)
        .await
        .map_err(at_email)?;
    let updated = address::replace(tx, user, locked, email, changes).await;
    let updated = updated.map_err(at_email)?;
    one_time::revoke_all(tx, user.id, Purpose::Address).await?;
    address::notify_old(tx, user, &updated, address::ChangedBy::Administrator).await?;
    let to_new = match updated.is_verified {
        true => EmailKind::AddressChanged,
        false => EmailKind::Verification,
    };
    tx.queue_email(&updated, to_new).await?;
    Ok(updated)
}

/// The role to change to, if any. Only `registerAdmin` creates administrators, and they cannot change to another role.
fn permitted_role(user: &Model, wanted: Option<Role>) -> Result<Option<Role>> {
    match wanted.filter(|role| *role != user.role) {
        Some(role) if role == Role::Admin || user.role == Role::Admin => {
            Err(Error::refused_at(Code::RoleNotAllowed, "role"))
        }
        role => Ok(role),
    }
}

impl UserUpdate {
    fn to_data(&self) -> Data {
        let mut data = profile_fields::to_data(&self.profile.fields);
        if let Some(role) = self.profile.role {
            data.insert("role".to_owned(), role.as_str().into());
        }
        data.extend(self.others(self.email.as_deref().map(logged)));
        data
    }

    /// What is not part of the profile, with the address as given.
    fn others(&self, email: Option<serde_json::Value>) -> Data {
        let others = [
            ("email", email),
            ("isVerified", self.is_verified.map(Into::into)),
            ("isActive", self.is_active.map(Into::into)),
        ];
        let given = |(name, value): (&str, Option<_>)| Some((name.to_owned(), value?));
        others.into_iter().filter_map(given).collect()
    }
}

/// What the log keeps of an address as it was typed: nothing of what may be a password in the wrong field.
fn logged(typed: &str) -> serde_json::Value {
    match Email::is_well_formed(typed) {
        true => rules::trimmed(typed).into(),
        false => "[not an address]".into(),
    }
}
