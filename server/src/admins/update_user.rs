//! Changes an account.

use super::rank;
use crate::accounts::change_role;
use crate::accounts::update_profile::ProfileUpdate;
use crate::app::App;
use crate::auth::permission::UsersWrite;
use crate::auth::{Admin, last_superadmin, one_time, sessions};
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
use rules::Code;
use sea_orm::EntityTrait;

/// What to change; fields that are `None` do not change. There is no password: send the owner a reset instead.
#[derive(Debug, Clone, Default)]
pub struct UserUpdate {
    /// Profile fields and role, MENTEE or MENTOR.
    pub profile: ProfileUpdate,
    /// Whether the address counts as verified.
    pub is_verified: Option<bool>,
    /// Whether the account may sign in.
    pub is_active: Option<bool>,
}

/// Changes an account. An account that may no longer sign in loses all its sessions at once.
///
/// # Errors
/// Violations, `USER_NOT_FOUND`, `EMAIL_TAKEN` when the same person has another account that was verified,
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
    let profile = update.profile.fields.parse()?;
    let tx = work.begin().await?;
    let people = people(&tx, user_id, update.is_verified).await?;
    if update.profile.role.is_some() {
        unlink::lock(&tx, &[people.as_slice(), &[actor.user_id()]].concat()).await?;
    }
    let locked = actor.lock(&tx, &people).await?;
    let Some(user) = locked.into_iter().find(|user| user.id == user_id) else {
        tx.set_failure_cause(Cause::UserNotFound);
        return Err(Error::refused_at(Code::UserNotFound, "id"));
    };
    rank::check_may_change(tx.rows(), &actor, &user).await?;
    let role = permitted_role(&user, update.profile.role)?;
    let ends_sessions = update.is_active == Some(false) || update.is_verified == Some(false);
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
        ..Changes::default()
    };
    let updated = users::update(&tx, &user, changes).await?;
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
    end_sessions(&tx, &updated).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit(updated).await
}

/// Whom an update may concern: the account, and those that are deleted if it is verified.
async fn people(tx: &Tx, user_id: UserId, is_verified: Option<bool>) -> Result<Vec<UserId>> {
    if is_verified != Some(true) {
        return Ok(vec![user_id]);
    }
    let found = user::Entity::find_by_id(user_id).one(tx.rows()).await?;
    let mut people = match found.filter(|user| !user.is_verified) {
        Some(user) => users::unverified_variants(tx.rows(), &user).await?,
        None => Vec::new(),
    };
    people.push(user_id);
    Ok(people)
}

/// Ends the sessions of an account that may no longer sign in.
async fn end_sessions(tx: &Tx, user: &Model) -> Result<()> {
    if !user.is_active || !user.is_verified {
        sessions::revoke_all(tx, user.id, None).await?;
    }
    Ok(())
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
        let role = self.profile.role.map(|role| role.as_str().into());
        let further = [
            ("role", role),
            ("isVerified", self.is_verified.map(Into::into)),
            ("isActive", self.is_active.map(Into::into)),
        ];
        for (name, value) in further {
            if let Some(value) = value {
                data.insert(name.to_owned(), value);
            }
        }
        data
    }
}
