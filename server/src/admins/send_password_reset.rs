//! Sending somebody a link that sets a new password: nobody but its owner ever chooses one.

use super::rank;
use crate::accounts::request_password_reset;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::user;
use crate::error::{Error, Result};
use crate::ids::UserId;
use rules::Code;
use sea_orm::EntityTrait;

/// Owes an account a reset letter; earlier links stop working.
///
/// # Errors
/// `USER_NOT_FOUND`, `ACCOUNT_INACTIVE`, or `Forbidden` for the account of an administrator with more rights.
pub async fn send_password_reset(
    app: &App,
    actor: &Admin<UsersWrite>,
    user_id: UserId,
) -> Result<()> {
    let found = user::Entity::find_by_id(user_id)
        .one(app.db.reader())
        .await?;
    let user = found.ok_or_else(|| Error::refused_at(Code::UserNotFound, "id"))?;
    rank::may_touch(app.db.reader(), actor, &user).await?;
    if !user.is_active {
        return Err(Error::refused_at(Code::AccountInactive, "id"));
    }
    let email = user.address();
    let workflow = Workflow::password_reset_request(email.as_str());
    Work::run(app, Some(actor.user_id()), workflow, |work| {
        request_password_reset::attempt(work, Some(email))
    })
    .await
}
