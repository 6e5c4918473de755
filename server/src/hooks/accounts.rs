//! What hooks are asked about accounts.

use super::{Question, Topic, ask};
use crate::app::App;
use crate::entities::user::Role;
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::signal::Data;
use crate::users::profile_fields;
use crate::work::{HookTrace, Work};
use rules::{Email, MemberRole, Profile};
use serde_json::Value;

/// What hooks may change of a new account, and what they see of it.
#[derive(Debug)]
pub struct AccountData<'a> {
    /// Its address.
    pub email: &'a Email,
    /// Its role.
    pub role: Role,
    /// Whether its address counts as verified.
    pub is_verified: bool,
    /// What its profile has already.
    pub profile: &'a Profile,
}

/// Asks about a new account. Returns its role and profile as the hooks left them.
///
/// # Errors
/// The refusal of a hook.
pub async fn ask_about_new_account(
    app: &App,
    actor_id: Option<UserId>,
    account: AccountData<'_>,
    trace: &mut HookTrace,
) -> Result<(Role, Profile)> {
    let offered = [
        ("email", account.email.as_str().into()),
        ("role", account.role.as_str().into()),
        ("isVerified", account.is_verified.into()),
    ];
    let offered = offered
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    let mut data = profile_fields::to_data(account.profile);
    data.extend(offered);
    let question = Question {
        topic: Topic::UserPreCreate,
        user_id: None,
        actor: actor_id.into(),
        data,
        may_change_role: account.role != Role::Admin,
    };
    let data = ask(app, question, trace).await?;
    let role = role(&data, Some(account.role))?.unwrap_or(account.role);
    Ok((role, profile_fields::from_data(&data)?.parse()?))
}

/// Asks about a change of an account: `data` has the API's field names. Returns the data as the hooks left it, and the
/// role in it; `requested` is the role in the request, if the request may have one.
///
/// # Errors
/// The refusal of a hook.
pub async fn ask_about_update(
    work: &Work,
    user_id: UserId,
    data: Data,
    requested: Option<Role>,
    may_change_role: bool,
) -> Result<(Data, Option<Role>)> {
    let question = Question {
        topic: Topic::UserPreUpdate,
        user_id: Some(user_id),
        actor: work.actor(),
        data,
        may_change_role,
    };
    let mut trace = HookTrace::default();
    let asked = ask(&work.app, question, &mut trace).await;
    work.note_hooks(trace);
    let data = asked?;
    let role = role(&data, requested)?;
    Ok((data, role))
}

fn role(data: &Data, requested: Option<Role>) -> Result<Option<Role>> {
    let named = data.get("role").and_then(Value::as_str);
    if named == requested.map(Role::as_str) {
        return Ok(requested);
    }
    let changed = named.map(MemberRole::parse).transpose()?;
    Ok(changed.map(Role::from))
}
