//! Updates a member's profile.

use super::profile;
use crate::app::App;
use crate::auth::Member;
use crate::auth::rotation::RotatedToken;
use crate::entities::user::Model;
use crate::error::Result;

pub use super::profile::ProfileUpdate;
pub(crate) use super::profile::ask_hooks;

/// Sets any subset of the survey's fields. Nothing else can be set this way; a new role runs the same clean-up as
/// `change_role`.
///
/// # Errors
/// All violations at once.
pub async fn update_profile(
    app: &App,
    member: &Member,
    update: ProfileUpdate,
) -> Result<(Model, Option<RotatedToken>)> {
    profile::save(app, member, update, false).await
}
