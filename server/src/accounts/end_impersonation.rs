//! Ends a session in which an administrator is signed in as a member.

use crate::app::App;
use crate::auth::rotation::{self, RotatedToken};
use crate::auth::{Caller, impersonation, sessions};
use crate::entities::session::Model;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::{Committed, Work, Workflow};

/// The administrator's own session, with another token.
pub type OwnSession = (Model, RotatedToken);

/// Ends the caller's session. A browser in which it replaced the administrator's own session gets that back, if it is
/// still open. Changes there need the password again: whoever has the cookie may not be the administrator.
///
/// # Errors
/// `Unauthenticated`, or `Forbidden` in any other session.
pub async fn end_impersonation(app: &App, caller: &Caller) -> Result<Option<OwnSession>> {
    let session = caller.session()?.session.clone();
    let Some(administrator) = session.impersonator_id else {
        return Err(Error::Forbidden(
            "You aren't signed in as someone else for support.",
        ));
    };
    let returns = session.impersonation_returns && caller.has_cookie();
    let actor = Some(administrator);
    let ended = Work::run(app, actor, Workflow::Plain, move |work| {
        attempt(work, session, administrator, returns)
    })
    .await;
    // The signal is about the member, and the administrator's token may be another one now.
    app.sessions.remove_user(administrator);
    ended
}

async fn attempt(
    work: Work,
    session: Model,
    administrator: UserId,
    returns: bool,
) -> Result<Committed<Option<OwnSession>>> {
    let tx = work.begin().await?;
    let own = impersonation::begun_in(&tx, &session).await?;
    let own = own.filter(|own| returns && own.user_id == administrator);
    // First the administrator's own row, like everything that ends both.
    let rotated = rotation::rotate_unconfirmed(&tx, own.as_ref()).await?;
    let is_ended = sessions::end(&tx, session.user_id, session.id).await?;
    if !is_ended {
        return Err(Error::Unauthenticated);
    }
    tx.commit(own.zip(rotated)).await
}
