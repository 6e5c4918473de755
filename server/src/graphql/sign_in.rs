//! How an account was signed in to.

use super::context::app;
use super::page::{Page, connection};
use super::payload::value;
use crate::accounts::sign_ins;
use crate::client;
use crate::cursor::Cursor;
use crate::entities::signal::Model;
use crate::ids::UserId;
use crate::signals::Name;
use crate::signals::log::{self, Range};
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Object, Result};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::str::FromStr;

/// The kind of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SignInKind {
    /// As a member, or with a password that an operation asked for.
    Member,
    /// As an administrator.
    Administrator,
}

/// How a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "sign_ins::Outcome")]
pub enum SignInResult {
    /// The credentials were correct.
    Succeeded,
    /// It was refused.
    Failed,
}

/// An attempt to sign in to an account, whether or not it succeeded.
#[derive(Debug, Clone)]
pub struct SignIn(Model);

impl SignIn {
    fn text(&self, argument: &str) -> Option<&str> {
        self.0.arguments.get(argument)?.as_str()
    }

    fn name(&self) -> Option<Name> {
        Name::from_str(&self.0.name).ok()
    }
}

/// An attempt to sign in to an account, whether or not it succeeded.
#[Object]
impl SignIn {
    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.0.occurred_at
    }

    /// As what.
    async fn kind(&self) -> SignInKind {
        match self.name() {
            Some(Name::AdminAuthenticated | Name::AdminAuthenticationFailed) => {
                SignInKind::Administrator
            }
            _ => SignInKind::Member,
        }
    }

    /// Whether it succeeded.
    async fn succeeded(&self) -> bool {
        matches!(
            self.name(),
            Some(Name::UserAuthenticated | Name::AdminAuthenticated)
        )
    }

    /// Why it failed, such as incorrect_password; null if it succeeded.
    async fn reason(&self) -> Option<&str> {
        self.text("reason")
    }

    /// The client's IP address, as the trusted proxies report it. Null for successes before addresses were recorded.
    async fn ip(&self) -> Option<&str> {
        self.text("client_address")
    }

    /// The client's user agent.
    async fn user_agent(&self) -> Option<&str> {
        self.text("user_agent")
    }

    /// The browser and the system, such as "Firefox on Windows"; null if neither is known.
    async fn device(&self) -> Option<String> {
        client::device_name(self.text("user_agent")?)
    }

    /// Whether the owner got an email because the device of a sign-in was new; null for failures, and where that is not
    /// known.
    async fn is_new_device(&self) -> Option<bool> {
        self.0.arguments.get("new_device").and_then(Value::as_bool)
    }
}

/// Relay's arguments, and which sign-ins.
pub(super) type Asked = (Page<Cursor>, Option<SignInResult>);

/// Returns a page of the sign-ins of an account, newest first.
pub(super) async fn page(
    context: &Context<'_>,
    user_id: UserId,
    (page, result): Asked,
) -> Result<Connection<String, SignIn>> {
    // The list runs against the order of the log.
    let range = Range {
        after: page.before,
        before: page.after,
        through: None,
        backwards: !page.backwards,
        limit: page.limit(),
    };
    let outcome = result.map(Into::into);
    let found = sign_ins::sign_ins(app(context)?, user_id, outcome, range).await;
    Ok(connection(&page, value(found)?, |signal: Model| {
        (log::cursor(&signal).to_string(), SignIn(signal))
    }))
}
