//! Tests of every signal: what provokes it, and what each workflow emits in each of its branches.

mod admin_authentication;
mod admin_registration;
mod administration;
mod amplification;
mod authentication;
mod branch;
mod catalogue;
mod deletion;
mod email_change;
mod email_verification;
mod failure_log;
mod handlers;
mod hooks;
mod life;
mod lost_commit;
mod many;
mod matching;
mod password_reset;
mod password_reset_request;
mod platform;
mod program;
mod query;
mod refusals;
mod registration;
mod requests;
mod roster;
mod secrets;
mod subscription;
mod support;
mod suspicions;
mod update;
mod webhooks;
mod where_from;

use branch::Branch;
use bruinbridge::signals::catalogue::SPECS;
use bruinbridge::signals::{Name, Sender};

/// The tables of workflow branches.
const TABLES: &[&[Branch]] = &[
    registration::BRANCHES,
    authentication::BRANCHES,
    email_verification::BRANCHES,
    update::BRANCHES,
    email_change::BRANCHES,
    deletion::BRANCHES,
    password_reset_request::BRANCHES,
    password_reset::BRANCHES,
    admin_registration::BRANCHES,
    admin_authentication::BRANCHES,
    administration::BRANCHES,
    platform::BRANCHES,
    requests::BRANCHES,
    roster::BRANCHES,
    webhooks::BRANCHES,
    hooks::BRANCHES,
    matching::BRANCHES,
    program::BRANCHES,
    support::BRANCHES,
];

/// Returns the table with a branch that emits this signal. A new name does not compile until it is listed here.
fn provoked_by(sender: Sender, name: Name) -> &'static [Branch] {
    match name {
        Name::UserRegistrationStarted
        | Name::UserPreRegister
        | Name::UserRegistered
        | Name::UserEmailVerificationInitiated
        | Name::UserRegistrationFailed
        | Name::UserPasswordSet
        | Name::UserEmailVerificationTokenGenerated
        | Name::UserPreCreate
        | Name::UserPostCreate => registration::BRANCHES,
        Name::UserAuthenticationStarted
        | Name::UserAuthenticated
        | Name::UserAuthenticationFailed
        | Name::UserPasswordChecked
        | Name::UserPasswordCheckFailed => authentication::BRANCHES,
        Name::UserEmailVerificationSuccessful | Name::UserEmailVerified => {
            email_verification::BRANCHES
        }
        Name::UserEmailVerificationFailed => match sender {
            Sender::UserManager | Sender::User => email_verification::BRANCHES,
            Sender::AdminUserManager | Sender::UserRepository | Sender::Platform => &[],
        },
        Name::UserUpdateStarted
        | Name::UserUpdated
        | Name::UserUpdateFailed
        | Name::UserPreUpdate
        | Name::UserPostUpdate
        | Name::UserDeletionRequested
        | Name::UserDeletionCancelled
        | Name::UserRoleChanged
        | Name::UserSurveyCompleted
        | Name::UserProfilePictureUploaded
        | Name::MenteeRemoved => update::BRANCHES,
        Name::UserDeletionStarted
        | Name::UserDeleted
        | Name::UserDeletionFailed
        | Name::UserPreDelete
        | Name::UserPostDelete => deletion::BRANCHES,
        Name::PasswordResetRequestStarted
        | Name::PasswordResetRequestProcessed
        | Name::PasswordResetRequestFailed => password_reset_request::BRANCHES,
        Name::PasswordResetStarted
        | Name::PasswordResetSuccessful
        | Name::PasswordResetFailed
        | Name::UserPasswordSetFailed => password_reset::BRANCHES,
        Name::AdminRegistrationStarted
        | Name::AdminPreRegister
        | Name::AdminRegistered
        | Name::AdminRegistrationFailed => admin_registration::BRANCHES,
        Name::AdminAuthenticationStarted
        | Name::AdminAuthenticated
        | Name::AdminAuthenticationFailed => admin_authentication::BRANCHES,
        Name::AdminRoleCreated | Name::AdminRoleChanged | Name::AdminActionRefused => {
            administration::BRANCHES
        }
        Name::UserEmailChangeRequested => email_change::BRANCHES,
        Name::UserLoggedOut
        | Name::UserSessionsRevoked
        | Name::UserReauthenticated
        | Name::SuspiciousActivity => platform::BRANCHES,
        Name::MenteeAdded
        | Name::MentorBlacklisted
        | Name::MentorUnblacklisted
        | Name::MessageSent => roster::BRANCHES,
        Name::MentorshipRequested
        | Name::MentorshipOffered
        | Name::MentorshipAccepted
        | Name::MentorshipDeclined
        | Name::MentorshipWithdrawn
        | Name::MentorshipExpired => requests::BRANCHES,
        Name::WebhookCreated
        | Name::WebhookChanged
        | Name::WebhookSecretRotated
        | Name::WebhookReplayed
        | Name::WebhookDeleted
        | Name::WebhookDisabled => webhooks::BRANCHES,
        Name::HookCreated | Name::HookChanged | Name::HookSecretRotated | Name::HookDeleted => {
            hooks::BRANCHES
        }
        Name::MatchingProposed
        | Name::MatchingRevised
        | Name::MatchingComputed
        | Name::MatchingFailed
        | Name::MatchingPublished
        | Name::MatchingDiscarded => matching::BRANCHES,
        Name::UsersExported | Name::ConcernRaised | Name::ConcernResolved => program::BRANCHES,
        Name::ImpersonationStarted | Name::ImpersonationEnded | Name::BreakGlassUsed => {
            support::BRANCHES
        }
    }
}

#[test]
fn every_signal_is_provoked() {
    for spec in SPECS {
        let signal = format!("{}.{}", spec.sender.as_str(), spec.name.as_str());
        let is_emitted = |branch: &Branch| branch.emits(&signal, "");
        let table = provoked_by(spec.sender, spec.name);
        assert!(table.iter().any(is_emitted), "nothing provokes {signal}");
    }
}

#[test]
fn every_value_of_every_vocabulary_is_reached() {
    for spec in SPECS {
        let signal = format!("{}.{}", spec.sender.as_str(), spec.name.as_str());
        for cause in spec.vocabulary {
            let word = format!("{:?}", cause.as_str());
            let mut branches = TABLES.iter().copied().flatten();
            let is_reached = branches.any(|branch| branch.emits(&signal, &word));
            assert!(is_reached, "nothing reaches {signal} with {word}");
        }
    }
}
