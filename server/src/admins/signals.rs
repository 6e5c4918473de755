//! Reads one signal of the log by its id.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::SignalsRead;
use crate::entities::signal::Model;
use crate::error::Result;
use crate::ids::SignalId;
use crate::signals::log;

/// Returns the signal with this id, once no open transaction can still add a signal before it.
///
/// # Errors
/// When the database does not respond.
pub async fn signal(app: &App, _: &Admin<SignalsRead>, id: SignalId) -> Result<Option<Model>> {
    Ok(log::find(app.db.reader(), app.db.engine, id).await?)
}
