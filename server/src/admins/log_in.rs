//! Signing an administrator in.

use crate::accounts::log_in::{check_password, keep_renewed, note_login, renew};
use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{Caller, Client, sessions};
use crate::config::Secret;
use crate::db::tx::Committed;
use crate::db::users;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::session::Kind;
use crate::entities::{admin, session, user};
use crate::error::{Error, Result};
use crate::signals::{Cause, Name, Signal};
use rules::{Code, Email, Username};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// An open session that administers.
#[derive(Debug)]
pub struct AdminLoggedIn {
    /// What the client keeps.
    pub token: Token,
    /// The session.
    pub session: session::Model,
    /// The administrator.
    pub admin: admin::Model,
}

/// Opens a session with the administrator's permissions, by username or address.
///
/// # Errors
/// `INVALID_CREDENTIALS`; only after the right password `ACCOUNT_INACTIVE`.
pub async fn log_in(
    app: &App,
    caller: &Caller,
    username: String,
    password: Secret,
) -> Result<AdminLoggedIn> {
    let workflow = Workflow::admin_authentication(&username);
    let client = caller.client().clone();
    Work::run(app, caller.user_id(), workflow, |work| {
        attempt(work, username, password, client)
    })
    .await
}

async fn attempt(
    work: Work,
    username: String,
    password: Secret,
    client: Client,
) -> Result<Committed<AdminLoggedIn>> {
    let (admin, user) = find(&work.app, &username).await?.unzip();
    let user = check_password(&work, user, password.expose()).await?;
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
        tx.fails_because(Cause::IncorrectPassword);
        return Err(Error::refused(Code::InvalidCredentials));
    };
    let admin = admin::Entity::find_by_id(admin.id).one(tx.rows()).await?;
    let active = admin.filter(|admin| admin.is_active && user.is_active && !user.is_deleted());
    let Some(admin) = active else {
        tx.fails_because(Cause::UserInactive);
        return Err(Error::refused(Code::AccountInactive));
    };
    let (session, token) = sessions::open(&tx, user.id, Kind::Admin, &client).await?;
    keep_renewed(&tx, &user, renewed).await?;
    note_login(&tx, &user).await?;
    tx.emit(Signal::admin(Name::AdminAuthenticated, &admin))
        .await;
    tx.commit(AdminLoggedIn {
        token,
        session,
        admin,
    })
    .await
}

/// By address or by username: usernames hold no "@", so that a name is one or the other.
async fn find(app: &App, name: &str) -> Result<Option<(admin::Model, user::Model)>> {
    let column = if let Ok(email) = Email::parse(name, &app.config.accounts.domains) {
        user::Column::Email.eq(email.as_str())
    } else if let Ok(username) = Username::parse(name) {
        admin::Column::Username.eq(username.as_str())
    } else {
        return Ok(None);
    };
    let admins = admin::Entity::find().find_also_related(user::Entity);
    let found = admins.filter(column).one(app.db.reader()).await?;
    Ok(found.and_then(|(admin, user)| Some((admin, user?))))
}
