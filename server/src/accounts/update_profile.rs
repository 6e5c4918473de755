//! Changing one's profile.

use super::profile;
use crate::app::App;
use crate::auth::Member;
use crate::entities::user::Model;
use crate::error::Result;

pub use super::profile::ProfileUpdate;

/// Sets any subset of the survey's fields. Nothing else can be set this way; another role goes through the
/// clean-up of a change of role.
///
/// # Errors
/// All broken rules at once.
pub async fn update_profile(app: &App, member: &Member, update: ProfileUpdate) -> Result<Model> {
    profile::save(app, member, update, false).await
}
