//! Confirms a change of the email address with the link or the code that went to the new address.

use super::address;
use super::change_email::ensure_may_change;
use super::email_proof::{self, Charge, is_guess};
use super::pending_email_change::nothing_pending;
use crate::app::App;
use crate::auth::code::Code as TypedCode;
use crate::auth::rotation::{self, RotatedToken};
use crate::auth::{Caller, one_time, sessions};
use crate::entities::address_change::{self, Model};
use crate::entities::one_time_token::{self, Purpose};
use crate::entities::{session, user};
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::rate_limits::Limit;
use crate::signals::{Name, Signal};
use crate::users::Changes;
use crate::work::{Committed, Work, Workflow};
use rules::{Code, Email};
use sea_orm::EntityTrait;

/// What shows that the new address is the member's.
#[derive(Debug)]
pub enum Confirmation {
    /// The token of the link. The caller need not be signed in.
    Link(String),
    /// The code beside the link, from a signed-in member.
    Code(String),
}

/// A confirmed change.
#[derive(Debug)]
pub struct Confirmed {
    /// The address that the account has now.
    pub email: String,
    /// Whether it had it before: the link was followed twice.
    pub was_confirmed: bool,
    /// The new token of a session in a cookie.
    pub rotated: Option<RotatedToken>,
}

/// Gives the account the new address, ends its other sessions, and notifies the old address, with a link to undo the
/// change. A link works once; a second use returns "already confirmed" until the link expires.
///
/// # Errors
/// `RateLimited`, `TOKEN_INVALID`, `TOKEN_EXPIRED`, `CODE_INVALID`, `NO_EMAIL_CHANGE_PENDING`, `EMAIL_TAKEN`, or the
/// refusal of an account that may not change. `Unauthenticated` for a code without a session.
pub async fn confirm_email_change(
    app: &App,
    caller: &Caller,
    confirmation: Confirmation,
) -> Result<Confirmed> {
    match confirmation {
        Confirmation::Link(token) => {
            let client = caller.client();
            app.rate_limits.charge_client(Limit::Links, client)?;
            let outcome = confirm_by_link(app, caller, &token).await;
            if !outcome.as_ref().is_err_and(is_guess) {
                app.rate_limits.refund_client(Limit::Links, client);
            }
            outcome
        }
        Confirmation::Code(typed) => confirm_by_code(app, caller, &typed).await,
    }
}

async fn confirm_by_link(app: &App, caller: &Caller, token: &str) -> Result<Confirmed> {
    let invalid = || Error::refused_at(Code::TokenInvalid, "token");
    let token = one_time::find(app, Purpose::Address, token).await?;
    let token = token.ok_or_else(invalid)?;
    if token.expires_at <= app.clock.now() {
        return Err(Error::refused_at(Code::TokenExpired, "token"));
    }
    let reader = app.db.reader();
    if token.consumed_at.is_some() {
        // Another change deletes the token, so the account still has the address.
        let user = user::Entity::find_by_id(token.user_id).one(reader).await?;
        return Ok(Confirmed {
            email: user.ok_or_else(invalid)?.email,
            was_confirmed: true,
            rotated: None,
        });
    }
    let change = address_change::of_user(reader, token.user_id).await?;
    let change = change.ok_or_else(invalid)?;
    let attempt = Attempt::new(caller, change);
    let workflow = attempt.workflow();
    Work::run_open(app, caller.actor(), caller.client(), workflow, |work| {
        attempt.run(work, token)
    })
    .await
}

async fn confirm_by_code(app: &App, caller: &Caller, typed: &str) -> Result<Confirmed> {
    let member = caller.member()?;
    let user_id = member.user().id;
    let change = address_change::of_user(app.db.reader(), user_id).await?;
    let change = change.ok_or_else(nothing_pending)?;
    let charge: Charge = email_proof::charge_code(app, &change.email)?;
    let attempt = Attempt::new(caller, change);
    let (workflow, typed) = (
        attempt.workflow(),
        TypedCode::parse(Purpose::Address, typed),
    );
    let outcome = Work::run(app, Some(user_id), workflow, move |work| async move {
        let wrong = || Error::refused_at(Code::CodeInvalid, "code");
        let code = typed.ok_or_else(wrong)?;
        let token = email_proof::check(&work.app, user_id, Purpose::Address, &code).await?;
        attempt.run(work, token.ok_or_else(wrong)?).await
    })
    .await;
    charge.end(&outcome);
    outcome
}

/// A confirmation that is about to run.
struct Attempt {
    change: Model,
    /// The session that stays open, if it is one of the account's.
    kept: Option<SessionId>,
    /// The same session, if a cookie carries its token.
    cookie_session: Option<session::Model>,
}

impl Attempt {
    fn new(caller: &Caller, change: Model) -> Self {
        // Not one in which an administrator is signed in as the member.
        let own = caller.owner().ok();
        let own = own.filter(|own| own.user.id == change.user_id);
        Self {
            kept: own.map(|own| own.session.id),
            cookie_session: own.and_then(|_| caller.cookie_session()),
            change,
        }
    }

    fn workflow(&self) -> Workflow {
        let email = ("email".to_owned(), self.change.email.as_str().into());
        Workflow::update(self.change.user_id, [email].into_iter().collect())
    }

    async fn run(self, work: Work, token: one_time_token::Model) -> Result<Committed<Confirmed>> {
        let (user_id, email) = (
            self.change.user_id,
            Email::from_stored(self.change.email.clone()),
        );
        let tx = work.begin_on(user_id).await?;
        let locked = address::lock_people(&tx, user_id, &email).await?;
        let user = locked.iter().find(|user| user.id == user_id);
        let user = user.ok_or_else(|| Error::refused_at(Code::TokenInvalid, "token"))?;
        ensure_may_change(user)?;
        // The first of two concurrent uses consumes the token, and a change that was replaced has none.
        let is_first_use = one_time::consume(&tx, token.id).await?;
        let waiting = address_change::of_user(tx.rows(), user_id).await?;
        if !is_first_use || waiting.is_none_or(|waiting| waiting.id != self.change.id) {
            return Err(Error::refused_at(Code::TokenInvalid, "token"));
        }
        let updated = address::replace(&tx, user, &locked, email, Changes::default()).await?;
        address::notify_old(&tx, user, &updated, address::ChangedBy::Account).await?;
        // Other links to the same address report from now on that it is confirmed.
        one_time::consume_all(&tx, user_id, Purpose::Address).await?;
        sessions::revoke_all(&tx, user_id, self.kept).await?;
        let rotated = rotation::rotate(&tx, self.cookie_session.as_ref()).await?;
        tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
        tx.commit(Confirmed {
            email: updated.email,
            was_confirmed: false,
            rotated,
        })
        .await
    }
}
