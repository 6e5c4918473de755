//! The profile: survey, updates, role.

use super::context::parts;
use super::error::UserError;
use super::payload::{payload, payloads, value};
use super::session::replace_cookie;
use super::user::{Role, User};
use crate::accounts::update_profile::ProfileUpdate;
use crate::accounts::{change_role, complete_survey, update_profile};
use crate::auth::Caller;
use crate::entities::user;
use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use std::sync::Arc;

/// Any subset of the survey's fields. Fields that are left out do not change.
#[derive(InputObject)]
pub struct ProfileInput {
    /// At most 150 characters.
    pub first_name: Option<String>,
    /// At most 150 characters.
    pub last_name: Option<String>,
    /// 0 to 5; null clears it.
    pub year: MaybeUndefined<i32>,
    /// At most 5 entries of 1 to 100 characters.
    pub major: Option<Vec<String>>,
    /// At most 5 entries of 1 to 100 characters.
    pub minor: Option<Vec<String>>,
    /// At most 500 characters.
    pub hobbies: Option<String>,
    /// At most 500 characters.
    pub clubs: Option<String>,
    /// At most 500 characters.
    pub goals: Option<String>,
    /// At most 500 characters.
    pub other_background: Option<String>,
    /// International student.
    pub international: Option<bool>,
    /// Commuter student.
    pub commuter: Option<bool>,
    /// First-generation college student.
    pub firstgen: Option<bool>,
    /// Out-of-state student.
    pub outofstate: Option<bool>,
    /// Transfer student.
    pub transfer: Option<bool>,
    /// Whether the five flags above may count for suggestions: only for the order of the lists, and only with others
    /// who also opted in. No one else sees the flags or their points, but the order of a list can hint at a shared
    /// background.
    pub match_by_background: Option<bool>,
    /// The URL of a picture that was uploaded to this server, or, where the server allows its host, an https address;
    /// at most 500 characters. Null removes the picture. `uploadProfilePicture` uploads one.
    pub profile_picture_url: MaybeUndefined<String>,
    /// MENTEE or MENTOR. A new role clears matches, scores and messages. ADMIN is ignored.
    pub role: Option<Role>,
}

impl From<ProfileInput> for ProfileUpdate {
    fn from(input: ProfileInput) -> Self {
        let fields = rules::ProfileInput {
            first_name: input.first_name,
            last_name: input.last_name,
            hobbies: input.hobbies,
            clubs: input.clubs,
            goals: input.goals,
            other_background: input.other_background,
            year: given(input.year),
            major: input.major,
            minor: input.minor,
            international: input.international,
            commuter: input.commuter,
            firstgen: input.firstgen,
            outofstate: input.outofstate,
            transfer: input.transfer,
            match_by_background: input.match_by_background,
            profile_picture_url: given(input.profile_picture_url),
        };
        Self {
            fields,
            role: input.role.map(user::Role::from),
        }
    }
}

fn given<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// The account after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct UpdateProfilePayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The account after the survey, or the errors.
#[derive(Default, SimpleObject)]
pub struct CompleteSurveyPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The new role.
#[derive(InputObject)]
pub struct ChangeRoleInput {
    /// MENTEE or MENTOR.
    pub new_role: Role,
}

/// The account in its new role, or the errors.
#[derive(Default, SimpleObject)]
pub struct ChangeRolePayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    UpdateProfilePayload,
    CompleteSurveyPayload,
    ChangeRolePayload
);

/// The profile.
#[derive(Default)]
pub struct ProfileMutation;

#[Object]
impl ProfileMutation {
    /// Sets any subset of the survey's fields. Nothing else can be set this way.
    async fn update_profile(
        &self,
        context: &Context<'_>,
        input: ProfileInput,
    ) -> Result<UpdateProfilePayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let result = update_profile::update_profile(app, &member, input.into()).await;
        if let Ok((_, rotated)) = &result {
            replace_cookie(context, rotated.as_ref())?;
        }
        let accepted = |(user, _)| UpdateProfilePayload {
            user: Some(own(caller, user)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Submits the survey, under the same rules as updateProfile.
    async fn complete_survey(
        &self,
        context: &Context<'_>,
        input: ProfileInput,
    ) -> Result<CompleteSurveyPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let result = complete_survey::complete_survey(app, &member, input.into()).await;
        if let Ok((_, rotated)) = &result {
            replace_cookie(context, rotated.as_ref())?;
        }
        let accepted = |(user, _)| CompleteSurveyPayload {
            user: Some(own(caller, user)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Switches between MENTEE and MENTOR. Matches, scores and messages are cleared first.
    async fn change_role(
        &self,
        context: &Context<'_>,
        input: ChangeRoleInput,
    ) -> Result<ChangeRolePayload> {
        let (app, caller) = parts(context)?;
        let new_role = user::Role::from(input.new_role);
        let member = value(caller.member())?;
        let result = change_role::change_role(app, &member, new_role).await;
        if let Ok((_, rotated)) = &result {
            replace_cookie(context, rotated.as_ref())?;
        }
        let accepted = |(user, _)| ChangeRolePayload {
            user: Some(own(caller, user)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }
}

/// The caller's account after a change.
pub(super) fn own(caller: &Caller, user: user::Model) -> User {
    let user = Arc::new(user);
    match caller.session() {
        Ok(signed_in) => User::own(user, signed_in.session.id),
        Err(_) => User::new(user),
    }
}
