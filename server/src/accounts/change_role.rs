//! Switches a member between mentee and mentor.

use super::profile::{ProfileUpdate, ask_hooks, lock_member};
use crate::app::App;
use crate::auth::Member;
use crate::auth::rotation::{self, RotatedToken};
use crate::entities::session;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::unlink;
use crate::signals::signal::Data;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, MemberRole};

/// Gives the caller the other role, after clearing the matches, scores and messages of the old one, and rotates the
/// session.
///
/// # Errors
/// `SAME_ROLE`, or `ROLE_NOT_ALLOWED` for ADMIN and for administrators.
pub async fn change_role(
    app: &App,
    member: &Member,
    new_role: Role,
) -> Result<(Model, Option<RotatedToken>)> {
    let user_id = member.user().id;
    let session = member.cookie_session();
    let data = [("role".to_owned(), new_role.as_str().into())];
    let workflow = Workflow::update(user_id, data.into_iter().collect());
    let command = move |work| attempt(work, user_id, session, new_role);
    Work::run(app, Some(user_id), workflow, command).await
}

async fn attempt(
    work: Work,
    user_id: UserId,
    session: Option<session::Model>,
    new_role: Role,
) -> Result<Committed<(Model, Option<RotatedToken>)>> {
    let role = MemberRole::try_from(rules::Role::from(new_role))
        .map_err(|violation| violation.moved_to("newRole"))?;
    let requested = ProfileUpdate {
        role: Some(role.into()),
        ..ProfileUpdate::default()
    };
    let update = ask_hooks(&work, user_id, requested, Data::new(), true).await?;
    let role = update.role.unwrap_or(new_role);
    let profile = update.fields.parse()?;
    let tx = work.begin().await?;
    unlink::lock(&tx, &[user_id]).await?;
    let user = lock_member(&tx, user_id).await?;
    if user.role == Role::Admin {
        return Err(Error::refused_at(Code::RoleNotAllowed, "newRole"));
    }
    if user.role == role {
        return Err(Error::refused_at(Code::SameRole, "newRole"));
    }
    clean_up(&tx, &user, role).await?;
    let updated = users::update(
        &tx,
        &user,
        Changes {
            profile,
            role: Some(role),
            ..Changes::default()
        },
    )
    .await?;
    let rotated = rotation::rotate(&tx, session.as_ref()).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit((updated, rotated)).await
}

/// Clears what belonged to the old role and emits `user_role_changed`.
pub(crate) async fn clean_up(tx: &Tx, user: &Model, new_role: Role) -> Result<()> {
    unlink::unlink(tx, user.id).await?;
    let data = [("from", user.role), ("to", new_role)]
        .map(|(name, role)| (name.to_owned(), role.as_str().into()));
    tx.emit(Signal::platform(Name::UserRoleChanged, user.id).data(data.into_iter().collect()))
        .await;
    Ok(())
}
