//! Creates an administrator: an account with role ADMIN and an admin row.

use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::permission::{self, AdminsWrite};
use crate::auth::{Admin, new_password};
use crate::config::Secret;
use crate::entities::email::{Details, EmailKind};
use crate::entities::{admin, admin_role, user};
use crate::error::{Error, Result};
use crate::hooks::{self, AccountData, Question, Topic};
use crate::ids::AdminId;
use crate::lifecycle::unverified;
use crate::signals::signal::Data;
use crate::signals::{Cause, Name, Sender, Signal};
use crate::users::{self, NewUser};
use crate::work::{Committed, HookTrace, NewEmail, Tx, Work, Workflow};
use rules::{Code, Email, Owner, Password, Profile, RoleName, Username, Violations};
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
    let offered = registration(&valid.username, &valid.email, &role.name);
    // The command line works whatever an endpoint does.
    let profile = match &actor {
        Some(_) => ask_hooks(&work, &valid.email, offered.clone()).await?,
        None => Profile::default(),
    };
    let tx = work.begin().await?;
    let affected = unverified::affected_at_once(&tx, &valid.email).await?;
    match &actor {
        Some(actor) => actor.lock(&tx, &affected).await?,
        None => users::lock_all(&tx, &affected).await?,
    };
    let username = ask_handlers(&tx, valid.username, offered).await?;
    unverified::free_address(&tx, &valid.email).await?;
    let new = NewUser {
        email: valid.email,
        password: digest,
        role: user::Role::Admin,
        is_verified: true,
        is_superuser: role.name == permission::SUPERADMIN,
        profile,
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
        break_glass_until: Set(None),
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
    let owner = Owner {
        email: email.as_ref(),
        ..Owner::default()
    };
    let password = new_password::parse(app, &input.password, &owner, "password");
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

/// Asks the hooks about the registration and about the account, which may get a profile.
async fn ask_hooks(work: &Work, email: &Email, data: Data) -> Result<Profile> {
    let mut trace = HookTrace::default();
    let asked = async {
        let question = Question {
            topic: Topic::AdminPreRegister,
            user_id: None,
            actor: work.actor(),
            data,
            may_change_role: false,
        };
        hooks::ask(&work.app, question, &mut trace).await?;
        let account = AccountData {
            email,
            role: user::Role::Admin,
            is_verified: true,
            profile: &Profile::default(),
        };
        hooks::ask_about_new_account(&work.app, work.actor_id(), account, &mut trace).await
    }
    .await;
    work.note_hooks(trace);
    asked.map(|(_, profile)| profile)
}

/// Runs the handlers of `admin_pre_register`, which may replace the name, or veto.
async fn ask_handlers(tx: &Tx, username: Username, offered: Data) -> Result<Username> {
    let signal = Signal::pre_register(Sender::AdminUserManager, Name::AdminPreRegister);
    let data = tx.ask(signal, offered.clone()).await?;
    if data == offered {
        return Ok(username);
    }
    if data.get("email") != offered.get("email") {
        let fault = "a handler changed the address, which it may not";
        return Err(Error::Unexpected(fault.to_owned()));
    }
    let changed = data.get("username").and_then(serde_json::Value::as_str);
    Ok(Username::parse(changed.unwrap_or_default())?)
}

/// The data of `admin_pre_register`.
fn registration(username: &Username, email: &Email, role_name: &str) -> Data {
    [
        ("username", username.as_str()),
        ("email", email.as_str()),
        ("role_name", role_name),
    ]
    .map(|(name, value)| (name.to_owned(), value.into()))
    .into_iter()
    .collect()
}

fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::refused_at(Code::UsernameTaken, "username")
        }
        _ => Error::Repository(error),
    }
}
