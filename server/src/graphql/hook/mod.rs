//! Hooks.

pub mod input;
pub mod mutation;

use super::context::parts;
use super::enum_of_list::{EnumOfList, Item};
use super::error::bad_input;
use super::payload::value;
use crate::app::App;
use crate::auth::permission::HooksRead;
use crate::entities::hook::{Model, Policy};
use crate::hooks::{Status, Topic, list, status};
use crate::ids::HookId;
use async_graphql::{Context, Enum, ID, Object, Result};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use strum::VariantArray;

impl EnumOfList for Topic {
    const TYPE: &'static str = "HookSignal";
    const DESCRIPTION: &'static str = "What hooks can be asked about.";

    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().to_ascii_uppercase().into()
    }

    fn description(self) -> Option<String> {
        let description = match self {
            Self::UserPreRegister => {
                "A registration, with its address. Hooks may refuse it, and change nothing."
            }
            Self::AdminPreRegister => {
                "A registration of an administrator. Hooks may refuse it, and change nothing."
            }
            Self::UserPreCreate => {
                "A new account. Hooks may refuse it, add profile fields, and change the role of a member."
            }
            Self::UserPreUpdate => {
                "A change of a profile, a picture or a role, by its owner or an administrator. Hooks may refuse it, and \
                 change profile fields and the role."
            }
        };
        Some(description.to_owned())
    }
}

/// What happens to a request when a hook fails: when there is no response within two seconds, or an unusable one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Policy")]
pub enum HookPolicy {
    /// It continues, as if there were no hook.
    FailOpen,
    /// It is refused with HOOK_UNAVAILABLE.
    FailClosed,
}

/// The state of a hook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub enum HookStatus {
    /// It is asked, and its last response was a verdict.
    Working,
    /// It is asked, but did not respond with a verdict the last time.
    Failing,
    /// It is not asked until openUntil, after repeated failures.
    Paused,
    /// It is disabled.
    Disabled,
}

/// An external endpoint that is asked before an account is created or changed.
#[derive(Debug)]
pub struct Hook {
    row: Model,
    status: Status,
}

impl Hook {
    fn new(app: &App, row: Model) -> Self {
        let status = status(&row, app.clock.now());
        Self { row, status }
    }
}

/// An external endpoint that is asked by POST before an account is created or changed, and may refuse or change the
/// data. Requests are signed like those of webhooks.
#[Object]
impl Hook {
    /// A UUID.
    async fn id(&self) -> ID {
        ID(self.row.id.to_string())
    }

    /// The URL that is asked.
    async fn url(&self) -> &str {
        &self.row.url
    }

    /// What it is asked about.
    async fn signals(&self) -> Vec<Item<Topic>> {
        Topic::of_hook(&self.row).into_iter().map(Item).collect()
    }

    /// What happens to a request when the hook fails.
    async fn policy(&self) -> HookPolicy {
        self.row.policy.into()
    }

    /// Whether the hook is enabled.
    async fn is_enabled(&self) -> bool {
        self.row.is_enabled
    }

    /// Its state.
    async fn status(&self) -> HookStatus {
        self.status.into()
    }

    /// Requests in a row without a verdict; 0 while it works. A verdict with a change that cannot be made does not count.
    async fn failures(&self) -> i32 {
        self.row.failures
    }

    /// Until when it is not asked, after 5 requests in a row without a verdict; null unless it is paused.
    async fn open_until(&self) -> Option<DateTime<Utc>> {
        self.row
            .open_until
            .filter(|_| self.status == Status::Paused)
    }

    /// The last failure in a few words, also of a hook that works; null if there was none.
    async fn last_error(&self) -> Option<&str> {
        self.row.last_error.as_deref()
    }

    /// When it last failed.
    async fn last_failed_at(&self) -> Option<DateTime<Utc>> {
        self.row.last_failed_at
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime<Utc> {
        self.row.created_at
    }
}

/// Hooks.
#[derive(Default)]
pub struct HookQuery;

#[Object]
impl HookQuery {
    /// All hooks, in the order in which they are asked. Needs the permission HOOKS_READ.
    async fn hooks(&self, context: &Context<'_>) -> Result<Vec<Hook>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<HooksRead>())?;
        let hooks = value(Box::pin(list::hooks(app, &admin)).await)?;
        Ok(hooks.into_iter().map(|hook| Hook::new(app, hook)).collect())
    }
}

fn id(text: &ID) -> Result<HookId> {
    text.parse()
        .map(HookId)
        .map_err(|_| bad_input("The hook's id is not a UUID."))
}
