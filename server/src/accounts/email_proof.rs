//! What shows that a client has received an email: the token of its link, or the address and the code beside the link.
//!
//! A refused code must not reveal whether the address has an account or a code. Both ways write one row and compute one
//! MAC, and the refusal is sent at an even time (`auth/refusal_time.rs`).

use super::even_writes;
use crate::app::App;
use crate::auth::code::Code;
use crate::auth::{Client, one_time};
use crate::entities::one_time_token::{self, Purpose};
use crate::entities::user::{self, Column};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::rate_limits::{Limit, limited};
use crate::signals::Cause;
use crate::work::Work;
use rules::Email;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, QueryFilter};

/// Stands for a token's prefix in the log, where a client sent a code.
const CODE: &str = "code";

/// The proof, as a client sent it.
#[derive(Debug)]
pub enum EmailProof {
    /// The token of the link.
    Link(String),
    /// The code beside the link.
    Code {
        /// The address that the email went to.
        email: String,
        /// The code.
        code: String,
    },
}

impl EmailProof {
    /// Returns the text whose start the log keeps.
    pub(super) fn logged(&self) -> &str {
        match self {
            Self::Link(token) => token,
            Self::Code { .. } => CODE,
        }
    }

    /// Counts an attempt as a guess until it turns out to be none.
    ///
    /// # Errors
    /// `RateLimited`, whether or not there is such an account.
    pub(super) fn charge(&self, app: &App, client: &Client) -> Result<Charge> {
        let mut charges = Vec::new();
        if let Some(network) = client.origin() {
            charges.push((Limit::Links, network.to_string()));
        }
        if let Self::Code { email, .. } = self {
            charges.push((Limit::CodesPerAddress, canonical(email)));
        }
        Charge::new(app, charges)
    }

    /// Returns the token, used or not; `None` for an unknown token, and for a code that is wrong, expired or was tried
    /// too often. A code that does not exist takes as long.
    ///
    /// # Errors
    /// A malformed address, and when the database does not respond.
    pub(super) async fn find(
        &self,
        work: &Work,
        purpose: Purpose,
    ) -> Result<Option<one_time_token::Model>> {
        let (email, typed) = match self {
            Self::Link(token) => return one_time::find(&work.app, purpose, token).await,
            Self::Code { email, code } => (email, code),
        };
        let email = Email::parse_existing(email, &work.app.config.accounts.domains);
        let email = email.inspect_err(|_| {
            work.note_refused_input();
            work.set_failure_cause(Cause::InvalidToken);
        })?;
        let Some(code) = Code::parse(purpose, typed) else {
            work.note_refused_input();
            return Ok(None);
        };
        let user = user::with_deleted().filter(Column::Email.eq(email.as_str()));
        let user = user.one(work.app.db.reader()).await?;
        if let Some(user) = &user {
            work.set_subject(user.id);
        }
        let user_id = user.map_or(UserId(Uuid::nil()), |user| user.id);
        check(&work.app, user_id, purpose, &code).await
    }

    /// The refusal of a proof that `find` does not accept.
    pub(super) fn invalid(&self) -> Error {
        match self {
            Self::Link(_) => Error::refused_at(rules::Code::TokenInvalid, "token"),
            Self::Code { .. } => Error::refused_at(rules::Code::CodeInvalid, "code"),
        }
    }
}

/// Returns the token whose code this is. Uses up an attempt, whether or not the code is right.
pub(super) async fn check(
    app: &App,
    user_id: UserId,
    purpose: Purpose,
    code: &Code,
) -> Result<Option<one_time_token::Model>> {
    let transaction = app.db.begin().await?;
    let token = one_time::take_attempt(app, &transaction, user_id, purpose).await?;
    if token.is_none() {
        even_writes::instead_of_counting(app, &transaction).await?;
    }
    transaction.commit().await?;
    let stored = token.as_ref().and_then(|token| token.code.as_ref());
    let is_right = code.matches(stored, &app.code_key, purpose, user_id)?;
    Ok(token.filter(|_| is_right))
}

/// Counts an attempt at the code that was sent to an address.
///
/// # Errors
/// `RateLimited`.
pub(super) fn charge_code(app: &App, email: &str) -> Result<Charge> {
    Charge::new(app, vec![(Limit::CodesPerAddress, canonical(email))])
}

fn canonical(email: &str) -> String {
    rules::trimmed(email).to_lowercase()
}

/// An attempt that is counted.
#[derive(Debug)]
pub(super) struct Charge {
    app: App,
    charges: Vec<(Limit, String)>,
}

impl Charge {
    fn new(app: &App, charges: Vec<(Limit, String)>) -> Result<Self> {
        let all: Vec<(Limit, &str)> = charges
            .iter()
            .map(|(limit, who)| (*limit, who.as_str()))
            .collect();
        app.rate_limits
            .charge_all(&all)
            .map_err(|waits| limited(waits.into_iter().map(|(_, wait)| wait)))?;
        let app = app.clone();
        Ok(Self { app, charges })
    }

    /// Records the outcome: only what may be a guess of a token, a code or a password remains counted.
    pub(super) fn end<T>(self, outcome: &Result<T>) {
        let error = outcome.as_ref().err();
        for (limit, who) in &self.charges {
            let is_guess = error.is_some_and(|error| match limit {
                Limit::CodesPerAddress => error.is(rules::Code::CodeInvalid),
                _ => is_guess(error),
            });
            if !is_guess {
                self.app.rate_limits.refund(*limit, who);
            }
        }
    }
}

/// Whether a failure may be a guess of a token, a code or a password.
pub(super) fn is_guess(error: &Error) -> bool {
    use rules::Code;
    let codes = [
        Code::TokenInvalid,
        Code::TokenExpired,
        Code::CodeInvalid,
        Code::WrongPassword,
    ];
    codes.into_iter().any(|code| error.is(code))
}
