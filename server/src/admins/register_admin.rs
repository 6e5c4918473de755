//! Creates an administrator: an account with role ADMIN and an admin row.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::hasher::Lane;
use crate::auth::permission::{self, AdminsWrite};
use crate::config::Secret;
use crate::entities::email::{Details, EmailKind};
use crate::entities::{admin, admin_role, user};
use crate::error::{Error, Result};
use crate::ids::AdminId;
use crate::lifecycle::unverified;
use crate::signals::{Cause, Name, Sender, Signal};
use crate::users::{self, NewUser};
use crate::work::{Committed, NewEmail, Tx, Work, Workflow};
use rules::{Code, Email, Password, RoleName, Username, Violations};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, Set, SqlErr};

/// The input of the form or the command line.
#[derive(Debug)]
pub struct AdminRegistration {
    /// The name to sign in with.
    pub username: String,
    /// A UCLA address.
    pub email: String,
    /// Password as typed.
    pub password: Secret,
    /// The name of the administrator's role.
    pub role_name: String,
}

struct Valid {
    username: Username,
    email: Email,
    password: Password,
    role_name: RoleName,
}

/// Creates an administrator whose email address counts as verified. `actor` is the administrator who does it, or `None`
/// on the command line.
///
/// # Errors
/// All violations at once, `ADMIN_ROLE_NOT_FOUND`, `USERNAME_TAKEN` or `EMAIL_TAKEN`; `NotPermitted` for a role with
/// permissions beyond the actor's.
pub async fn register_admin(
    app: &App,
    actor: Option<&Admin<AdminsWrite>>,
    input: AdminRegistration,
) -> Result<admin::Model> {
    let workflow = Workflow::admin_registration(&input.username, &input.email, &input.role_name);
    let (actor_id, actor) = (actor.map(Admin::user_id), actor.cloned());
    Work::run(app, actor_id, workflow, |work| attempt(work, actor, input)).await
}

async fn attempt(
    work: Work,
    actor: Option<Admin<AdminsWrite>>,
    input: AdminRegistration,
) -> Result<Committed<admin::Model>> {
    let valid = validate(&work.app, &input)?;
    let role = admin_role::Entity::find()
        .filter(admin_role::Column::Name.eq(valid.role_name.as_str()))
        .one(work.app.db.reader())
        .await?;
    let Some(role) = role else {
        work.set_failure_cause(Cause::RoleNotFound);
        return Err(Error::refused_at(Code::AdminRoleNotFound, "roleName"));
    };
    if let Some(actor) = &actor {
        actor.covers(&permission::of_role(&role))?;
    }
    let digest = work.app.hasher.hash(valid.password, Lane::Known).await?;
    let tx = work.begin().await?;
    if let Some(actor) = &actor {
        actor.lock(&tx, &[]).await?;
    }
    let (username, email) = ask_handlers(&tx, valid.username, valid.email, &role.name).await?;
    unverified::free_address(&tx, &email).await?;
    let new = NewUser {
        email,
        password: digest,
        role: user::Role::Admin,
        is_verified: true,
        is_superuser: role.name == permission::SUPERADMIN,
    };
    let user = users::create(&tx, new).await?;
    unverified::delete_variants(&tx, &user).await?;
    let admin = admin::ActiveModel {
        id: Set(AdminId::new()),
        user_id: Set(user.id),
        username: Set(username.as_str().to_owned()),
        role_id: Set(role.id),
        is_active: Set(true),
        created_at: Set(tx.app.clock.now()),
    };
    let admin = admin.insert(tx.rows()).await.map_err(taken)?;
    tx.emit(Signal::admin(Name::AdminRegistered, &admin)).await;
    let details = Details {
        person_id: actor.as_ref().map(Admin::user_id),
        ..Details::default()
    };
    tx.queue_email(&user, NewEmail::with(EmailKind::AdminCreated, details))
        .await?;
    tx.commit(admin).await
}

fn validate(app: &App, input: &AdminRegistration) -> Result<Valid> {
    let mut violations = Violations::new();
    let username = Username::parse(&input.username)
        .map_err(|violation| violations.push(violation))
        .ok();
    let email = Email::parse(&input.email, &app.config.accounts.domains);
    let email = email.map_err(|violation| violations.push(violation)).ok();
    let password = Password::parse(input.password.expose(), email.as_ref(), "password");
    let password = password.map_err(|found| violations.extend(found)).ok();
    let role_name = RoleName::parse(&input.role_name)
        .map_err(|violation| violations.push(violation))
        .ok();
    match (username, email, password, role_name) {
        (Some(username), Some(email), Some(password), Some(role_name)) => Ok(Valid {
            username,
            email,
            password,
            role_name,
        }),
        _ => Err(violations.into()),
    }
}

/// Runs the handlers of `admin_pre_register`, which may replace the name or address, or veto.
async fn ask_handlers(
    tx: &Tx,
    username: Username,
    email: Email,
    role_name: &str,
) -> Result<(Username, Email)> {
    let offered: crate::signals::signal::Data = [
        ("username", username.as_str()),
        ("email", email.as_str()),
        ("role_name", role_name),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.into()))
    .collect();
    let data = tx
        .ask(
            Signal::pre_register(Sender::AdminUserManager, Name::AdminPreRegister),
            offered.clone(),
        )
        .await?;
    if data == offered {
        return Ok((username, email));
    }
    let text = |name: &str| {
        data.get(name)
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
    };
    let email = Email::parse(text("email"), &tx.app.config.accounts.domains)?;
    Ok((Username::parse(text("username"))?, email))
}

fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::refused_at(Code::UsernameTaken, "username")
        }
        _ => Error::Repository(error),
    }
}
