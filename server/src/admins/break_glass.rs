//! Makes an emergency administrator from the command line, for the day on which nobody can sign in.

use crate::accounts::address;
use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::permission::{self, SUPERADMIN};
use crate::auth::{Permission, generated_password, sessions};
use crate::config::Secret;
use crate::entities::email::{Details, EmailKind};
use crate::entities::user::{Digest, Role};
use crate::entities::{admin, admin_role, former_address, user};
use crate::error::{Error, Result};
use crate::ids::{AdminId, AdminRoleId, UserId};
use crate::lifecycle::unverified;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes, NewUser};
use crate::webhooks::owner;
use crate::work::{Committed, NewEmail, Tx, Work, Workflow};
use chrono::Duration;
use rules::{Code, Email, Note, Password, Profile, Username, Violations};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, Unchanged};

/// How long the password works unless it is changed.
const LIFETIME: Duration = Duration::hours(24);
/// Characters of the password: more than anyone can guess.
const LENGTH: usize = 30;

/// Who becomes an administrator, and why.
#[derive(Debug)]
pub struct BreakGlass {
    /// The name to sign in with, of a new administrator or of one who exists.
    pub username: String,
    /// The address of a new administrator.
    pub email: String,
    /// Why, for the log and the emails.
    pub reason: Option<String>,
}

/// The emergency administrator.
#[derive(Debug)]
pub struct BrokenGlass {
    /// The administrator.
    pub admin: admin::Model,
    /// The account.
    pub user: user::Model,
    /// The password, which is stored nowhere else.
    pub password: Secret,
}

struct Valid {
    username: Username,
    email: Email,
    reason: Option<String>,
}

/// Creates an administrator with every permission, or gives an existing one every permission and a new password, which
/// expires after 24 hours. Ends all sessions of the account, and notifies it and every active administrator who may
/// change administrators.
///
/// # Errors
/// All violations at once, or `EMAIL_TAKEN` for a new administrator.
pub async fn break_glass(app: &App, input: BreakGlass) -> Result<BrokenGlass> {
    let valid = validate(app, input)?;
    let password = generated_password::generate(LENGTH)?;
    // The rules for passwords that people choose say nothing about a random one.
    let parsed = Password::for_login(password.expose());
    let parsed = parsed.ok_or_else(|| Error::Unexpected("the password is too long".to_owned()))?;
    let digest = app.hasher.hash(parsed, Lane::Known).await?;
    Work::run(app, None, Workflow::Plain, move |work| {
        attempt(work, valid, password, digest)
    })
    .await
}

fn validate(app: &App, input: BreakGlass) -> Result<Valid> {
    let mut violations = Violations::new();
    let username = Username::parse(&input.username);
    let username = username.map_err(|violation| violations.push(violation));
    let email = Email::parse(&input.email, &app.config.accounts.domains);
    let email = email.map_err(|violation| violations.push(violation));
    let reason = input.reason.as_deref().map(Note::parse).transpose();
    let reason = reason.map_err(|violation| violations.push(violation.moved_to("reason")));
    match (username, email, reason) {
        (Ok(username), Ok(email), Ok(reason)) => Ok(Valid {
            username,
            email,
            reason: reason.map(Note::into_string),
        }),
        _ => Err(violations.into()),
    }
}

async fn attempt(
    work: Work,
    valid: Valid,
    password: Secret,
    digest: Digest,
) -> Result<Committed<BrokenGlass>> {
    let tx = work.begin().await?;
    let role = admin_role::Entity::find()
        .filter(admin_role::Column::Name.eq(SUPERADMIN))
        .one(tx.rows())
        .await?;
    let role = role.ok_or_else(|| Error::refused(Code::AdminRoleNotFound))?;
    let found = admin::Entity::find()
        .filter(admin::Column::Username.eq(valid.username.as_str()))
        .one(tx.rows())
        .await?;
    let own = found.as_ref().map(|admin| admin.user_id);
    let notified = lock_everyone(&tx, own, &valid.email).await?;
    let (admin, user) = match &found {
        Some(admin) => take(&tx, admin, role.id, digest).await?,
        None => create(&tx, &valid, role.id, digest).await?,
    };
    let reason = valid.reason.as_deref();
    tx.emit(Signal::break_glass_used(
        user.id,
        &admin,
        found.is_none(),
        reason,
    ))
    .await;
    let others = notified.iter().filter(|other| other.id != user.id);
    for recipient in others.chain([&user]) {
        notify(&tx, recipient, user.id, reason).await?;
    }
    tx.commit(BrokenGlass {
        admin,
        user,
        password,
    })
    .await
}

/// Locks the account, its unverified variants, those that a new one affects, and those of the administrators to notify, at
/// once. Returns the latter.
async fn lock_everyone(tx: &Tx, own: Option<UserId>, email: &Email) -> Result<Vec<user::Model>> {
    let roles = admin_role::Entity::find().all(tx.rows()).await?;
    let roles = roles.iter().filter(|role| {
        let held = permission::of_role(role);
        held.contains(&Permission::AdminsWrite)
    });
    let roles: Vec<AdminRoleId> = roles.map(|role| role.id).collect();
    let administrators: Vec<admin::Model> = admin::Entity::find()
        .filter(admin::Column::RoleId.is_in(roles))
        .filter(admin::Column::IsActive.eq(true))
        .all(tx.rows())
        .await?;
    let notified: Vec<UserId> = administrators.iter().map(|admin| admin.user_id).collect();
    let mut ids = unverified::affected_at_once(tx, email).await?;
    ids.extend(&notified);
    if let Some(own) = own {
        ids.push(own);
        if let Some(user) = user::Entity::find_by_id(own).one(tx.rows()).await? {
            ids.extend(users::unverified_variants(tx.rows(), &user.base_email, Some(own)).await?);
        }
    }
    let locked = users::lock_all(tx, &ids).await?;
    let is_notified =
        |user: &user::Model| notified.contains(&user.id) && user.is_presentable(Role::Admin);
    Ok(locked.into_iter().filter(is_notified).collect())
}

/// Gives an existing administrator every permission and a new password.
async fn take(
    tx: &Tx,
    admin: &admin::Model,
    role_id: AdminRoleId,
    digest: Digest,
) -> Result<(admin::Model, user::Model)> {
    let user = users::lock(tx, admin.user_id).await?;
    let user = user.ok_or_else(|| Error::refused(Code::UserNotFound))?;
    let changes = Changes {
        password: Some(digest),
        is_verified: Some(true),
        is_active: Some(true),
        is_superuser: Some(true),
        deletion: user.is_deleted().then_some(None),
        ..Changes::default()
    };
    let updated = users::update(tx, &user, changes).await?;
    if !user.is_verified {
        unverified::delete_variants(tx, &updated).await?;
    }
    address::end_links(tx, user.id).await?;
    former_address::forget_undo_links(tx.rows(), user.id).await?;
    sessions::revoke_all(tx, user.id, None).await?;
    let row = admin::ActiveModel {
        id: Unchanged(admin.id),
        role_id: Set(role_id),
        is_active: Set(true),
        break_glass_until: Set(Some(tx.app.clock.now() + LIFETIME)),
        ..Default::default()
    };
    let admin = row.update(tx.rows()).await?;
    owner::review(tx, &[user.id]).await?;
    Ok((admin, updated))
}

async fn create(
    tx: &Tx,
    valid: &Valid,
    role_id: AdminRoleId,
    digest: Digest,
) -> Result<(admin::Model, user::Model)> {
    unverified::free_address(tx, &valid.email).await?;
    let new = NewUser {
        email: valid.email.clone(),
        password: digest,
        role: Role::Admin,
        is_verified: true,
        is_superuser: true,
        profile: Profile::default(),
    };
    let user = users::create(tx, new).await?;
    unverified::delete_variants(tx, &user).await?;
    let now = tx.app.clock.now();
    let admin = admin::ActiveModel {
        id: Set(AdminId::new()),
        user_id: Set(user.id),
        username: Set(valid.username.as_str().to_owned()),
        role_id: Set(role_id),
        is_active: Set(true),
        created_at: Set(now),
        break_glass_until: Set(Some(now + LIFETIME)),
    };
    let admin = admin.insert(tx.rows()).await?;
    tx.emit(Signal::admin(Name::AdminRegistered, &admin)).await;
    Ok((admin, user))
}

async fn notify(
    tx: &Tx,
    recipient: &user::Model,
    person: UserId,
    reason: Option<&str>,
) -> Result<()> {
    let details = Details {
        person_id: Some(person),
        at: Some(tx.app.clock.now()),
        reason: reason.map(str::to_owned),
        ..Details::default()
    };
    let email = NewEmail::with(EmailKind::BreakGlassUsed, details);
    tx.queue_email(recipient, email).await?;
    Ok(())
}
