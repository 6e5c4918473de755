//! The catalogue in code matches that of the sources and that of the schema.

use std::collections::BTreeSet;

use bruinbridge::signals::catalogue::SPECS;
use bruinbridge::signals::{Name, Sender};
use serde_json::{Value, json};

use crate::harness::Server;

/// The signals that the platform may add to those of the sources, in the same style.
const PLATFORM: &[&str] = &[
    "user_deletion_requested",
    "user_deletion_cancelled",
    "user_logged_out",
    "user_sessions_revoked",
    "user_reauthenticated",
    "user_email_change_requested",
    "user_role_changed",
    "user_survey_completed",
    "user_profile_picture_uploaded",
    "mentee_added",
    "mentee_removed",
    "mentor_blacklisted",
    "mentor_unblacklisted",
    "message_sent",
    "mentorship_requested",
    "mentorship_offered",
    "mentorship_accepted",
    "mentorship_declined",
    "mentorship_withdrawn",
    "mentorship_expired",
    "admin_role_created",
    "admin_role_changed",
    "admin_action_refused",
    "webhook_created",
    "webhook_changed",
    "webhook_secret_rotated",
    "webhook_replayed",
    "webhook_deleted",
    "webhook_disabled",
    "hook_created",
    "hook_changed",
    "hook_secret_rotated",
    "hook_deleted",
    "matching_proposed",
    "matching_revised",
    "matching_computed",
    "matching_failed",
    "matching_published",
    "matching_discarded",
    "users_exported",
    "concern_raised",
    "concern_resolved",
    "suspicious_activity",
    "impersonation_started",
    "impersonation_ended",
    "break_glass_used",
];

/// Renders an entry as text: sender, name, phase, arguments (optional ones with "?"), vocabulary.
fn source_entry(entry: &Value) -> String {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let argument = |argument: &Value| {
        let suffix = if argument["optional"] == true {
            "?"
        } else {
            ""
        };
        format!("{}{suffix}", text(&argument["name"]))
    };
    let arguments: Vec<String> = array(&entry["args"]).iter().map(argument).collect();
    let vocabulary: Vec<String> = match entry.get("vocabulary") {
        Some(words) => array(words).iter().map(text).collect(),
        None => Vec::new(),
    };
    let [sender, name, phase] = ["sender", "name", "phase"].map(|key| text(&entry[key]));
    format!("{sender}.{name} {phase} {arguments:?} {vocabulary:?}")
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

#[test]
fn the_catalogue_matches_that_of_the_sources() {
    let sources = include_str!("../../fixtures/signals.json");
    let sources: Vec<Value> = serde_json::from_str(sources).expect("JSON");
    let expected: Vec<String> = sources.iter().map(source_entry).collect();
    let ours = SPECS.iter().filter(|spec| spec.sender != Sender::Platform);
    let ours: Vec<String> = ours
        .map(|spec| {
            let (sender, name) = (spec.sender.as_str(), spec.name.as_str());
            let phase: &str = spec.phase.into();
            let words = spec.vocabulary.iter().map(|cause| cause.as_str());
            let words: Vec<&str> = words.collect();
            format!("{sender}.{name} {phase} {:?} {words:?}", spec.arguments)
        })
        .collect();
    assert_eq!(ours, expected);
    assert_eq!(ours.len(), 42);
}

#[test]
fn the_only_added_arguments_are_of_clients_hooks_and_reasons() {
    let with_extras: Vec<(&str, &[&str])> = SPECS
        .iter()
        .filter(|spec| !spec.extras.is_empty())
        .map(|spec| (spec.name.as_str(), spec.extras))
        .collect();
    let client: &[&str] = &["client_address?", "user_agent?"];
    let sign_in: &[&str] = &["client_address?", "user_agent?", "new_device?"];
    let (changed, refused): (&[&str], &[&str]) = (&["changed_by?"], &["refused_by?"]);
    let expected = [
        ("user_registration_failed", refused),
        ("user_authenticated", sign_in),
        ("user_authentication_failed", client),
        ("user_update_failed", refused),
        ("admin_registration_failed", refused),
        ("admin_authenticated", sign_in),
        ("admin_authentication_failed", client),
        ("user_pre_create", changed),
        ("user_pre_update", changed),
        ("mentee_removed", &["end_reason?"]),
        ("mentorship_declined", &["decline_reason?"]),
        ("admin_action_refused", client),
        ("suspicious_activity", client),
    ];
    assert_eq!(with_extras, expected);
}

#[test]
fn added_signals_are_sent_by_the_platform() {
    for spec in SPECS.iter().filter(|spec| spec.sender == Sender::Platform) {
        let name = spec.name.as_str();
        assert!(PLATFORM.contains(&name), "{name} is new: add it here");
    }
}

#[tokio::test]
async fn the_schema_has_every_name_and_sender() {
    let server = Server::start().await;
    let values = async |kind: &str| -> BTreeSet<String> {
        let document = "query($kind: String!) { __type(name: $kind) { enumValues { name } } }";
        let data = server.client().run(document, json!({ "kind": kind })).await;
        let values = array(&data["__type"]["enumValues"]).iter();
        values
            .map(|value| value["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    let names: BTreeSet<String> = SPECS
        .iter()
        .map(|spec| spec.name.as_str().to_ascii_uppercase())
        .collect();
    assert_eq!(values("SignalName").await, names);
    let senders = [
        "ADMIN_USER_MANAGER",
        "PLATFORM",
        "USER",
        "USER_MANAGER",
        "USER_REPOSITORY",
    ];
    assert_eq!(
        values("SignalSender").await,
        senders.map(str::to_owned).into()
    );
    assert!(SPECS.iter().any(|spec| spec.name == Name::UserRegistered));
}
