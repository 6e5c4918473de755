//! What happened, for administrators: entries made from the log of signals.

use super::argument::uuid;
use super::context::{caller, parts};
use super::enum_of_list::{EnumOfList, Item};
use super::loaders::{Users, load, load_many};
use super::page::{Page, connection};
use super::payload::value;
use super::signal::Signal;
use super::signal_filter::representable;
use super::user::User;
use crate::admins::activity;
use crate::admins::activity::entry::Entry;
use crate::admins::activity::kinds::{ActivityKind, Report};
use crate::admins::activity::parts;
use crate::admins::activity::sentence::{DELETED, example, name, sentence};
use crate::auth::permission::{SignalsRead, UsersRead};
use crate::cursor::Cursor;
use crate::ids::UserId;
use crate::signals::{Name, log};
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use strum::VariantArray;

/// Stands for a person whom the caller may not see.
const HIDDEN: &str = "[hidden]";

impl EnumOfList for ActivityKind {
    const TYPE: &'static str = "ActivityKind";
    const DESCRIPTION: &'static str = "What happened.";

    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn description(self) -> Option<String> {
        let mut reports = Name::VARIANTS.iter().filter_map(|name| Report::of(*name));
        let report = reports.find(|report| report.kind == self)?;
        Some(format!("For example: {}", example(report.own)))
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Activity(Entry);

impl Activity {
    /// Which of these people the caller may see: the caller, and everyone with the permission USERS_READ.
    fn visible(
        context: &Context<'_>,
        people: impl Iterator<Item = UserId>,
    ) -> Result<HashSet<UserId>> {
        let caller = caller(context)?;
        let sees_all = caller.admin::<UsersRead>().is_ok();
        Ok(people
            .filter(|id| sees_all || caller.user_id() == Some(*id))
            .collect())
    }
}

/// Something that happened: an entry for each registration, sign-in, match, and so on, whether or not it succeeded.
#[Object]
impl Activity {
    /// The UUID of the signal that reports it.
    async fn id(&self) -> ID {
        ID(self.0.signal.id.to_string())
    }

    /// What happened.
    async fn kind(&self) -> Item<ActivityKind> {
        Item(self.0.kind())
    }

    /// When it happened.
    async fn occurred_at(&self) -> DateTime<Utc> {
        self.0.signal.occurred_at
    }

    /// Who did it, as they are now. Null if the platform or a client that was not signed in did it, if the account was
    /// deleted, and without the permission USERS_READ. People who register, sign in, verify their address or reset
    /// their password count as the actor.
    async fn actor(&self, context: &Context<'_>) -> Result<Option<User>> {
        let visible = Self::visible(context, self.0.actor_id().into_iter())?;
        match visible.into_iter().next() {
            Some(id) => Ok(load::<Users>(context, id).await?.map(User::new)),
            None => Ok(None),
        }
    }

    /// The people whom it concerns, as they are now: for a match and a request the mentee and the mentor. Deleted
    /// accounts are left out, and everyone else without the permission USERS_READ.
    async fn subjects(&self, context: &Context<'_>) -> Result<Vec<User>> {
        let visible = Self::visible(context, self.0.subject_ids())?;
        let users = load_many::<Users>(context, visible.iter().copied()).await?;
        let subjects = self.0.subject_ids().filter_map(|id| users.get(&id));
        Ok(subjects.map(|user| User::new(Arc::clone(user))).collect())
    }

    /// What happened, as a sentence with the names of people as they are now, or the addresses of those without a
    /// name. "[deleted]" stands for people whose accounts were deleted, "[hidden]" for those whom the caller may not
    /// see without the permission USERS_READ.
    async fn sentence(&self, context: &Context<'_>) -> Result<String> {
        let visible = Self::visible(context, self.0.people())?;
        let users = load_many::<Users>(context, visible.iter().copied()).await?;
        let name_of = |id: UserId| match users.get(&id) {
            Some(user) => name(user),
            None if visible.contains(&id) => DELETED.to_owned(),
            None => HIDDEN.to_owned(),
        };
        Ok(sentence(&self.0, name_of))
    }

    /// Whether it succeeded. The sentence of what failed says why in parentheses.
    async fn succeeded(&self) -> bool {
        self.0.succeeded()
    }

    /// The signal that reports it. The other signals of its workflow have further details.
    async fn signal(&self) -> Signal {
        Signal::new(Arc::clone(&self.0.signal))
    }
}

/// Filters for what happened. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct ActivityFilter {
    /// Only what this account did, to itself or to others.
    pub actor_id: Option<ID>,
    /// Only what concerns this account: what it did to itself, what others did to it, and its matches and requests.
    pub subject_id: Option<ID>,
    /// Only these kinds.
    pub kinds: Option<Vec<Item<ActivityKind>>>,
    /// Only what happened at or after this time.
    pub since: Option<DateTime<Utc>>,
    /// Only what happened before this time.
    pub until: Option<DateTime<Utc>>,
}

fn filter(input: Option<ActivityFilter>) -> Result<parts::ActivityFilter> {
    let input = input.unwrap_or_default();
    let actor_id = input.actor_id.map(|id| uuid(&id, "actorId").map(UserId));
    let subject_id = input
        .subject_id
        .map(|id| uuid(&id, "subjectId").map(UserId));
    let kinds = input.kinds.unwrap_or_default();
    Ok(parts::ActivityFilter {
        actor_id: actor_id.transpose()?,
        subject_id: subject_id.transpose()?,
        kinds: kinds.into_iter().map(|item| item.0).collect(),
        since: representable("since", input.since)?,
        until: representable("until", input.until)?,
    })
}

/// What happened.
#[derive(Default)]
pub struct ActivityQuery;

#[Object]
impl ActivityQuery {
    /// Who did what to whom, newest first, as far as the log of signals goes back. A request between a mentee and a
    /// mentor is one entry, although it has two signals. Needs the permission SIGNALS_READ.
    async fn activity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which of it.")] filter: Option<ActivityFilter>,
        #[graphql(desc = "Number of items, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor, which are older.")] after: Option<String>,
    ) -> Result<Connection<String, Activity>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<SignalsRead>())?;
        let page: Page<Cursor> = Page::parse(first, after, None, None)?;
        let filter = self::filter(filter)?;
        let entries = activity::activity(app, &admin, &filter, page.after, page.limit());
        let entries = Box::pin(entries).await;
        Ok(connection(&page, value(entries)?, |entry: Entry| {
            (log::cursor(&entry.signal).to_string(), Activity(entry))
        }))
    }
}
