//! Undoes a change of the email address with the link that went to the old one.
//!
//! Whoever follows the link may have lost the account to someone else. So the account gets its address back, all its
//! sessions end, and nobody knows its password any more: the old address gets a link to set another one.

use super::address;
use super::email_proof::is_guess;
use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{Caller, one_time, passwords, sessions, undo_link};
use crate::entities::email::EmailKind;
use crate::entities::former_address::{ActiveModel, Column, Entity, Model};
use crate::entities::one_time_token::Purpose;
use crate::entities::user;
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use crate::signals::{Name, Signal};
use crate::users::{Changes, MASKED};
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Email, Password};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, Unchanged};

/// An undone change.
#[derive(Debug)]
pub struct Undone {
    /// The address that the account has again.
    pub email: String,
    /// Whether it was undone before: the link was followed twice.
    pub was_undone: bool,
}

/// Gives the account its old address back, and locks out whoever changed it. Changes that came after this one can no
/// longer be undone. A second use returns "already undone" as long as the link works.
///
/// # Errors
/// `RateLimited`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, or `EMAIL_TAKEN`.
pub async fn undo_email_change(app: &App, caller: &Caller, token: &str) -> Result<Undone> {
    let client = caller.client();
    app.rate_limits.charge_client(Limit::Links, client)?;
    let outcome = undo(app, caller, token).await;
    if !outcome.as_ref().is_err_and(is_guess) {
        app.rate_limits.refund_client(Limit::Links, client);
    }
    outcome
}

async fn undo(app: &App, caller: &Caller, token: &str) -> Result<Undone> {
    let former = undo_link::find(app, token).await?.ok_or_else(invalid)?;
    if former.reserved_until <= app.clock.now() {
        return Err(Error::refused_at(Code::TokenExpired, "token"));
    }
    let user = user::Entity::find_by_id(former.user_id);
    let user = user.one(app.db.reader()).await?.ok_or_else(invalid)?;
    if former.undone_at.is_some() {
        let still_has_it = user.email == former.email;
        return still_has_it
            .then(|| done(&former, true))
            .ok_or_else(invalid);
    }
    let changes = [
        ("email".to_owned(), former.email.as_str().into()),
        ("password".to_owned(), MASKED.into()),
    ];
    let workflow = Workflow::update(former.user_id, changes.into_iter().collect());
    Work::run_open(app, caller.actor(), caller.client(), workflow, |work| {
        attempt(work, former, user)
    })
    .await
}

async fn attempt(work: Work, former: Model, user: user::Model) -> Result<Committed<Undone>> {
    let password = Password::for_login(Token::generate()?.expose());
    let password =
        password.ok_or_else(|| Error::Unexpected("a token is no password".to_owned()))?;
    let digest = passwords::hash(&work, &user, password).await?;
    let email = Email::from_stored(former.email.clone());
    let tx = work.begin_on(user.id).await?;
    let locked = address::lock_people(&tx, user.id, &email).await?;
    let user = locked.iter().find(|locked| locked.id == user.id);
    let user = user.ok_or_else(invalid)?;
    if !mark_undone(&tx, &former).await? {
        return Err(invalid());
    }
    revoke_later(&tx, &former).await?;
    let removed = match user.email == former.email {
        true => None,
        // Not reserved: whoever has it now is not to get the account back.
        false => Some(address::remember(&tx, user, tx.app.clock.now()).await?),
    };
    let changes = Changes {
        password: Some(digest),
        ..Changes::default()
    };
    let updated = address::replace(&tx, user, &locked, email, changes).await?;
    one_time::revoke_all(&tx, user.id, Purpose::Address).await?;
    sessions::revoke_all(&tx, user.id, None).await?;
    tx.queue_email(&updated, EmailKind::PasswordReset).await?;
    if let Some(removed) = removed {
        tx.queue_email(&updated, address::notice(&removed, None))
            .await?;
    }
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    let undone = done(&former, false);
    tx.commit(undone).await
}

fn done(former: &Model, was_undone: bool) -> Undone {
    Undone {
        email: former.email.clone(),
        was_undone,
    }
}

fn invalid() -> Error {
    Error::refused_at(Code::TokenInvalid, "token")
}

/// Marks a change as undone. Returns false if that happened in the meantime, or a later email has another link.
async fn mark_undone(tx: &Tx, former: &Model) -> Result<bool> {
    let now = tx.app.clock.now();
    let marked = Entity::update_many()
        .col_expr(Column::UndoneAt, now.into())
        .filter(Column::Id.eq(former.id))
        .filter(Column::UndoneAt.is_null())
        .filter(Column::UndoDigest.eq(former.undo_digest.clone()))
        .filter(Column::ReservedUntil.gt(now))
        .exec(tx.rows())
        .await?;
    Ok(marked.rows_affected == 1)
}

/// Ends the reservations and links of addresses that the account had after this one.
async fn revoke_later(tx: &Tx, former: &Model) -> Result<()> {
    let now = tx.app.clock.now();
    let later = Entity::find()
        .filter(Column::UserId.eq(former.user_id))
        .filter(Column::ReservedUntil.gt(now))
        .all(tx.rows())
        .await?;
    // Ids sort by the time at which they were made.
    for later in later.into_iter().filter(|later| later.id > former.id) {
        ActiveModel {
            id: Unchanged(later.id),
            reserved_until: Set(now),
            undo_digest: Set(None),
            ..Default::default()
        }
        .update(tx.rows())
        .await?;
    }
    Ok(())
}
