//! A branch of a workflow: what provokes it, and everything that it emits.

use std::collections::HashMap;

use bruinbridge::signals::{Name, Phase, Sender, catalogue};
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::harness::{LoggedSignal, Server, each_database_with};

/// A row of a workflow's table.
pub(super) struct Branch {
    /// What happens in this branch.
    pub(super) title: &'static str,
    /// Settings that override the defaults.
    pub(super) settings: &'static [(&'static str, &'static str)],
    /// Provokes the branch. The test compares the log since the last `forget_signals`.
    pub(super) provoke: fn(&Server) -> BoxFuture<'_, ()>,
    /// The expected log, one signal per line, in order: workflow, sender, name, arguments, subject and actor.
    pub(super) emitted: &'static str,
}

impl Branch {
    /// Whether a line contains this signal and this text.
    pub(super) fn emits(&self, signal: &str, text: &str) -> bool {
        let matches = |line: &str| {
            let mut words = line.split([' ', '(']);
            words.any(|word| word == signal) && line.contains(text)
        };
        self.emitted.lines().any(matches)
    }
}

/// Tests every branch of a table on both databases.
pub(super) async fn run(branches: &[Branch]) {
    for branch in branches {
        each_database_with(branch.settings, async |server| {
            (branch.provoke)(&server).await;
            let signals = server.signals().await;
            assert_eq!(rendered(&signals), expected(branch), "{}", branch.title);
            arguments_match_the_catalogue(&signals);
            every_start_has_one_end(&signals);
            rolled_back_signals_are_not_logged(&signals);
        })
        .await;
    }
}

fn expected(branch: &Branch) -> Vec<String> {
    let lines = branch.emitted.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Renders the log as text, with ids replaced by labels in the order in which they appear.
fn rendered(signals: &[LoggedSignal]) -> Vec<String> {
    let (mut workflows, mut people) = (Labels::new("W"), Labels::new("U"));
    let line = |signal: &LoggedSignal| {
        let mut line = format!(
            "{} {}.{}",
            workflows.of(&signal.workflow),
            signal.sender,
            signal.name
        );
        let arguments = signal.arguments.as_object().expect("a map");
        let arguments: Vec<String> = arguments
            .iter()
            .map(|(name, value)| format!("{name}: {}", redacted(name, value, &mut people)))
            .collect();
        if !arguments.is_empty() {
            line += &format!("({})", arguments.join(", "));
        }
        if let Some(id) = &signal.user_id {
            line += &format!(" about {}", people.of(id));
        }
        if let Some(id) = &signal.actor_id {
            line += &format!(" by {}", people.of(id));
        }
        if let Some(id) = &signal.impersonator_id {
            line += &format!(", who is {}", people.of(id));
        }
        line
    };
    signals.iter().map(line).collect()
}

/// Renders a value without the parts that differ between runs.
fn redacted(name: &str, value: &Value, people: &mut Labels) -> String {
    match value {
        Value::String(_) if name == "permanentDeletionDate" => "<date>".to_owned(),
        Value::String(id) if name.ends_with("_id") || name.ends_with("Id") => people.of(id),
        Value::String(token) if name == "token_prefix" && token.len() == 10 => {
            "<prefix>".to_owned()
        }
        Value::Object(map) => {
            let entry = |(name, value): (&String, &Value)| {
                format!("{name}: {}", redacted(name, value, people))
            };
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

struct Labels {
    prefix: &'static str,
    known: HashMap<String, usize>,
}

impl Labels {
    fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            known: HashMap::new(),
        }
    }

    fn of(&mut self, id: &str) -> String {
        let next = self.known.len() + 1;
        let number = self.known.entry(id.to_owned()).or_insert(next);
        format!("{}{number}", self.prefix)
    }
}

fn sender(signal: &LoggedSignal) -> Sender {
    signal.sender.parse().expect("a sender of the catalogue")
}

fn name(signal: &LoggedSignal) -> Name {
    signal.name.parse().expect("a name of the catalogue")
}

fn phase(signal: &LoggedSignal) -> Phase {
    let spec = catalogue::spec(sender(signal), name(signal));
    spec.expect("a signal of the catalogue").phase
}

fn arguments_match_the_catalogue(signals: &[LoggedSignal]) {
    for signal in signals {
        let spec = catalogue::spec(sender(signal), name(signal)).expect("a signal");
        let given = signal.arguments.as_object().expect("a map");
        let is_given = |argument: &str| match argument {
            // The log has the ids of the account and the administrator; the transaction stays in the process.
            "user" | "user_id" => signal.user_id.is_some(),
            "admin_user" => given.contains_key("admin_id"),
            "session" => true,
            other => given.contains_key(other),
        };
        for argument in spec.arguments.iter().filter(|name| !name.ends_with('?')) {
            assert!(is_given(argument), "{argument} is missing in {signal:?}");
        }
        let names: Vec<&str> = spec
            .arguments
            .iter()
            .chain(spec.extras)
            .map(|name| name.trim_end_matches('?'))
            .collect();
        for argument in given.keys() {
            let known = names.contains(&argument.as_str()) || argument == "admin_id";
            assert!(known, "{argument} is not in the catalogue: {signal:?}");
        }
    }
}

/// For each signal that starts a workflow: the signals that end it.
const ENDS: &[(Name, [Name; 2])] = &[
    (
        Name::UserRegistrationStarted,
        [Name::UserRegistered, Name::UserRegistrationFailed],
    ),
    (
        Name::UserAuthenticationStarted,
        [Name::UserAuthenticated, Name::UserAuthenticationFailed],
    ),
    (
        Name::UserUpdateStarted,
        [Name::UserUpdated, Name::UserUpdateFailed],
    ),
    (
        Name::UserDeletionStarted,
        [Name::UserDeleted, Name::UserDeletionFailed],
    ),
    (
        Name::PasswordResetRequestStarted,
        [
            Name::PasswordResetRequestProcessed,
            Name::PasswordResetRequestFailed,
        ],
    ),
    (
        Name::PasswordResetStarted,
        [Name::PasswordResetSuccessful, Name::PasswordResetFailed],
    ),
    (
        Name::AdminRegistrationStarted,
        [Name::AdminRegistered, Name::AdminRegistrationFailed],
    ),
    (
        Name::AdminAuthenticationStarted,
        [Name::AdminAuthenticated, Name::AdminAuthenticationFailed],
    ),
];

/// Whether this signal reports a failed email, which comes after the registration has ended (D27).
fn is_of_the_email(signal: &LoggedSignal) -> bool {
    signal.name == Name::UserRegistrationFailed.as_str()
        && signal.arguments["error_type"] == "email_send_failed"
}

fn every_start_has_one_end(signals: &[LoggedSignal]) {
    for started in signals {
        let Some((_, ends)) = ENDS.iter().find(|(start, _)| *start == name(started)) else {
            continue;
        };
        let is_end = |signal: &&LoggedSignal| {
            signal.workflow == started.workflow
                && ends.contains(&name(signal))
                && !is_of_the_email(signal)
        };
        let count = signals.iter().filter(is_end).count();
        assert_eq!(count, 1, "{} has {count} ends", started.name);
    }
}

fn rolled_back_signals_are_not_logged(signals: &[LoggedSignal]) {
    let failed = signals
        .iter()
        .filter(|signal| {
            ENDS.iter()
                .any(|(_, [_, failure])| *failure == name(signal))
        })
        .filter(|signal| !is_of_the_email(signal));
    for failure in failed {
        let others = signals
            .iter()
            .filter(|signal| signal.workflow == failure.workflow);
        for signal in others.filter(|signal| phase(signal) == Phase::Success) {
            // The password check stays in the log even if the rest of the workflow fails.
            assert_eq!(name(signal), Name::UserPasswordChecked, "{}", failure.name);
        }
    }
}
