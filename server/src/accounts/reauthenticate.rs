//! Checks the password of the signed-in account again, for what an unattended or stolen session must not do.

use crate::app::App;
use crate::auth::hasher::Lane;
use crate::auth::rotation::{self, RotatedToken};
use crate::auth::{Member, credentials, guessing, passwords};
use crate::config::Secret;
use crate::entities::session::{Column, Entity, Model};
use crate::error::{Error, Result};
use crate::signals::{Name, Signal};
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::{Code, Password};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Notes that the password was entered in this session now, and gives a session in a cookie another token.
///
/// # Errors
/// `RateLimited`, `WRONG_PASSWORD`, or `Unauthenticated` when the session has ended meanwhile.
pub async fn reauthenticate(
    app: &App,
    member: &Member,
    password: Secret,
) -> Result<(Model, Option<RotatedToken>)> {
    let user_id = member.user().id;
    let caller = member.clone();
    let command = Work::run(app, Some(user_id), Workflow::Plain, |work| {
        attempt(work, caller, password)
    });
    guessing::limited(app, member, command).await
}

async fn attempt(
    work: Work,
    member: Member,
    password: Secret,
) -> Result<Committed<(Model, Option<RotatedToken>)>> {
    let user = member.user();
    let wrong = || Error::refused_at(Code::WrongPassword, "password");
    let password = Password::for_login(password.expose()).ok_or_else(wrong)?;
    if !passwords::check(&work, user, password, Lane::Known).await? {
        return Err(wrong());
    }
    let tx = work.begin().await?;
    let locked = users::lock(&tx, user.id).await?;
    if locked.is_none_or(|locked| locked.password != user.password) {
        return Err(wrong());
    }
    credentials::ensure_not_expired(&tx, user).await?;
    let entered = Entity::update_many()
        .col_expr(Column::AuthenticatedAt, tx.app.clock.now().into())
        .filter(Column::Id.eq(member.session().id))
        .exec(tx.rows())
        .await?;
    if entered.rows_affected == 0 {
        return Err(Error::Unauthenticated);
    }
    let rotated = rotation::rotate(&tx, member.cookie_session().as_ref()).await?;
    let session = Entity::find_by_id(member.session().id)
        .one(tx.rows())
        .await?;
    let session = session.ok_or(Error::Unauthenticated)?;
    tx.emit(Signal::platform(Name::UserReauthenticated, user.id))
        .await;
    tx.commit((session, rotated)).await
}
