//! The sentence of each kind.

use std::collections::BTreeSet;

use bruinbridge::admins::activity::entry::Entry;
use bruinbridge::admins::activity::kinds::{ActivityKind, Report};
use bruinbridge::admins::activity::sentence::{DELETED, sentence};
use bruinbridge::entities::signal::Model;
use bruinbridge::ids::{SignalId, UserId, WorkflowId};
use bruinbridge::signals::catalogue::{self, Name, SPECS};
use chrono::DateTime;
use serde_json::{Value, json};
use strum::VariantArray;

/// Who acted.
#[derive(Clone, Copy, PartialEq)]
enum Actor {
    Nobody,
    Person,
    Partner,
    Admin,
}

use Actor::{Admin, Nobody, Partner, Person};

const JO: &str = "00000000-0000-7000-8000-000000000001";
const KIM: &str = "00000000-0000-7000-8000-000000000002";
const MAX: &str = "00000000-0000-7000-8000-000000000003";

/// Signals about Jo, and their sentences: the name, who acted, the arguments, and the sentence. KIM stands for Kim's id.
#[rustfmt::skip]
const SENTENCES: &[(Name, Actor, &str, &str)] = &[
    (Name::UserRegistered, Nobody, "{}", "Jo Bruin registered."),
    (Name::UserRegistered, Admin, "{}", "Max Powell registered Jo Bruin."),
    (Name::UserRegistrationFailed, Nobody, r#"{"error_type":"validation_error"}"#, "A registration as Jo Bruin failed (the input is not valid)."),
    (Name::UserPostCreate, Admin, "{}", "Max Powell created the account of Jo Bruin."),
    (Name::UserPostCreate, Nobody, "{}", "The account of Jo Bruin was created."),
    (Name::UserAuthenticated, Nobody, "{}", "Jo Bruin signed in."),
    (Name::UserAuthenticationFailed, Nobody, r#"{"reason":"incorrect_password"}"#, "A sign-in as Jo Bruin failed (incorrect password)."),
    (Name::UserLoggedOut, Person, "{}", "Jo Bruin signed out."),
    (Name::UserReauthenticated, Person, "{}", "Jo Bruin confirmed their password."),
    (Name::UserSessionsRevoked, Person, "{}", "Jo Bruin ended sessions of their own."),
    (Name::UserSessionsRevoked, Admin, "{}", "Max Powell ended the sessions of Jo Bruin."),
    (Name::UserEmailVerificationSuccessful, Nobody, "{}", "Jo Bruin verified their email address."),
    (Name::UserEmailVerificationFailed, Nobody, r#"{"error_type":"invalid_token"}"#, "A verification of the email address of Jo Bruin failed (the link or code is not valid)."),
    (Name::UserEmailChangeRequested, Person, "{}", "Jo Bruin asked to change their email address."),
    (Name::PasswordResetRequestProcessed, Nobody, "{}", "A link to reset the password of Jo Bruin was requested."),
    (Name::PasswordResetRequestProcessed, Admin, "{}", "Max Powell requested a link to reset the password of Jo Bruin."),
    (Name::PasswordResetRequestFailed, Nobody, r#"{"error_type":"email_send_failed"}"#, "A request for a link to reset the password of Jo Bruin failed (the email could not be sent)."),
    (Name::PasswordResetSuccessful, Nobody, "{}", "Jo Bruin reset their password."),
    (Name::PasswordResetFailed, Nobody, r#"{"error_type":"token_mismatch_or_expired"}"#, "A reset of the password of Jo Bruin failed (the link or code has expired)."),
    (Name::UserUpdated, Person, "{}", "Jo Bruin changed their account."),
    (Name::UserUpdated, Admin, "{}", "Max Powell changed the account of Jo Bruin."),
    (Name::UserUpdated, Nobody, "{}", "The account of Jo Bruin was changed."),
    (Name::UserUpdateFailed, Admin, r#"{"error_type":"repository_error"}"#, "Max Powell could not change the account of Jo Bruin (it was not accepted)."),
    (Name::UserRoleChanged, Person, r#"{"data":{"from":"MENTOR","to":"MENTEE"}}"#, "Jo Bruin changed their role from mentor to mentee."),
    (Name::UserSurveyCompleted, Person, "{}", "Jo Bruin completed the survey."),
    (Name::UserProfilePictureUploaded, Person, "{}", "Jo Bruin uploaded a profile picture."),
    (Name::UserDeletionRequested, Person, "{}", "Jo Bruin asked to delete their account."),
    (Name::UserDeletionCancelled, Admin, "{}", "Max Powell canceled the deletion of the account of Jo Bruin."),
    (Name::UserDeleted, Nobody, r#"{"username":"[redacted]"}"#, "The account of Jo Bruin was deleted."),
    (Name::UserDeletionFailed, Admin, r#"{"error_type":"unexpected_exception"}"#, "Max Powell could not delete the account of Jo Bruin (an internal error)."),
    (Name::MentorshipRequested, Person, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin asked Kim Lee to be their mentor."),
    (Name::MentorshipOffered, Person, r#"{"data":{"menteeId":"KIM"}}"#, "Jo Bruin offered to mentor Kim Lee."),
    (Name::MentorshipOffered, Person, r#"{"data":{}}"#, "Jo Bruin offered to mentor someone."),
    (Name::MentorshipDeclined, Person, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin declined the offer of Kim Lee."),
    (Name::MentorshipDeclined, Partner, r#"{"data":{"mentorId":"KIM"},"decline_reason":"NO_TIME"}"#, "Kim Lee declined the request of Jo Bruin (no time)."),
    (Name::MentorshipWithdrawn, Person, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin withdrew the request to Kim Lee."),
    (Name::MentorshipExpired, Nobody, r#"{"data":{"mentorId":"KIM"}}"#, "The request between Jo Bruin and Kim Lee expired."),
    (Name::MenteeAdded, Person, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin was matched with Kim Lee, whose offer they accepted."),
    (Name::MenteeAdded, Partner, r#"{"data":{"mentorId":"KIM"}}"#, "Kim Lee took on Jo Bruin as a mentee."),
    (Name::MenteeAdded, Admin, r#"{"data":{"mentorId":"KIM"}}"#, "Max Powell matched Jo Bruin with Kim Lee."),
    (Name::MenteeAdded, Nobody, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin was matched with Kim Lee."),
    (Name::MenteeAdded, Admin, r#"{"data":{"mentorId":"[redacted]"}}"#, "Max Powell matched Jo Bruin with [deleted]."),
    (Name::MenteeRemoved, Person, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin ended the match with Kim Lee."),
    (Name::MenteeRemoved, Admin, r#"{"data":{"mentorId":"KIM"},"end_reason":"GOALS_REACHED"}"#, "Max Powell ended the match of Jo Bruin and Kim Lee (goals reached)."),
    (Name::MenteeRemoved, Admin, r#"{"data":{"mentorId":"KIM"},"end_reason":"UNDONE"}"#, "Max Powell ended the match of Jo Bruin and Kim Lee (undone)."),
    (Name::MessageSent, Admin, "{}", "Max Powell sent Jo Bruin a message."),
    (Name::MentorBlacklisted, Person, r#"{"data":{"mentorId":"KIM"}}"#, "Jo Bruin blocked Kim Lee."),
    (Name::MentorBlacklisted, Person, r#"{"data":{"mentorEmail":"x@ucla.edu"}}"#, "Jo Bruin blocked x@ucla.edu."),
    (Name::MentorUnblacklisted, Person, r#"{"data":{"mentorId":null}}"#, "Jo Bruin unblocked [deleted]."),
    (Name::AdminRegistered, Admin, "{}", "Max Powell made Jo Bruin an administrator."),
    (Name::AdminRegistrationFailed, Admin, r#"{"error_type":"role_not_found"}"#, "Max Powell could not make Jo Bruin an administrator (no such role)."),
    (Name::AdminAuthenticated, Nobody, "{}", "Jo Bruin signed in as an administrator."),
    (Name::AdminAuthenticationFailed, Nobody, r#"{"reason":"user_inactive"}"#, "A sign-in of Jo Bruin as an administrator failed (the account is deactivated)."),
    (Name::AdminRoleCreated, Admin, r#"{"data":{"name":"DESK"}}"#, "Max Powell created the role DESK."),
    (Name::AdminRoleChanged, Admin, r#"{"data":{"name":"DESK"}}"#, "Max Powell changed the role DESK."),
    (Name::AdminActionRefused, Person, r#"{"data":{"operation":"users"}}"#, "Jo Bruin was refused users, for lack of a permission or of a recent sign-in."),
    (Name::WebhookCreated, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell created a webhook to a.example."),
    (Name::WebhookChanged, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell changed a webhook to a.example."),
    (Name::WebhookSecretRotated, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell changed the secret of a webhook to a.example."),
    (Name::WebhookReplayed, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell replayed a webhook to a.example."),
    (Name::WebhookDeleted, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell deleted a webhook to a.example."),
    (Name::WebhookDisabled, Nobody, r#"{"data":{"host":"a.example"}}"#, "A webhook to a.example was disabled."),
    (Name::HookCreated, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell created a hook at a.example."),
    (Name::HookChanged, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell changed a hook at a.example."),
    (Name::HookSecretRotated, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell changed the secret of a hook at a.example."),
    (Name::HookDeleted, Admin, r#"{"data":{"host":"a.example"}}"#, "Max Powell deleted a hook at a.example."),
    (Name::MatchingProposed, Admin, "{}", "Max Powell proposed a plan of matches."),
    (Name::MatchingRevised, Admin, "{}", "Max Powell revised a plan of matches."),
    (Name::MatchingComputed, Nobody, "{}", "A plan of matches was computed."),
    (Name::MatchingFailed, Nobody, "{}", "A plan of matches could not be computed."),
    (Name::MatchingPublished, Admin, "{}", "Max Powell published a plan of matches."),
    (Name::UsersExported, Admin, "{}", "Max Powell downloaded accounts or matches."),
    (Name::SuspiciousActivity, Nobody, r#"{"rule":"guessing_across_accounts"}"#, "Suspicious activity was noticed: a client guesses at the passwords of many accounts."),
    (Name::SuspiciousActivity, Nobody, r#"{"rule":"guessing_at_account"}"#, "Suspicious activity was noticed: clients guess at the password of Jo Bruin."),
    (Name::SuspiciousActivity, Nobody, r#"{"rule":"session_from_two_networks"}"#, "Suspicious activity was noticed: a session of Jo Bruin is used from two networks."),
    (Name::ConcernRaised, Nobody, "{}", "A concern was raised."),
    (Name::ConcernResolved, Admin, "{}", "Max Powell resolved a concern."),
    (Name::ImpersonationStarted, Admin, r#"{"data":{"reason":"Help with the survey"}}"#, "Max Powell signed in as Jo Bruin for support (Help with the survey)."),
    (Name::ImpersonationEnded, Admin, r#"{"data":{"reason":"[redacted]"}}"#, "Max Powell ended a session for support as Jo Bruin ([deleted])."),
    (Name::ImpersonationEnded, Person, "{}", "Jo Bruin ended a session for support."),
    (Name::BreakGlassUsed, Nobody, r#"{"data":{"reason":"Locked out"}}"#, "Jo Bruin became an emergency administrator (Locked out)."),
    (Name::MatchingDiscarded, Admin, "{}", "Max Powell discarded a plan of matches."),
];

fn id(text: &str) -> UserId {
    UserId(text.parse().expect("a UUID"))
}

fn entry(name: Name, user_id: Option<UserId>, actor: Actor, arguments: &str) -> Entry {
    let spec = SPECS.iter().find(|spec| spec.name == name);
    let actor_id = match actor {
        Nobody => None,
        Person => Some(id(JO)),
        Partner => Some(id(KIM)),
        Admin => Some(id(MAX)),
    };
    let arguments = arguments.replace("KIM", KIM);
    let signal = Model {
        position: 1,
        transaction_id: 0,
        id: SignalId::new(),
        name: name.as_str().to_owned(),
        sender: spec.expect("a signal").sender.as_str().to_owned(),
        workflow_id: WorkflowId::new(),
        user_id,
        actor_id,
        impersonator_id: None,
        occurred_at: DateTime::UNIX_EPOCH,
        arguments: serde_json::from_str(&arguments).expect("JSON"),
    };
    Entry::of(signal).expect("an entry")
}

fn name_of(user_id: UserId) -> String {
    match user_id {
        user_id if user_id == id(JO) => "Jo Bruin",
        user_id if user_id == id(KIM) => "Kim Lee",
        user_id if user_id == id(MAX) => "Max Powell",
        _ => DELETED,
    }
    .to_owned()
}

#[test]
fn every_kind_has_its_sentence() {
    let mut seen = BTreeSet::new();
    for (name, actor, arguments, expected) in SENTENCES {
        let entry = entry(*name, Some(id(JO)), *actor, arguments);
        assert_eq!(sentence(&entry, name_of), *expected, "{}", name.as_str());
        seen.insert(entry.kind().as_str());
    }
    let all = ActivityKind::VARIANTS.iter().map(|kind| kind.as_str());
    assert_eq!(seen, all.collect());
}

#[test]
fn every_kind_is_reported_by_one_signal_whose_phase_says_whether_it_succeeded() {
    for kind in ActivityKind::VARIANTS {
        let reports = Name::VARIANTS.iter().filter(|name| {
            let report = Report::of(**name);
            report.is_some_and(|report| report.kind == *kind)
        });
        let names: Vec<&Name> = reports.collect();
        let [name] = names[..] else {
            panic!("{} has {names:?}", kind.as_str());
        };
        let entry = entry(*name, Some(id(JO)), Nobody, "{}");
        let is_failure = kind.as_str().ends_with("_FAILED") || *kind == ActivityKind::ActionRefused;
        assert_eq!(entry.succeeded(), !is_failure, "{}", kind.as_str());
        assert!(catalogue::spec(spec_sender(*name), *name).is_some());
    }
}

fn spec_sender(name: Name) -> catalogue::Sender {
    let spec = SPECS.iter().find(|spec| spec.name == name);
    spec.expect("a signal").sender
}

#[test]
fn without_an_account_the_sentence_names_what_was_typed() {
    for (typed, shown) in [
        (
            json!({ "email": "no@ucla.edu", "username": "no@ucla.edu" }),
            "no@ucla.edu",
        ),
        (json!({ "username": "[redacted]" }), "[deleted]"),
        (json!({}), "someone"),
    ] {
        let typed: Value = typed;
        let entry = entry(
            Name::UserAuthenticationFailed,
            None,
            Nobody,
            &typed.to_string(),
        );
        let expected = format!("A sign-in as {shown} failed.");
        assert_eq!(sentence(&entry, name_of), expected);
    }
}

#[test]
fn what_an_administrator_did_as_a_member_names_both() {
    for (name, actor, arguments, expected) in [
        (
            Name::UserUpdated,
            Person,
            "{}",
            "Max Powell, as Jo Bruin, changed their account.",
        ),
        (
            Name::MenteeAdded,
            Partner,
            r#"{"data":{"mentorId":"KIM"}}"#,
            "Max Powell, as Kim Lee, took on Jo Bruin as a mentee.",
        ),
    ] {
        let mut signal = Model::clone(&entry(name, Some(id(JO)), actor, arguments).signal);
        signal.impersonator_id = Some(id(MAX));
        let entry = Entry::of(signal).expect("an entry");
        assert_eq!(sentence(&entry, name_of), expected);
    }
}

#[test]
fn a_name_with_braces_stays_as_it_is() {
    let entry = entry(
        Name::MenteeAdded,
        Some(id(JO)),
        Admin,
        r#"{"data":{"mentorId":"KIM"}}"#,
    );
    let name = |user_id: UserId| match user_id == id(MAX) {
        true => "{person}".to_owned(),
        false => name_of(user_id),
    };
    assert_eq!(
        sentence(&entry, name),
        "{person} matched Jo Bruin with Kim Lee."
    );
}
