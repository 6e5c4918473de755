//! The log of signals as a list and as a live stream.

use super::admin::AdminUser;
use super::context::{caller, parts};
use super::enum_of_list::{EnumOfList, Item};
use super::error::unknown_signal;
use super::loaders::{Admins, Users, load};
use super::page::{Page, connection};
use super::payload::value;
use super::signal_filter::{self, SignalFilter};
use super::subscription_plan::{Audience, follow};
use super::user::User;
use crate::auth::permission::{AdminsRead, Right, SignalsRead, UsersRead};
use crate::cursor::Cursor;
use crate::entities::signal::Model;
use crate::ids::UserId;
use crate::signals::catalogue::{self, Name, Sender};
use crate::signals::log::{self, Filter, Range};
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Json, Object, Result, Subscription as GraphqlSubscription};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use serde_json::Value;
use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;
use strum::VariantArray;

impl EnumOfList for Name {
    const TYPE: &'static str = "SignalName";
    const DESCRIPTION: &'static str = "The name of a signal: what happened.";

    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().to_ascii_uppercase().into()
    }

    fn description(self) -> Option<String> {
        let spec = catalogue::SPECS.iter().find(|spec| spec.name == self)?;
        let arguments: Vec<&str> = spec
            .arguments
            .iter()
            .copied()
            .filter(|name| *name != "session")
            .collect();
        let note = match self {
            Self::MenteeRemoved => " Emitted twice, about each of the two; data names the other.",
            Self::AdminActionRefused => {
                " At most one per minute for each account and operation; data has the operation, permission and count."
            }
            Self::SuspiciousActivity => {
                " Rules: guessing_across_accounts, guessing_at_account, guessing_in_session, session_from_two_networks."
            }
            _ => "",
        };
        let extras = match spec.extras {
            [] => String::new(),
            extras => format!(" For administrators also: {}.", extras.join(", ")),
        };
        Some(format!(
            "Arguments: {}.{extras}{note}",
            arguments.join(", ")
        ))
    }
}

impl EnumOfList for Sender {
    const TYPE: &'static str = "SignalSender";
    const DESCRIPTION: &'static str = "The sender of a signal.";

    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    fn name(self) -> Cow<'static, str> {
        match self {
            Self::UserManager => "USER_MANAGER",
            Self::AdminUserManager => "ADMIN_USER_MANAGER",
            Self::User => "USER",
            Self::UserRepository => "USER_REPOSITORY",
            Self::Platform => "PLATFORM",
        }
        .into()
    }

    fn description(self) -> Option<String> {
        let description = match self {
            Self::UserManager => {
                "Registers members and signs them in, updates and deletes accounts, verifies addresses and resets \
                 passwords."
            }
            Self::AdminUserManager => "Registers administrators and signs them in.",
            Self::User => {
                "An account, when its password is set or checked and when its address is verified."
            }
            Self::UserRepository => {
                "Stores accounts: before and after each creation, update and deletion."
            }
            Self::Platform => {
                "Everything else: sessions, roles, the survey, matches, messages, pending deletions, webhooks and hooks."
            }
        };
        Some(description.to_owned())
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Signal(pub(super) Arc<Model>, Reader);

/// Who reads a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// An administrator with SIGNALS_READ.
    Administrator,
    /// The owner of the account that it is about, who does not see what only administrators see.
    Owner,
}

impl Signal {
    /// A signal for an administrator with SIGNALS_READ.
    pub(super) const fn new(signal: Arc<Model>) -> Self {
        Self(signal, Reader::Administrator)
    }

    fn for_owner(self) -> Self {
        Self(self.0, Reader::Owner)
    }

    fn argument(&self, name: &str) -> Option<&Value> {
        let is_hidden = self.1 == Reader::Owner && catalogue::is_confidential(name);
        self.0.arguments.get(name).filter(|_| !is_hidden)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.argument(name)?.as_str()
    }

    fn json(&self, name: &str) -> Option<Json<Value>> {
        self.argument(name).cloned().map(Json)
    }
}

/// Returns the account if it is the caller's own or the caller has the permission to see all of them.
fn visible<R: Right>(context: &Context<'_>, user_id: Option<UserId>) -> Result<Option<UserId>> {
    let caller = caller(context)?;
    let sees_all = caller.admin::<R>().is_ok();
    Ok(user_id.filter(|_| sees_all || caller.user_id() == user_id))
}

/// Something that happened. Its name determines which arguments it has.
#[Object]
impl Signal {
    /// A UUID.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Pass it as `after` to continue after this signal.
    async fn cursor(&self) -> String {
        log::cursor(&self.0).to_string()
    }

    /// The name of the signal.
    async fn name(&self) -> Result<Item<Name>> {
        Name::from_str(&self.0.name)
            .map(Item)
            .map_err(|_| unknown_signal())
    }

    /// The sender.
    async fn sender(&self) -> Result<Item<Sender>> {
        Sender::from_str(&self.0.sender)
            .map(Item)
            .map_err(|_| unknown_signal())
    }

    /// When it was emitted.
    async fn occurred_at(&self) -> DateTime<Utc> {
        self.0.occurred_at
    }

    /// The same for all signals of one workflow.
    async fn workflow_id(&self) -> ID {
        ID(self.0.workflow_id.to_string())
    }

    /// The account it is about, even if it has been deleted.
    async fn user_id(&self) -> Option<ID> {
        self.0.user_id.map(|id| ID(id.to_string()))
    }

    /// The account it is about, as it is now. Only for its owner and for administrators with USERS_READ, null for
    /// everyone else.
    async fn user(&self, context: &Context<'_>) -> Result<Option<User>> {
        let user_id = self.0.user_id;
        let Some(user_id) = visible::<UsersRead>(context, user_id)? else {
            return Ok(None);
        };
        let user = load::<Users>(context, user_id).await?;
        Ok(user.map(User::new))
    }

    /// The administrator it is about, as they are now. Only signals of ADMIN_USER_MANAGER have one, and only the
    /// administrator and administrators with ADMINS_READ see it.
    async fn admin_user(&self, context: &Context<'_>) -> Result<Option<AdminUser>> {
        let is_about_one = self.0.sender == Sender::AdminUserManager.as_str();
        let user_id = self.0.user_id.filter(|_| is_about_one);
        let Some(user_id) = visible::<AdminsRead>(context, user_id)? else {
            return Ok(None);
        };
        let admin = load::<Admins>(context, user_id).await?;
        Ok(admin.map(|(admin, _)| AdminUser(admin)))
    }

    /// The account that caused it; null when no one was signed in.
    async fn actor_id(&self) -> Option<ID> {
        self.0.actor_id.map(|id| ID(id.to_string()))
    }

    /// The administrator who was signed in as that account, for support; null otherwise.
    async fn impersonator_id(&self) -> Option<ID> {
        self.0.impersonator_id.map(|id| ID(id.to_string()))
    }

    /// The username in the request.
    async fn username(&self) -> Option<&str> {
        self.text("username")
    }

    /// The email address in the request.
    async fn email(&self) -> Option<&str> {
        self.text("email")
    }

    /// The role of administrators in the request.
    async fn role_name(&self) -> Option<&str> {
        self.text("role_name")
    }

    /// Why it failed: the type of the error.
    async fn error_type(&self) -> Option<&str> {
        self.text("error_type")
    }

    /// Why it failed, in sentences.
    async fn error_message(&self) -> Option<&str> {
        self.text("error_message")
    }

    /// Why an authentication failed, or how a verification succeeded.
    async fn reason(&self) -> Option<&str> {
        self.text("reason")
    }

    /// The internal error, without secrets.
    async fn exception(&self) -> Option<&str> {
        self.text("exception")
    }

    /// The first 10 characters of a token.
    async fn token_prefix(&self) -> Option<&str> {
        self.text("token_prefix")
    }

    /// Whether a password was correct.
    async fn success(&self) -> Option<bool> {
        self.argument("success")?.as_bool()
    }

    /// The rule that noticed suspicious activity.
    async fn rule(&self) -> Option<&str> {
        self.text("rule")
    }

    /// The client's IP address, as the trusted proxies report it, for a sign-in, a refused operation or suspicious activity.
    /// Null in `accountSignals`.
    async fn client_address(&self) -> Option<&str> {
        self.text("client_address")
    }

    /// The client's user agent, at most 256 characters. Null in `accountSignals`.
    async fn user_agent(&self) -> Option<&str> {
        self.text("user_agent")
    }

    /// The hooks that changed the data before it was written. Null in `accountSignals`.
    async fn changed_by(&self) -> Option<Vec<ID>> {
        let hooks = self.argument("changed_by")?.as_array()?;
        let hooks = hooks.iter().filter_map(Value::as_str);
        Some(hooks.map(ID::from).collect())
    }

    /// The hook that refused, or that failed where its failure refuses. Null in `accountSignals`.
    async fn refused_by(&self) -> Option<ID> {
        self.text("refused_by").map(ID::from)
    }

    /// The requested changes, with the password masked.
    async fn update_data(&self) -> Option<Json<Value>> {
        self.json("update_data")
    }

    /// The data of what was to be created, with the password masked, or further data.
    async fn data(&self) -> Option<Json<Value>> {
        self.json("data")
    }
}

/// The log of signals.
#[derive(Default)]
pub struct SignalQuery;

#[Object]
impl SignalQuery {
    /// The log, oldest first; use `last` for its end. Needs the permission SIGNALS_READ.
    async fn signals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which signals.")] filter: Option<SignalFilter>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, Signal>> {
        let (app, caller) = parts(context)?;
        value(caller.admin::<SignalsRead>())?;
        let page: Page<Cursor> = Page::parse(first, after, last, before)?;
        let filter = signal_filter::filter(filter)?;
        let range = Range {
            after: page.after,
            before: page.before,
            through: None,
            backwards: page.backwards,
            limit: page.limit(),
        };
        let rows = Box::pin(log::read(app.db.reader(), app.db.engine, &filter, range)).await;
        let rows = value(rows.map_err(Into::into))?;
        Ok(connection(&page, rows, |row| {
            (log::cursor(&row).to_string(), Signal::new(Arc::new(row)))
        }))
    }
}

/// Live signals.
pub struct Subscription;

#[GraphqlSubscription(name = "SignalSubscription")]
impl Subscription {
    /// Signals as they are committed. Without `after` the stream starts now; with a signal's cursor it sends everything
    /// after that signal, then continues live without a gap; with "0" it starts with everything that the log still
    /// holds. An unknown cursor is refused with CURSOR_GONE and with `oldest`, the cursor to continue after. Needs the
    /// permission SIGNALS_READ.
    async fn signals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which signals.")] filter: Option<SignalFilter>,
        #[graphql(desc = "The cursor to continue after.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Signal>>> {
        value(caller(context)?.admin::<SignalsRead>())?;
        follow(
            context,
            signal_filter::filter(filter)?,
            after,
            Audience::Permitted,
        )
        .await
    }

    /// The signals about the caller's own account, live like `signals`, without SUSPICIOUS_ACTIVITY: whoever has stolen a
    /// session must not learn that this was noticed.
    async fn account_signals(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cursor to continue after.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Signal>>> {
        let member = value(caller(context)?.member())?;
        let user_id = member.user().id;
        let own = Filter::for_owner(user_id);
        let signals = follow(context, own, after, |_| Audience::Account(user_id)).await?;
        Ok(signals.map(|signal| signal.map(Signal::for_owner)).boxed())
    }
}
