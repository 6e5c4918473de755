//! Compares what arrived with the log as the database holds it at the end, signal by signal.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use bruinbridge::db::Db;
use bruinbridge::entities::signal::{Column, Entity, Model};
use bruinbridge::signals::log;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;

use super::STANDSTILL;
use crate::harness::Database;
use crate::webhooks::receiver::Receiver;

/// The signals of a profile change, in their order.
const WORKFLOW: [&str; 4] = [
    "user_update_started",
    "user_pre_update",
    "user_post_update",
    "user_updated",
];

/// The signals that end a profile change.
const ENDS: [&str; 2] = ["user_updated", "user_update_failed"];

/// A signal as a subscriber or the webhook received it: its cursor, and its name in lower case.
pub(crate) type Got = (String, String);

/// The log after all writers have stopped.
pub(crate) struct Log(Vec<Model>);

impl Log {
    /// Reads the whole log of a database.
    pub(crate) async fn read(database: &Database) -> Self {
        Self::of(&database.connect().await).await
    }

    /// Reads the whole log of an open database.
    pub(crate) async fn of(db: &Db) -> Self {
        let signals = Entity::find()
            .order_by_asc(Column::TransactionId)
            .order_by_asc(Column::Position);
        Self(signals.all(db.reader()).await.expect("the log"))
    }

    /// Returns the number of signals.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Waits until every subscriber and the webhook received as many signals as there are. Gives up when nothing more
    /// arrives for a while.
    pub(crate) async fn await_arrival(&self, arrived: impl Fn() -> Vec<usize>) {
        let webhook = self.0.len() - self.first_of_webhook();
        let is_complete = |counts: &[usize]| match counts.split_last() {
            Some((posts, heard)) => {
                heard.iter().all(|count| *count >= self.0.len()) && *posts >= webhook
            }
            None => true,
        };
        let (mut last, mut since) = (arrived(), Instant::now());
        while !is_complete(&last) && since.elapsed() < STANDSTILL {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            let now = arrived();
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
    }

    /// Fails unless each acknowledged change is in the log as one complete workflow. No workflow, acknowledged or not,
    /// has two ends: a success whose response was lost is not recorded as a failure too.
    pub(crate) fn holds(&self, acknowledged: &[String]) {
        let mut workflows: HashMap<_, Vec<&str>> = HashMap::new();
        let mut values: HashMap<&str, Vec<_>> = HashMap::new();
        for signal in &self.0 {
            let names = workflows.entry(signal.workflow_id).or_default();
            names.push(signal.name.as_str());
            if signal.name == WORKFLOW[0] {
                let value = signal.arguments["update_data"]["hobbies"].as_str();
                let began = values.entry(value.unwrap_or_default()).or_default();
                began.push(signal.workflow_id);
            }
        }
        for (workflow, names) in &workflows {
            let begins = names.iter().filter(|name| **name == WORKFLOW[0]).count();
            let ends = names.iter().filter(|name| ENDS.contains(name)).count();
            assert!(begins == ends && ends < 2, "{workflow}: {names:?}");
        }
        for value in acknowledged {
            let began = values.get(value.as_str()).map(Vec::as_slice);
            let [workflow] = began.unwrap_or_default() else {
                panic!("{value} was acknowledged but is in the workflows {began:?}");
            };
            assert_eq!(workflows[workflow], WORKFLOW, "{value}");
        }
    }

    /// Fails unless a subscriber received the log from its beginning: each signal once, in order, and nothing else.
    pub(crate) fn is_whole_in(&self, got: &[Got]) {
        self.is_from(0, got);
    }

    /// Fails unless the webhook received everything from its creation on. Signals that were not yet stable when it was
    /// created may come first.
    pub(crate) fn is_whole_since_the_webhook_in(&self, got: &[Got]) {
        let is_first = |signal: &Model| Some(&signal_of(signal)) == got.first();
        let first = self.0.iter().position(is_first).expect("a signal");
        assert!(first <= self.first_of_webhook());
        self.is_from(first, got);
    }

    fn is_from(&self, first: usize, got: &[Got]) {
        let expected = self.0.iter().skip(first);
        let expected: Vec<Got> = expected.map(signal_of).collect();
        let differing = expected.iter().zip(got).find(|(one, other)| one != other);
        assert_eq!(differing, None, "of {} and {}", expected.len(), got.len());
        assert_eq!(got.len(), expected.len());
    }

    fn first_of_webhook(&self) -> usize {
        let created = self
            .0
            .iter()
            .position(|signal| signal.name == "webhook_created");
        created.expect("a webhook")
    }
}

fn signal_of(signal: &Model) -> Got {
    (log::cursor(signal).to_string(), signal.name.clone())
}

/// Returns the first attempt for each signal, in the order of arrival.
pub(crate) fn posted(receiver: &Receiver) -> Vec<Got> {
    let mut known = HashSet::new();
    let mut posts = Vec::new();
    for post in receiver.posts() {
        let body: Value = post.json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if known.insert(post.headers["webhook-id"].clone()) {
            posts.push((text(&body["data"]["cursor"]), text(&body["type"])));
        }
    }
    posts
}
