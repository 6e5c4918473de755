//! What an email contains that works only once: created when it is sent, so that it is stored nowhere in clear text.

use crate::auth::one_time::{self, Issued};
use crate::auth::undo_link;
use crate::entities::email::{EmailKind, Model};
use crate::entities::one_time_token::Purpose;
use crate::entities::user;
use crate::error::Result;
use crate::signals::{Name, Signal};
use crate::work::Tx;

/// Creates the token of an email's link and its code, if its kind has one.
pub(super) async fn create(tx: &Tx, email: &Model, user: &user::Model) -> Result<Option<Issued>> {
    match email.kind {
        EmailKind::Verification => {
            let issued = one_time::create(tx, user.id, Purpose::Verification)?;
            let created = Name::UserEmailVerificationTokenGenerated;
            tx.emit(Signal::account(created, user)).await;
            Ok(Some(issued))
        }
        EmailKind::PasswordReset => {
            // Only the link of the latest email works.
            one_time::revoke_all(tx, user.id, Purpose::Reset).await?;
            one_time::create(tx, user.id, Purpose::Reset).map(Some)
        }
        EmailKind::Invitation => {
            // Only the link of the latest email works.
            one_time::revoke_all(tx, user.id, Purpose::Invitation).await?;
            one_time::create(tx, user.id, Purpose::Invitation).map(Some)
        }
        EmailKind::AddressVerification => one_time::create(tx, user.id, Purpose::Address).map(Some),
        EmailKind::AddressChanged => match email.topic.parse() {
            Ok(former) => undo_link::create(tx, former).await,
            Err(_) => Ok(None),
        },
        _ => Ok(None),
    }
}
