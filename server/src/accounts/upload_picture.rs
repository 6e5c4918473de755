//! Uploads a member's profile picture.

use super::profile::lock_member;
use crate::app::App;
use crate::auth::Member;
use crate::entities::picture;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::hooks;
use crate::ids::UserId;
use crate::media::{Crop, Picture};
use crate::rate_limits::Limit;
use crate::signals::signal::Data;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes, profile_fields};
use crate::work::{Committed, Work, Workflow};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use rules::{Code, Param, ProfileInput, Violation};
use std::time::Duration;

/// How often, and after which pauses, to try to store a picture while a process removes the same one.
const ATTEMPTS: usize = 10;
const PAUSE: Duration = Duration::from_millis(200);

/// Makes a square picture of a file, stores it, and shows it on the member's profile.
///
/// # Errors
/// The code that says what is wrong with the file or with the crop; `RateLimited`; `Media` when it cannot be stored.
pub async fn upload_picture(
    app: &App,
    member: &Member,
    file: Bytes,
    crop: Option<Crop>,
) -> Result<Model> {
    let user_id = member.user().id;
    app.rate_limits
        .charge(Limit::Pictures, &user_id.to_string())?;
    let picture = match check_size(app, &file) {
        Ok(()) => app.media.square(file, crop).await,
        Err(error) => Err(error),
    };
    let changes = picture.as_ref().map(changes).unwrap_or_default();
    let workflow = Workflow::update(user_id, changes);
    let command = move |work| async move { attempt(work, user_id, picture?).await };
    Work::run(app, Some(user_id), workflow, command).await
}

fn check_size(app: &App, file: &Bytes) -> Result<()> {
    let max = app.config.limits.picture_bytes;
    if file.len() <= max {
        return Ok(());
    }
    let max = Param::Number(u32::try_from(max).unwrap_or(u32::MAX));
    let violation = Violation::at(Code::PictureTooLarge, "file");
    Err(violation.with("max", max).into())
}

fn changes(picture: &Picture) -> Data {
    let url = ("profilePictureUrl".to_owned(), picture.path.clone().into());
    Data::from_iter([url])
}

async fn attempt(work: Work, user_id: UserId, picture: Picture) -> Result<Committed<Model>> {
    let announced_at = store(&work.app, &picture).await?;
    let fields = ProfileInput {
        profile_picture_url: Some(Some(picture.path)),
        ..ProfileInput::default()
    };
    let data = profile_fields::to_data(&fields);
    let (data, _) = hooks::ask_about_update(&work, user_id, data, None, false).await?;
    let profile = profile_fields::from_data(&data)?.parse()?;
    let tx = work.begin().await?;
    let user = lock_member(&tx, user_id).await?;
    let changes = Changes {
        profile,
        ..Changes::default()
    };
    let updated = match users::update(&tx, &user, changes).await {
        // It took so long that the job removed the file.
        Err(error) if error.is(Code::PictureNotFound) => return Err(Error::Busy),
        updated => updated?,
    };
    // Invariant: until now, the job could not remove the file. Later it may have, and another upload of the same picture
    // may not have stored it yet.
    if tx.app.clock.now() >= announced_at + picture::GRACE {
        return Err(Error::Busy);
    }
    tx.emit(Signal::platform(Name::UserProfilePictureUploaded, user_id))
        .await;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit(updated).await
}

/// Stores a picture, and returns when it was announced: its row comes first, so that the file is removed if nothing
/// follows.
async fn store(app: &App, picture: &Picture) -> Result<DateTime<Utc>> {
    for _ in 0..ATTEMPTS {
        let now = app.clock.now();
        if picture::announce(app.db.writer(), &picture.path, now).await? {
            app.media.put(picture).await?;
            return Ok(now);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(Error::Busy)
}
