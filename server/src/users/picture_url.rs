//! Which URL an account's picture may have: that of a picture of this server, or of a host that the operator allows.
//! Any other host would learn from its requests who looks at a profile.

use crate::config::MEDIA_PATH;
use crate::entities::picture;
use crate::error::{Error, Result};
use crate::work::Tx;
use rules::{Code, Profile};

/// Checks the URL in a profile, if it is new, and returns the profile with the URL as it is stored. A picture of this
/// server is kept from being removed until the commit.
///
/// # Errors
/// `PICTURE_HOST_NOT_ALLOWED` or `PICTURE_NOT_FOUND`.
pub(super) async fn admitted(tx: &Tx, current: Option<&str>, profile: Profile) -> Result<Profile> {
    let Some(Some(url)) = &profile.profile_picture_url else {
        return Ok(profile);
    };
    let media = &tx.app.config.media;
    let stored = media.stored(url).into_owned();
    if current != Some(stored.as_str()) {
        if stored.starts_with(MEDIA_PATH) {
            let is_here = picture::hold(tx.rows(), &stored, tx.app.clock.now()).await?;
            refuse_unless(is_here, Code::PictureNotFound)?;
        } else {
            refuse_unless(media.allows(&stored), Code::PictureHostNotAllowed)?;
        }
    }
    let mut fields = profile.into_fields();
    fields.profile_picture_url = Some(Some(stored));
    Ok(fields.parse()?)
}

fn refuse_unless(is_fine: bool, code: Code) -> Result<()> {
    match is_fine {
        true => Ok(()),
        false => Err(Error::refused_at(code, "profilePictureUrl")),
    }
}
