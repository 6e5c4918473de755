//! Gives a hook a new secret.

use super::update;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::HooksWrite;
use crate::entities::hook::Model;
use crate::error::Result;
use crate::ids::HookId;
use crate::signals::Name;
use crate::webhooks::secret;
use sea_orm::Set;

/// Gives a hook a new secret. For a day requests carry a signature of each, so that the endpoint can switch.
///
/// # Errors
/// `HOOK_NOT_FOUND`.
pub async fn rotate_secret(app: &App, admin: &Admin<HooksWrite>, id: HookId) -> Result<Model> {
    let secret = app.seal.close(id.0, &secret::generate()?)?;
    let until = app.clock.now() + secret::OVERLAP;
    update::change(app, admin, id, Name::HookSecretRotated, move |hook, row| {
        row.previous_secret = Set(Some(hook.secret.clone()));
        row.previous_secret_until = Set(Some(until));
        row.secret = Set(secret);
    })
    .await
}
