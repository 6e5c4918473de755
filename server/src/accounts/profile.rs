//! Shared code of updating the profile and completing the survey.

use super::change_role;
use crate::app::App;
use crate::auth::Member;
use crate::auth::rotation::{self, RotatedToken};
use crate::entities::session;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::hooks;
use crate::ids::UserId;
use crate::roster::unlink;
use crate::signals::signal::Data;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes, profile_fields};
use crate::work::{Committed, Work, Workflow};
use rules::{Code, ProfileInput};

/// Fields to set, and optionally a new role.
#[derive(Debug, Clone, Default)]
pub struct ProfileUpdate {
    /// Any subset of the survey's fields.
    pub fields: ProfileInput,
    /// The requested role.
    pub role: Option<Role>,
}

/// Writes the fields, and rotates the session if the role changes; with `completes_survey`, also emits the signal for
/// the survey.
pub(super) async fn save(
    app: &App,
    member: &Member,
    update: ProfileUpdate,
    completes_survey: bool,
) -> Result<(Model, Option<RotatedToken>)> {
    if changes_more_than_survey(member.user(), &update) {
        member.themselves()?;
    }
    let (user_id, actor) = (member.user().id, member.actor());
    let is_admin = member.user().role == Role::Admin;
    let session = member.cookie_session();
    let mut data = profile_fields::to_data(&update.fields);
    if let Some(role) = update.role {
        data.insert("role".to_owned(), role.as_str().into());
    }
    let workflow = Workflow::update(user_id, data);
    let command = move |work| async move {
        let update = ask_hooks(&work, user_id, update, Data::new(), !is_admin).await?;
        attempt(work, user_id, session, update, completes_survey).await
    };
    Work::run(app, actor, workflow, command).await
}

/// Whether an update sets another role or picture, and not only what the survey asks.
fn changes_more_than_survey(user: &Model, update: &ProfileUpdate) -> bool {
    let role = update.role.filter(|role| *role != user.role);
    let picture = update.fields.profile_picture_url.as_ref();
    role.is_some() || picture.is_some_and(|picture| *picture != user.profile_picture_url)
}

async fn attempt(
    work: Work,
    user_id: UserId,
    session: Option<session::Model>,
    update: ProfileUpdate,
    completes_survey: bool,
) -> Result<Committed<(Model, Option<RotatedToken>)>> {
    let profile = update.fields.parse()?;
    let tx = work.begin().await?;
    if update.role.is_some() {
        unlink::lock(&tx, &[user_id]).await?;
    }
    let user = lock_member(&tx, user_id).await?;
    let role = permitted_role(&user, update.role);
    if let Some(role) = role {
        change_role::clean_up(&tx, &user, role).await?;
    }
    let session = session.filter(|_| role.is_some());
    let rotated = rotation::rotate(&tx, session.as_ref()).await?;
    let updated = users::update(
        &tx,
        &user,
        Changes {
            profile,
            role,
            ..Changes::default()
        },
    )
    .await?;
    if completes_survey {
        tx.emit(Signal::platform(Name::UserSurveyCompleted, user_id))
            .await;
    }
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit((updated, rotated)).await
}

/// Validates an update and asks the hooks about it, which may change it. `others` is what else the request changes.
/// Administrators keep their role, so hooks may not change it.
pub(crate) async fn ask_hooks(
    work: &Work,
    user_id: UserId,
    update: ProfileUpdate,
    others: Data,
    may_change_role: bool,
) -> Result<ProfileUpdate> {
    let profile = update.fields.parse()?;
    let mut data = profile_fields::to_data(&profile);
    data.extend(others);
    if let Some(role) = update.role {
        data.insert("role".to_owned(), role.as_str().into());
    }
    let asked = hooks::ask_about_update(work, user_id, data, update.role, may_change_role);
    let (data, role) = asked.await?;
    let fields = profile_fields::from_data(&data)?;
    Ok(ProfileUpdate { fields, role })
}

/// Locks the account of a signed-in member, who may have requested deletion on another device in the meantime.
pub(super) async fn lock_member(tx: &crate::work::Tx, user_id: UserId) -> Result<Model> {
    match users::lock(tx, user_id).await? {
        Some(user) if user.is_deleted() => Err(Error::refused(Code::DeletionPending)),
        Some(user) => Ok(user),
        None => Err(Error::refused(Code::UserNotFound)),
    }
}

/// The role to change to, if any. No one can become an administrator, or stop being one, this way: such a request is
/// ignored and logged.
fn permitted_role(user: &Model, requested: Option<Role>) -> Option<Role> {
    let requested = requested.filter(|role| *role != user.role)?;
    if requested == Role::Admin || user.role == Role::Admin {
        tracing::warn!(user = %user.id, "a profile update requested a change of role that is not permitted");
        return None;
    }
    Some(requested)
}
