//! Signs an administrator in.

use crate::accounts::log_in::Origin;
use crate::app::App;
use crate::auth::credentials::{
    Accounts, check_password, incorrect, record_login, renew, store_renewed, unverified,
};
use crate::auth::hasher::Lane;
use crate::auth::token::Token;
use crate::auth::{Caller, SignInAttempt, device, new_device, refusal_time, sessions};
use crate::client::DeviceCookie;
use crate::config::Secret;
use crate::entities::session::Kind;
use crate::entities::{admin, session, user};
use crate::error::{Error, Result};
use crate::signals::{Cause, Name, Signal};
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::{Code, Email, Username};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, SelectExt};

/// A new administrator session.
#[derive(Debug)]
pub struct AdminLoggedIn {
    /// The token that the client keeps.
    pub token: Token,
    /// The session.
    pub session: session::Model,
    /// The administrator.
    pub admin: admin::Model,
    /// Lets the client be recognized the next time.
    pub device: Option<DeviceCookie>,
}

/// Opens a session with the administrator's permissions, by username or address.
///
/// # Errors
/// `INVALID_CREDENTIALS`; only after the correct password: `ACCOUNT_INACTIVE`, `PASSWORD_EXPIRED` or
/// `EMAIL_NOT_VERIFIED`. With private registrations the last one is `INVALID_CREDENTIALS`, too.
pub async fn log_in(
    app: &App,
    caller: &Caller,
    username: String,
    password: Secret,
) -> Result<AdminLoggedIn> {
    let limited = SignInAttempt::begin(app, caller.client(), &username).await?;
    let lane = limited.lane();
    let origin = Origin::of(caller);
    let (actor, client) = (caller.actor(), caller.client());
    let outcome = refusal_time::even(async {
        let is_known = has_username(app, &username).await;
        let workflow = Workflow::admin_authentication(&username, is_known, client);
        let attempt = move |work| attempt(work, username, password, origin, lane);
        Work::run_open(app, actor, client, workflow, attempt).await
    })
    .await;
    limited.end(&outcome);
    outcome
}

async fn attempt(
    work: Work,
    username: String,
    password: Secret,
    Origin { client, former }: Origin,
    lane: Lane,
) -> Result<Committed<AdminLoggedIn>> {
    let (admin, user) = find(&work, &username).await?.unzip();
    let accounts = Accounts::OfAdministrators;
    let user = check_password(&work, &username, user, password.expose(), lane, accounts).await?;
    let renewed = renew(&work.app, &user, &password).await?;
    let Some(admin) = admin else {
        return Err(Error::Unexpected(
            "an administrator without an account".to_owned(),
        ));
    };
    let tx = work.begin_on(user.id).await?;
    let locked = users::lock(&tx, user.id)
        .await?
        .filter(|locked| locked.password == user.password);
    let Some(user) = locked else {
        tx.set_failure_cause(Cause::IncorrectPassword);
        return Err(incorrect(&tx.app));
    };
    let admin = admin::Entity::find_by_id(admin.id).one(tx.rows()).await?;
    let active = admin.filter(|admin| admin.is_active && user.is_active && !user.is_deleted());
    let Some(admin) = active else {
        tx.set_failure_cause(Cause::UserInactive);
        return Err(Error::refused(Code::AccountInactive));
    };
    if admin.has_expired_password(tx.app.clock.now()) {
        tx.set_failure_cause(Cause::UserInactive);
        return Err(Error::refused(Code::PasswordExpired));
    }
    // As for members, an account whose email address is not verified cannot sign in. The sources' catalogue has no
    // separate cause for it.
    if !user.is_verified {
        tx.set_failure_cause(Cause::UserInactive);
        return Err(unverified(&tx.app));
    }
    sessions::end_former(&tx, former.as_ref()).await?;
    let (session, token) = sessions::open(&tx, user.id, Kind::Admin, &client).await?;
    store_renewed(&tx, &user, renewed).await?;
    let is_new_device = new_device::is_news(&tx, &user, &client).await?;
    if is_new_device {
        new_device::notify(&tx, &user, &client).await?;
    }
    let user = record_login(&tx, &user).await?;
    let signed_in = Signal::admin(Name::AdminAuthenticated, &admin).sent_by(&client);
    tx.emit(signed_in.on_new_device(is_new_device)).await;
    tx.commit(AdminLoggedIn {
        device: device::issue(&user, &client),
        token,
        session,
        admin,
    })
    .await
}

/// Whether an administrator has this username. The log keeps no other text, since it may be a password.
async fn has_username(app: &App, name: &str) -> bool {
    let Ok(username) = Username::parse(name) else {
        return false;
    };
    let found = admin::Entity::find()
        .filter(admin::Column::Username.eq(username.as_str()))
        .exists(app.db.reader())
        .await;
    // If the database does not respond, the sign-in itself fails.
    found.unwrap_or(false)
}

/// Finds an administrator by email address or by username. Usernames contain no "@", so a name is one or the other.
async fn find(work: &Work, name: &str) -> Result<Option<(admin::Model, user::Model)>> {
    let domains = &work.app.config.accounts.domains;
    let column = if let Ok(email) = Email::parse_existing(name, domains) {
        user::Column::Email.eq(email.as_str())
    } else if let Ok(username) = Username::parse(name) {
        admin::Column::Username.eq(username.as_str())
    } else {
        work.note_refused_input();
        return Ok(None);
    };
    let admins = admin::Entity::find().find_also_related(user::Entity);
    let found = admins.filter(column).one(work.app.db.reader()).await?;
    Ok(found.and_then(|(admin, user)| Some((admin, user?))))
}
