//! Checking and setting a password, with the signals that the account itself tells of it.

use crate::entities::user::{Digest, Model};
use crate::error::Result;
use crate::signals::{Name, Signal};
use crate::work::Work;
use rules::Password;

/// Whether `password` is the account's. Tells `user_password_checked`, or `user_password_check_failed`.
///
/// # Errors
/// When it could not be checked.
pub async fn check(work: &Work, user: &Model, password: Password) -> Result<bool> {
    match work.app.hasher.check(password, user.password.clone()).await {
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

/// The hash of a new password for an account that exists. Tells `user_password_set_failed` when there is none;
/// `user_password_set` follows when the hash is written.
///
/// # Errors
/// When it could not be hashed.
pub async fn hash(work: &Work, user: &Model, password: Password) -> Result<Digest> {
    let digest = work.app.hasher.hash(password).await;
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
