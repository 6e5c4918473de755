//! The one list of signals: names, senders, phases, and arguments.

use super::Cause;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A signal's name. Names come from the specification that this server implements ("the sources") and are kept
/// verbatim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[allow(missing_docs, reason = "the names are self-explanatory; see `SPECS`")]
pub enum Name {
    UserRegistrationStarted,
    UserPreRegister,
    UserRegistered,
    UserEmailVerificationInitiated,
    UserRegistrationFailed,
    UserAuthenticationStarted,
    UserAuthenticated,
    UserAuthenticationFailed,
    UserEmailVerificationSuccessful,
    UserEmailVerificationFailed,
    UserUpdateStarted,
    UserUpdated,
    UserUpdateFailed,
    UserDeletionStarted,
    UserDeleted,
    UserDeletionFailed,
    PasswordResetRequestStarted,
    PasswordResetRequestProcessed,
    PasswordResetRequestFailed,
    PasswordResetStarted,
    PasswordResetSuccessful,
    PasswordResetFailed,
    AdminRegistrationStarted,
    AdminPreRegister,
    AdminRegistered,
    AdminRegistrationFailed,
    AdminAuthenticationStarted,
    AdminAuthenticated,
    AdminAuthenticationFailed,
    UserPasswordSet,
    UserPasswordSetFailed,
    UserPasswordChecked,
    UserPasswordCheckFailed,
    UserEmailVerificationTokenGenerated,
    UserEmailVerified,
    UserPreCreate,
    UserPostCreate,
    UserPreUpdate,
    UserPostUpdate,
    UserPreDelete,
    UserPostDelete,
    UserDeletionRequested,
    UserDeletionCancelled,
    UserLoggedOut,
    UserSessionsRevoked,
    UserReauthenticated,
    UserEmailChangeRequested,
    UserRoleChanged,
    UserSurveyCompleted,
    UserProfilePictureUploaded,
    MenteeAdded,
    MenteeRemoved,
    MentorBlacklisted,
    MentorUnblacklisted,
    MessageSent,
    MentorshipRequested,
    MentorshipOffered,
    MentorshipAccepted,
    MentorshipDeclined,
    MentorshipWithdrawn,
    MentorshipExpired,
    AdminRoleCreated,
    AdminRoleChanged,
    AdminActionRefused,
    WebhookCreated,
    WebhookChanged,
    WebhookSecretRotated,
    WebhookReplayed,
    WebhookDeleted,
    WebhookDisabled,
    HookCreated,
    HookChanged,
    HookSecretRotated,
    HookDeleted,
    MatchingProposed,
    MatchingRevised,
    MatchingComputed,
    MatchingFailed,
    MatchingPublished,
    MatchingDiscarded,
    UsersExported,
    ConcernRaised,
    ConcernResolved,
    SuspiciousActivity,
    ImpersonationStarted,
    ImpersonationEnded,
    BreakGlassUsed,
}

impl Name {
    /// The name as written in the log and in the sources.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The sender of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
pub enum Sender {
    /// Registration, authentication, updates, deletion, passwords.
    UserManager,
    /// Registration and authentication of administrators.
    AdminUserManager,
    /// The account itself: its password and its email address.
    User,
    /// The repository that stores accounts.
    UserRepository,
    /// Signals that the platform adds to those of the sources.
    Platform,
}

impl Sender {
    /// The name as written in the log and in the sources.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The point in a workflow at which a signal is emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Phase {
    /// At the very beginning, before validation.
    Start,
    /// Just before something is written; a handler may change the data or veto.
    BeforeWrite,
    /// It happened. Emitted with the commit.
    Success,
    /// It did not happen.
    Failure,
}

/// The catalogue's entry for one signal.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// Its name. Not unique: two senders share `user_email_verification_failed`.
    pub name: Name,
    /// Its sender.
    pub sender: Sender,
    /// Its phase.
    pub phase: Phase,
    /// Its arguments; a trailing "?" means that the argument may be absent.
    pub arguments: &'static [&'static str],
    /// The possible values of its `error_type` or `reason`.
    pub vocabulary: &'static [Cause],
    /// Arguments that the platform adds to those of the sources. Only administrators see them.
    pub extras: &'static [&'static str],
}

/// The client that a request came from.
const CLIENT: &[&str] = &["client_address?", "user_agent?"];
/// The client, and whether the account's owner did not know its device.
const SIGN_IN: &[&str] = &["client_address?", "user_agent?", "new_device?"];
/// The hooks that changed the data.
const CHANGED: &[&str] = &["changed_by?"];
/// The hook that refused.
const REFUSED: &[&str] = &["refused_by?"];

/// The catalogue's entry for a sender's signal.
#[must_use]
pub fn spec(sender: Sender, name: Name) -> Option<&'static Spec> {
    SPECS
        .iter()
        .find(|spec| spec.sender == sender && spec.name == name)
}

/// Whether only administrators see an argument of signals, whichever signal has it.
#[must_use]
pub fn is_confidential(argument: &str) -> bool {
    let mut extras = SPECS.iter().flat_map(|spec| spec.extras);
    extras.any(|extra| extra.trim_end_matches('?') == argument)
}

const fn new(sender: Sender, name: Name, phase: Phase, arguments: &'static [&'static str]) -> Spec {
    Spec {
        name,
        sender,
        phase,
        arguments,
        vocabulary: &[],
        extras: &[],
    }
}

impl Spec {
    const fn vocabulary(mut self, vocabulary: &'static [Cause]) -> Self {
        self.vocabulary = vocabulary;
        self
    }

    const fn extras(mut self, extras: &'static [&'static str]) -> Self {
        self.extras = extras;
        self
    }
}

/// Every signal.
#[rustfmt::skip]
pub const SPECS: &[Spec] = {
    use Cause::*;
    use Name::*;
    use Phase::*;
    use Sender::*;
    &[
        new(UserManager, UserRegistrationStarted, Start, &["username", "email"]),
        new(UserManager, UserPreRegister, BeforeWrite, &["username", "email"]),
        new(UserManager, UserRegistered, Success, &["user", "session"]),
        new(UserManager, UserEmailVerificationInitiated, Success, &["user"]),
        new(UserManager, UserRegistrationFailed, Failure, &["username", "email", "error_type", "error_message?", "exception?"])
            .vocabulary(&[ValidationError, EmailSendFailed, RepositoryError, UnexpectedException])
            .extras(REFUSED),
        new(UserManager, UserAuthenticationStarted, Start, &["username"]),
        new(UserManager, UserAuthenticated, Success, &["user", "session"]).extras(SIGN_IN),
        new(UserManager, UserAuthenticationFailed, Failure, &["username", "reason", "user?", "exception?"])
            .vocabulary(&[UserNotFound, IncorrectPassword, UserInactive, EmailNotVerified, UnexpectedException])
            .extras(CLIENT),
        new(UserManager, UserEmailVerificationSuccessful, Success, &["user", "reason?"])
            .vocabulary(&[AlreadyVerified]),
        new(UserManager, UserEmailVerificationFailed, Failure, &["token_prefix", "error_type", "exception?", "user?"])
            .vocabulary(&[InvalidToken, TokenMismatchOrExpired, UnexpectedException]),
        new(UserManager, UserUpdateStarted, Start, &["user_id", "update_data"]),
        new(UserManager, UserUpdated, Success, &["user", "session"]),
        new(UserManager, UserUpdateFailed, Failure, &["user_id", "update_data", "error_type", "exception?", "user?"])
            .vocabulary(&[UserNotFound, PasswordHashingError, RepositoryError, UnexpectedException])
            .extras(REFUSED),
        new(UserManager, UserDeletionStarted, Start, &["user_id"]),
        new(UserManager, UserDeleted, Success, &["user_id", "username", "session"]),
        new(UserManager, UserDeletionFailed, Failure, &["user_id", "username?", "error_type", "exception?"])
            .vocabulary(&[UserNotFound, RepositoryError, UnexpectedException]),
        new(UserManager, PasswordResetRequestStarted, Start, &["email"]),
        new(UserManager, PasswordResetRequestProcessed, Success, &["email", "user", "session"]),
        new(UserManager, PasswordResetRequestFailed, Failure, &["email", "error_type", "exception?"])
            .vocabulary(&[UserNotFound, EmailSendFailed, UnexpectedException]),
        new(UserManager, PasswordResetStarted, Start, &["token_prefix"]),
        new(UserManager, PasswordResetSuccessful, Success, &["user", "session"]),
        new(UserManager, PasswordResetFailed, Failure, &["token_prefix", "error_type", "exception?", "user?"])
            .vocabulary(&[InvalidToken, ValidationError, RepositoryError, UnexpectedException]),
        new(AdminUserManager, AdminRegistrationStarted, Start, &["username", "email", "role_name?"]),
        new(AdminUserManager, AdminPreRegister, BeforeWrite, &["username", "email", "role_name?"]),
        new(AdminUserManager, AdminRegistered, Success, &["admin_user", "session"]),
        new(AdminUserManager, AdminRegistrationFailed, Failure, &["username", "email", "role_name?", "error_type", "error_message?", "exception?"])
            .vocabulary(&[ValidationError, PasswordHashingError, RoleNotFound, UnexpectedException])
            .extras(REFUSED),
        new(AdminUserManager, AdminAuthenticationStarted, Start, &["username"]),
        new(AdminUserManager, AdminAuthenticated, Success, &["admin_user", "session"]).extras(SIGN_IN),
        new(AdminUserManager, AdminAuthenticationFailed, Failure, &["username", "reason", "admin_user?", "exception?"])
            .vocabulary(&[UserNotFound, IncorrectPassword, UserInactive, UnexpectedException])
            .extras(CLIENT),
        new(User, UserPasswordSet, Success, &["user"]),
        new(User, UserPasswordSetFailed, Failure, &["user", "exception"]),
        new(User, UserPasswordChecked, Success, &["user", "success"]),
        new(User, UserPasswordCheckFailed, Failure, &["user", "exception"]),
        new(User, UserEmailVerificationTokenGenerated, Success, &["user"]),
        new(User, UserEmailVerified, Success, &["user"]),
        new(User, UserEmailVerificationFailed, Failure, &["user"]),
        new(UserRepository, UserPreCreate, BeforeWrite, &["data", "session"]).extras(CHANGED),
        new(UserRepository, UserPostCreate, Success, &["user", "session"]),
        new(UserRepository, UserPreUpdate, BeforeWrite, &["user", "update_data", "session"]).extras(CHANGED),
        new(UserRepository, UserPostUpdate, Success, &["user", "session"]),
        new(UserRepository, UserPreDelete, BeforeWrite, &["user", "session"]),
        new(UserRepository, UserPostDelete, Success, &["user_id", "session"]),
        new(Platform, UserDeletionRequested, Success, &["user", "session"]),
        new(Platform, UserDeletionCancelled, Success, &["user", "session"]),
        new(Platform, UserLoggedOut, Success, &["user", "session"]),
        new(Platform, UserSessionsRevoked, Success, &["user", "data", "session"]),
        new(Platform, UserReauthenticated, Success, &["user", "session"]),
        new(Platform, UserEmailChangeRequested, Success, &["user", "session"]),
        new(Platform, UserRoleChanged, Success, &["user", "data", "session"]),
        new(Platform, UserSurveyCompleted, Success, &["user", "session"]),
        new(Platform, UserProfilePictureUploaded, Success, &["user", "session"]),
        new(Platform, MenteeAdded, Success, &["user", "data", "session"]),
        new(Platform, MenteeRemoved, Success, &["user", "data", "session"]).extras(&["end_reason?"]),
        new(Platform, MentorBlacklisted, Success, &["user", "data", "session"]),
        new(Platform, MentorUnblacklisted, Success, &["user", "data", "session"]),
        new(Platform, MessageSent, Success, &["user", "data", "session"]),
        new(Platform, MentorshipRequested, Success, &["user", "data", "session"]),
        new(Platform, MentorshipOffered, Success, &["user", "data", "session"]),
        new(Platform, MentorshipAccepted, Success, &["user", "data", "session"]),
        new(Platform, MentorshipDeclined, Success, &["user", "data", "session"]).extras(&["decline_reason?"]),
        new(Platform, MentorshipWithdrawn, Success, &["user", "data", "session"]),
        new(Platform, MentorshipExpired, Success, &["user", "data", "session"]),
        new(Platform, AdminRoleCreated, Success, &["data", "session"]),
        new(Platform, AdminRoleChanged, Success, &["data", "session"]),
        new(Platform, AdminActionRefused, Failure, &["user", "data", "session"]).extras(CLIENT),
        new(Platform, WebhookCreated, Success, &["data", "session"]),
        new(Platform, WebhookChanged, Success, &["data", "session"]),
        new(Platform, WebhookSecretRotated, Success, &["data", "session"]),
        new(Platform, WebhookReplayed, Success, &["data", "session"]),
        new(Platform, WebhookDeleted, Success, &["data", "session"]),
        new(Platform, WebhookDisabled, Success, &["data", "session"]),
        new(Platform, HookCreated, Success, &["data", "session"]),
        new(Platform, HookChanged, Success, &["data", "session"]),
        new(Platform, HookSecretRotated, Success, &["data", "session"]),
        new(Platform, HookDeleted, Success, &["data", "session"]),
        new(Platform, MatchingProposed, Success, &["data", "session"]),
        new(Platform, MatchingRevised, Success, &["data", "session"]),
        new(Platform, MatchingComputed, Success, &["data", "session"]),
        new(Platform, MatchingFailed, Failure, &["data", "session"]),
        new(Platform, MatchingPublished, Success, &["data", "session"]),
        new(Platform, MatchingDiscarded, Success, &["data", "session"]),
        new(Platform, UsersExported, Success, &["data", "session"]),
        new(Platform, ConcernRaised, Success, &["session"]),
        new(Platform, ConcernResolved, Success, &["session"]),
        new(Platform, SuspiciousActivity, Success, &["rule", "user?", "username?", "data", "session"]).extras(CLIENT),
        new(Platform, ImpersonationStarted, Success, &["user", "data", "session"]),
        new(Platform, ImpersonationEnded, Success, &["user", "data", "session"]),
        new(Platform, BreakGlassUsed, Success, &["user", "data", "session"]),
    ]
};
