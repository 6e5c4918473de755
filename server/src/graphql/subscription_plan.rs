//! Plans subscriptions that follow the log. The HTTP layer asks for a subscription's plan, shares it among all clients
//! that see the same, and asks for the event of each signal once for all of them.

use super::context::{app, caller};
use super::error::{bad_input, internal};
use super::payload::value;
use super::signal::Signal;
use crate::auth::Permission;
use crate::cursor::Cursor;
use crate::entities::signal::Model;
use crate::ids::{SessionId, UserId};
use crate::signals::log::Filter;
use crate::signals::stream::{self, Subscriber};
use async_graphql::{Context, Result};
use futures_util::StreamExt;
use futures_util::stream::{self as streams, BoxStream};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// Which part of a subscription to execute; attached to the request.
#[derive(Debug, Clone)]
pub enum SubscriptionPart {
    /// Check the subscription and store its plan here.
    Plan(PlanSlot),
    /// Execute the event for this signal.
    Event(Arc<Model>),
}

/// Where a subscription stores its plan.
#[derive(Debug, Clone, Default)]
pub struct PlanSlot {
    resume_after: Option<String>,
    plan: Arc<Mutex<Option<Plan>>>,
}

/// How to run an accepted subscription.
pub struct Plan {
    /// Delivers the signals that belong to it.
    pub subscriber: Subscriber,
    /// The clients that see the same of each signal, given the same document and variables.
    pub audience: Audience,
    /// The variable that holds the cursor to continue after, which does not affect what is seen of a signal.
    pub cursor_variable: Option<String>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Plan")
    }
}

/// Clients that see the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everyone with these permissions.
    Permitted(Vec<Permission>),
    /// The owner of an account, in any session.
    Account(UserId),
    /// One session: fields that depend on the caller were selected.
    Session(SessionId),
}

impl PlanSlot {
    /// Creates an empty slot; a cursor given here takes precedence over the argument `after`.
    #[must_use]
    pub fn new(resume_after: Option<String>) -> Self {
        Self {
            resume_after,
            ..Self::default()
        }
    }

    /// Takes the plan, if a subscription stored one.
    #[must_use]
    pub fn take(&self) -> Option<Plan> {
        self.lock().take()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Plan>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stream of a subscription that follows the log, for this execution: the event of one signal, or nothing but a
/// plan.
pub(super) async fn follow(
    context: &Context<'_>,
    filter: Filter,
    after: Option<String>,
    audience: impl FnOnce(Vec<Permission>) -> Audience,
) -> Result<BoxStream<'static, Result<Signal>>> {
    match context.data::<SubscriptionPart>().map_err(|_| internal())? {
        SubscriptionPart::Event(signal) => {
            Ok(streams::iter([Ok(Signal::new(Arc::clone(signal)))]).boxed())
        }
        SubscriptionPart::Plan(slot) => {
            let after = cursor(slot.resume_after.clone().or(after))?;
            let subscriber = stream::subscribe(app(context)?.clone(), filter, after).await;
            let plan = Plan {
                subscriber: value(subscriber)?,
                audience: narrow_audience(context, audience)?,
                cursor_variable: variable(context, "after"),
            };
            *slot.lock() = Some(plan);
            Ok(streams::empty().boxed())
        }
    }
}

fn cursor(text: Option<String>) -> Result<Option<Cursor>> {
    let parse = |text: String| {
        Cursor::from_str(&text).map_err(|_| bad_input("after is not a cursor of the log."))
    };
    text.map(parse).transpose()
}

/// Fields of accounts and administrators may show more to some callers than to others.
fn narrow_audience(
    context: &Context<'_>,
    audience: impl FnOnce(Vec<Permission>) -> Audience,
) -> Result<Audience> {
    let signed_in = value(caller(context)?.session())?;
    let selected = context.look_ahead();
    let is_personal = ["user", "adminUser"]
        .iter()
        .any(|field| selected.field(field).exists());
    Ok(if is_personal {
        Audience::Session(signed_in.session.id)
    } else {
        audience(signed_in.permissions.clone().unwrap_or_default())
    })
}

/// The variable that an argument of the subscription's field is set to.
fn variable(context: &Context<'_>, argument: &str) -> Option<String> {
    // Only a variable is printed with this sign; texts are printed in quotes.
    let value = context.item.node.get_argument(argument)?.to_string();
    value.strip_prefix('$').map(str::to_owned)
}
