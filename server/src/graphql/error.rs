//! Converts errors for clients: refusals become data, everything else becomes a GraphQL error with a code, and internal
//! details stay inside the server.

use super::enum_of_list::{EnumOfList, Item};
use crate::auth::Permission;
use crate::cursor::Cursor;
use crate::error::sentences::sentence;
use crate::error::{Error, RETRY_AFTER, sentences};
use async_graphql::{ErrorExtensions, Json, Pos, ServerError, SimpleObject};
use rules::{Code, Param, Violation};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// What is wrong with a field, or with the request as a whole.
#[derive(Debug, SimpleObject)]
pub struct UserError {
    /// A stable code for programs.
    pub code: Item<Code>,
    /// The matching HTTP status: 400, 401, 403, 404 or 409.
    pub status: i32,
    /// Path into the input, for example ["email"] or ["major", "2"]; null when no field is at fault.
    pub field: Option<Vec<String>>,
    /// One sentence for the user.
    pub message: String,
    /// The numbers and texts in the message, for example { "max": 150 } or { "suggestion": "jo@ucla.edu" }.
    pub params: Option<Json<Value>>,
}

impl From<&Violation> for UserError {
    fn from(violation: &Violation) -> Self {
        let path: Vec<String> = violation
            .field
            .iter()
            .map(|segment| segment.clone().into_owned())
            .collect();
        let params: Map<String, Value> = violation
            .params
            .iter()
            .map(|(name, param)| ((*name).to_owned(), value(param)))
            .collect();
        Self {
            code: Item(violation.code),
            status: violation.code.status().into(),
            field: (!path.is_empty()).then_some(path),
            message: sentence(violation),
            params: (!params.is_empty()).then_some(Json(Value::Object(params))),
        }
    }
}

fn value(param: &Param) -> Value {
    match param {
        Param::Number(number) => (*number).into(),
        Param::Text(text) => text.as_str().into(),
    }
}

impl EnumOfList for Code {
    const TYPE: &'static str = "ErrorCode";
    const DESCRIPTION: &'static str = "Why a request was refused.";

    fn all() -> &'static [Self] {
        Self::ALL
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn description(self) -> Option<String> {
        Some(format!("Status {}.", self.status()))
    }
}

/// Returns the GraphQL error for an error that is not a refusal of the input.
pub(super) fn to_graphql(error: &Error) -> async_graphql::Error {
    let (code, status, message) = match error {
        Error::Unauthenticated => ("UNAUTHENTICATED", 401, "Sign in first.".to_owned()),
        Error::ReauthenticationRequired { permission } => {
            return reauthentication_required(*permission);
        }
        Error::Forbidden(why) => ("FORBIDDEN", 403, (*why).to_owned()),
        Error::NotPermitted { permission, why } => return not_permitted(*permission, why),
        Error::BadInput(what) => ("BAD_USER_INPUT", 400, what.clone()),
        Error::CursorGone(oldest) => return cursor_gone(*oldest),
        Error::Busy => return busy(),
        Error::RateLimited { wait } => return rate_limited(*wait),
        Error::ProofRequired { bits, timestamp } => return proof_required(*bits, *timestamp),
        Error::ClockUncertain => (
            "CLOCK_UNCERTAIN",
            503,
            "The server's clock has jumped. Expired data is not deleted until the clock is certain. Ask the operator."
                .to_owned(),
        ),
        Error::Repository(cause) if error.is_temporary() => {
            tracing::warn!(error = %cause, "a request failed because of the database");
            return busy();
        }
        Error::HookUnavailable => return hook_unavailable(),
        Error::Media(_) => {
            tracing::error!(%error, "a request failed because of the media store");
            return media_unavailable();
        }
        Error::Refused(violations) => ("BAD_USER_INPUT", 400, sentences(violations)),
        Error::Hashing(_) | Error::Repository(_) | Error::Setting(_) | Error::Unexpected(_) => {
            tracing::error!(%error, "a request failed");
            return internal();
        }
    };
    coded(message, code, status)
}

/// The error for a request that may succeed in a moment.
fn busy() -> async_graphql::Error {
    let message = "The server is busy. Try again in a moment.".to_owned();
    coded(message, "BUSY", 503)
        .extend_with(|_, extensions| extensions.set("retryAfter", RETRY_AFTER))
}

/// The error for a request that needs a hook that fails.
fn hook_unavailable() -> async_graphql::Error {
    let message = "A service that checks this does not work at the moment. Nothing was changed. Try again later.";
    coded(message.to_owned(), "HOOK_UNAVAILABLE", 503)
        .extend_with(|_, extensions| extensions.set("retryAfter", RETRY_AFTER))
}

/// The error for a picture that could not be stored.
fn media_unavailable() -> async_graphql::Error {
    let message = "Pictures cannot be stored at the moment. Try again later.".to_owned();
    coded(message, "MEDIA_UNAVAILABLE", 503)
        .extend_with(|_, extensions| extensions.set("retryAfter", RETRY_AFTER))
}

/// The error for a client that must slow down.
fn rate_limited(wait: Duration) -> async_graphql::Error {
    // Rounded up: a client that waits this long is not refused again.
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let message = format!("Too many attempts. Try again in {}.", in_words(seconds));
    coded(message, "RATE_LIMITED", 429)
        .extend_with(|_, extensions| extensions.set("retryAfter", seconds))
}

/// The error for a registration that needs a proof of work, with what the client needs to compute it.
fn proof_required(bits: u32, timestamp: i64) -> async_graphql::Error {
    let message =
        "Many accounts were registered from your network. Send a proof of work (proofOfWork).";
    coded(message.to_owned(), "PROOF_OF_WORK_REQUIRED", 429).extend_with(|_, extensions| {
        extensions.set("bits", bits);
        extensions.set("timestamp", timestamp);
    })
}

fn in_words(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..=90 => (seconds, "second"),
        91..=5400 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// An internal error. Its cause is only in the server's log, under the request id of the response.
pub(super) fn internal() -> async_graphql::Error {
    coded(
        "Something went wrong on our side. Try again later.".to_owned(),
        "INTERNAL",
        500,
    )
}

/// To the client, the same as any other FORBIDDEN; the missing permission is attached for the log of refusals.
fn not_permitted(permission: Permission, why: &str) -> async_graphql::Error {
    let mut error = coded(why.to_owned(), "FORBIDDEN", 403);
    error.source = Some(Arc::new(permission));
    error
}

/// A permission that an administrator may not use before entering the password is attached for the log of refusals.
fn reauthentication_required(permission: Option<Permission>) -> async_graphql::Error {
    let message = "Enter your password again to continue.".to_owned();
    let mut error = coded(message, "REAUTHENTICATION_REQUIRED", 403);
    if let Some(permission) = permission {
        error.source = Some(Arc::new(permission));
    }
    error
}

/// The error for a subscriber that cannot continue from its cursor, with the cursor that it can start from.
fn cursor_gone(oldest: Cursor) -> async_graphql::Error {
    let message = format!(
        "This cursor is unknown or has expired. Everything the log still holds comes after \"{oldest}\"."
    );
    coded(message, "CURSOR_GONE", 410)
        .extend_with(|_, extensions| extensions.set("oldest", oldest.to_string()))
}

/// The error for a subscription that exceeds the budget of its session.
pub(crate) fn too_many_subscriptions() -> ServerError {
    let message = "The subscriptions of this session hold too much. End one of them, or send less in its variables.";
    let error = coded(message.to_owned(), "TOO_MANY_SUBSCRIPTIONS", 409);
    let mut error = error.into_server_error(Pos::default());
    error.locations.clear();
    error
}

/// The error for a signal that a later version wrote. It is not a fault: clients that follow the log continue after it.
pub(super) fn unknown_signal() -> async_graphql::Error {
    let message = "This version of the server does not know this signal.".to_owned();
    coded(message, "UNKNOWN_SIGNAL", 501)
}

/// The error of a malformed argument.
pub(super) fn bad_input(message: impl Into<String>) -> async_graphql::Error {
    coded(message.into(), "BAD_USER_INPUT", 400)
}

fn coded(message: String, code: &str, status: i32) -> async_graphql::Error {
    async_graphql::Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        extensions.set("status", status);
    })
}

impl Error {
    /// Converts an error that happens outside of resolvers, such as during authentication.
    #[must_use]
    pub fn into_server_error(self) -> ServerError {
        to_graphql(&self).into_server_error(Pos::default())
    }
}
