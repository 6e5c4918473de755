//! Checks and hashes passwords, and emits the account's own signals about it.

use super::hasher::Lane;
use crate::entities::user::{Digest, Model};
use crate::error::Result;
use crate::signals::{Name, Signal};
use crate::work::Work;
use rules::Password;

/// Whether `password` is the account's. Emits `user_password_checked`, or `user_password_check_failed`.
///
/// # Errors
/// When the password cannot be checked.
pub async fn check(work: &Work, user: &Model, password: Password, lane: Lane) -> Result<bool> {
    let hasher = &work.app.hasher;
    let checked = if user.password.is_set() {
        hasher.check(password, user.password.clone(), lane).await
    } else {
        // Takes as long as for an unknown address.
        let drawn = work.app.code_key.draw(&user.email)?;
        hasher
            .check_nobody(password, Some(drawn))
            .await
            .map(|()| false)
    };
    match checked {
        Ok(success) => {
            work.emit(Signal::user_password_checked(user, success))
                .await;
            Ok(success)
        }
        Err(error) => {
            work.emit(Signal::password_failure(
                Name::UserPasswordCheckFailed,
                user,
                error.record(),
            ))
            .await;
            Err(error)
        }
    }
}

/// Hashes a new password for an existing account. Emits `user_password_set_failed` on failure; `user_password_set`
/// follows when the hash is stored.
///
/// # Errors
/// When the password cannot be hashed.
pub async fn hash(work: &Work, user: &Model, password: Password) -> Result<Digest> {
    let digest = work.app.hasher.hash(password, Lane::Known).await;
    if let Err(error) = &digest {
        work.emit(Signal::password_failure(
            Name::UserPasswordSetFailed,
            user,
            error.record(),
        ))
        .await;
    }
    digest
}
