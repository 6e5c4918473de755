//! The profile picture.

use super::context::{app, parts};
use super::error::UserError;
use super::payload::{payload, payloads, value};
use super::profile::own;
use super::user::User;
use crate::accounts::upload_picture;
use crate::entities::user::Model;
use crate::media::Crop;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject, Upload};

/// A picture, and the part of it to show.
#[derive(InputObject)]
pub struct UploadProfilePictureInput {
    /// The picture: JPEG, PNG or WebP, not animated, at most 5 MB and 16 megapixels. Send it as the GraphQL multipart
    /// request specification describes, with the header GraphQL-Require-Preflight.
    pub file: Upload,
    /// The square to show. Default: the largest, centered and towards the top.
    pub crop: Option<PictureCropInput>,
}

/// A square within a picture, in pixels of the picture as it is shown upright.
#[derive(InputObject)]
pub struct PictureCropInput {
    /// Pixels to the left of the square.
    pub left: i32,
    /// Pixels above the square.
    pub top: i32,
    /// Pixels of a side of the square, at least 1.
    pub size: i32,
}

impl From<PictureCropInput> for Crop {
    fn from(input: PictureCropInput) -> Self {
        // Beyond every picture, so that a negative number is refused like any other that is out of range.
        let pixels = |number: i32| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            left: pixels(input.left),
            top: pixels(input.top),
            size: pixels(input.size),
        }
    }
}

/// The account with its new picture, or the errors.
#[derive(Default, SimpleObject)]
pub struct UploadProfilePicturePayload {
    /// The URL of the picture, a JPEG of 400 by 400 pixels.
    profile_picture_url: Option<String>,
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(UploadProfilePicturePayload);

/// The profile picture.
#[derive(Default)]
pub struct PictureMutation;

#[Object]
impl PictureMutation {
    /// Sets the caller's profile picture: a square of the file, scaled to 400 by 400 pixels, without metadata. To remove
    /// it, set profilePictureUrl to null with updateProfile.
    async fn upload_profile_picture(
        &self,
        context: &Context<'_>,
        input: UploadProfilePictureInput,
    ) -> Result<UploadProfilePicturePayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        // The query limits have checked that there is such a file.
        let file = input.file.value(context)?.content;
        let crop = input.crop.map(Crop::from);
        let result = upload_picture::upload_picture(app, &member, file, crop).await;
        let accepted = |user: Model| UploadProfilePicturePayload {
            profile_picture_url: shown(context, &user),
            user: Some(own(caller, user)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }
}

/// The URL of an account's picture, as clients see it.
pub(super) fn shown(context: &Context<'_>, user: &Model) -> Option<String> {
    let media = &app(context).ok()?.config.media;
    let stored = user.profile_picture_url.as_deref()?;
    Some(media.shown(stored).into_owned())
}
