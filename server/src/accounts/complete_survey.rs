//! Submits the survey.

use super::profile::{self, ProfileUpdate};
use crate::app::App;
use crate::auth::Member;
use crate::auth::rotation::RotatedToken;
use crate::entities::user::Model;
use crate::error::Result;

/// Sets the survey's fields, under the same rules as a profile update.
///
/// # Errors
/// All violations at once.
pub async fn complete_survey(
    app: &App,
    member: &Member,
    survey: ProfileUpdate,
) -> Result<(Model, Option<RotatedToken>)> {
    profile::save(app, member, survey, true).await
}
