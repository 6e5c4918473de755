//! Mutations of hooks.

use super::input::{CreateHookInput, DeleteHookInput, RotateHookSecretInput, UpdateHookInput};
use super::{Hook, id};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::HooksWrite;
use crate::entities::hook::Model;
use crate::graphql::context::parts;
use crate::graphql::enum_of_list::Item;
use crate::graphql::error::{UserError, bad_input};
use crate::graphql::payload::{payload, payloads, value};
use crate::hooks::{Topic, create, delete, rotate_secret, update};
use async_graphql::{Context, Object, Result, SimpleObject};

/// The hook, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct HookPayload {
    /// The hook after the change.
    hook: Option<Hook>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The hook and its secret, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct CreateHookPayload {
    /// The hook.
    hook: Option<Hook>,
    /// The secret that signs requests. Shown only once.
    secret: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The hook and its new secret, or the errors.
#[derive(Debug, Default, SimpleObject)]
pub struct RotateHookSecretPayload {
    /// The hook.
    hook: Option<Hook>,
    /// The new secret. Shown only once. Requests are signed with it, and for 24 hours also with the previous one.
    secret: Option<String>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The result of deleting a hook.
#[derive(Debug, Default, SimpleObject)]
pub struct DeleteHookPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    HookPayload,
    CreateHookPayload,
    RotateHookSecretPayload,
    DeleteHookPayload
);

/// Hooks.
#[derive(Default)]
pub struct HookMutation;

#[Object]
impl HookMutation {
    /// Creates a hook, which is asked from now on, after the hooks that exist. Needs the permission HOOKS_WRITE.
    async fn create_hook(
        &self,
        context: &Context<'_>,
        input: CreateHookInput,
    ) -> Result<CreateHookPayload> {
        let (app, admin) = writer(context)?;
        let topics = topics(input.signals)?;
        let created = create::create(app, &admin, &input.url, &topics, input.policy.into()).await;
        let created = created.and_then(|row| shown(app, row));
        payload(created, |(row, secret)| CreateHookPayload {
            secret: Some(secret),
            hook: Some(Hook::new(app, row)),
            errors: Vec::new(),
        })
    }

    /// Changes a hook, or enables or disables it. Needs the permission HOOKS_WRITE.
    async fn update_hook(
        &self,
        context: &Context<'_>,
        input: UpdateHookInput,
    ) -> Result<HookPayload> {
        let (app, admin) = writer(context)?;
        let changes = update::Changes {
            url: input.url,
            topics: input.signals.map(topics).transpose()?,
            policy: input.policy.map(Into::into),
            is_enabled: input.is_enabled,
        };
        let updated = update::update(app, &admin, id(&input.id)?, changes).await;
        payload(updated, |row| HookPayload {
            hook: Some(Hook::new(app, row)),
            errors: Vec::new(),
        })
    }

    /// Deletes a hook. Needs the permission HOOKS_WRITE.
    async fn delete_hook(
        &self,
        context: &Context<'_>,
        input: DeleteHookInput,
    ) -> Result<DeleteHookPayload> {
        let (app, admin) = writer(context)?;
        let deleted = delete::delete(app, &admin, id(&input.id)?).await;
        payload(deleted, |()| DeleteHookPayload::default())
    }

    /// Gives a hook a new secret. Both secrets are valid for 24 hours. Needs the permission HOOKS_WRITE.
    async fn rotate_hook_secret(
        &self,
        context: &Context<'_>,
        input: RotateHookSecretInput,
    ) -> Result<RotateHookSecretPayload> {
        let (app, admin) = writer(context)?;
        let rotated = rotate_secret::rotate_secret(app, &admin, id(&input.id)?).await;
        let rotated = rotated.and_then(|row| shown(app, row));
        payload(rotated, |(row, secret)| RotateHookSecretPayload {
            secret: Some(secret),
            hook: Some(Hook::new(app, row)),
            errors: Vec::new(),
        })
    }
}

fn writer<'a>(context: &Context<'a>) -> Result<(&'a App, Admin<HooksWrite>)> {
    let (app, caller) = parts(context)?;
    Ok((app, value(caller.admin::<HooksWrite>())?))
}

fn topics(signals: Vec<Item<Topic>>) -> Result<Vec<Topic>> {
    match signals.is_empty() {
        true => Err(bad_input("A hook needs at least one signal.")),
        false => Ok(signals.into_iter().map(|Item(topic)| topic).collect()),
    }
}

/// Adds the secret in clear text, for the one response that shows it.
fn shown(app: &App, row: Model) -> crate::error::Result<(Model, String)> {
    let secret = app.seal.open(row.id.0, &row.secret)?;
    Ok((row, secret))
}
