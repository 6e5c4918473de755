//! The one table of activity: which signals report something that a person would care about, as what, and in which words.

use crate::signals::catalogue::Name;
use strum::{IntoStaticStr, VariantArray};

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[allow(
    missing_docs,
    reason = "the names are self-explanatory; see `Report::of`"
)]
pub enum ActivityKind {
    Registered,
    RegistrationFailed,
    AccountCreated,
    SignedIn,
    SignInFailed,
    SignedOut,
    SessionsEnded,
    PasswordConfirmed,
    EmailVerified,
    EmailVerificationFailed,
    EmailChangeRequested,
    PasswordResetRequested,
    PasswordResetRequestFailed,
    PasswordReset,
    PasswordResetFailed,
    AccountChanged,
    AccountChangeFailed,
    RoleChanged,
    SurveyCompleted,
    PictureChanged,
    DeletionRequested,
    DeletionCanceled,
    AccountDeleted,
    AccountDeletionFailed,
    MentorAsked,
    MentorshipOffered,
    RequestDeclined,
    RequestWithdrawn,
    RequestExpired,
    Matched,
    MatchEnded,
    MessageSent,
    MentorBlocked,
    MentorUnblocked,
    AdminRegistered,
    AdminRegistrationFailed,
    AdminSignedIn,
    AdminSignInFailed,
    AdminRoleCreated,
    AdminRoleChanged,
    ActionRefused,
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
    PlanProposed,
    PlanRevised,
    PlanComputed,
    PlanFailed,
    PlanPublished,
    PlanDiscarded,
    AccountsExported,
    ConcernRaised,
    ConcernResolved,
    SuspiciousActivity,
    ImpersonationStarted,
    ImpersonationEnded,
    BreakGlassUsed,
}

impl ActivityKind {
    /// The name in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Which signals of a name are entries, so that each thing that happened is one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    Each,
    /// Those of the user manager: the account emits one with the same name.
    OfManager,
    /// Those without a reason, which says that it had happened before.
    First,
    /// Of the two about a pair, the one about whoever acted.
    AboutActor,
    /// Of the two about a pair, the one about the mentee.
    AboutMentee,
    /// Those whose workflow emits none of these signals, which say more.
    Unless(&'static [Name]),
}

/// What a signal reports: its kind, and sentences with the placeholders `{actor}`, `{person}` (whom the signal is about),
/// `{partner}` (the other of a pair) and `{object}`.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// The kind.
    pub kind: ActivityKind,
    /// Which signals of the name are entries.
    pub which: Which,
    /// Whether people do it to themselves without being signed in, so that the log has no actor.
    pub is_by_person: bool,
    /// The sentence if the person acted, or nobody who is known.
    pub own: &'static str,
    /// The sentence if the partner acted.
    pub by_partner: Option<&'static str>,
    /// The sentence if someone else acted.
    pub by_others: Option<&'static str>,
    /// The sentence if the platform acted.
    pub by_nobody: Option<&'static str>,
}

impl Report {
    const fn new(kind: ActivityKind, own: &'static str) -> Self {
        Self {
            kind,
            which: Which::Each,
            is_by_person: false,
            own,
            by_partner: None,
            by_others: None,
            by_nobody: None,
        }
    }

    const fn only(mut self, which: Which) -> Self {
        self.which = which;
        self
    }

    const fn by_person(mut self) -> Self {
        self.is_by_person = true;
        self
    }

    const fn partner(mut self, sentence: &'static str) -> Self {
        self.by_partner = Some(sentence);
        self
    }

    const fn others(mut self, sentence: &'static str) -> Self {
        self.by_others = Some(sentence);
        self
    }

    const fn nobody(mut self, sentence: &'static str) -> Self {
        self.by_nobody = Some(sentence);
        self
    }

    /// What signals of this name report; `None` for steps on the way and for what another signal reports. A new signal
    /// does not compile until it is listed here.
    #[must_use]
    #[rustfmt::skip]
    #[allow(clippy::too_many_lines, reason = "a table")]
    pub const fn of(name: Name) -> Option<Self> {
        use ActivityKind as Kind;
        use Which::{AboutActor, AboutMentee, First, OfManager, Unless};
        Some(match name {
            Name::UserRegistered => Self::new(Kind::Registered, "{person} registered.")
                .by_person()
                .others("{actor} registered {person}."),
            Name::UserRegistrationFailed => Self::new(Kind::RegistrationFailed, "A registration as {person} failed."),
            Name::UserPostCreate => Self::new(Kind::AccountCreated, "The account of {person} was created.")
                .only(Unless(&[Name::UserRegistered, Name::AdminRegistered]))
                .others("{actor} created the account of {person}."),
            Name::UserAuthenticated => Self::new(Kind::SignedIn, "{person} signed in.")
                .by_person()
                .others("{actor} signed in as {person}."),
            Name::UserAuthenticationFailed => Self::new(Kind::SignInFailed, "A sign-in as {person} failed."),
            Name::UserLoggedOut => Self::new(Kind::SignedOut, "{person} signed out."),
            Name::UserSessionsRevoked => Self::new(Kind::SessionsEnded, "{person} ended sessions of their own.")
                .only(Unless(ENDING_SESSIONS))
                .others("{actor} ended the sessions of {person}.")
                .nobody("The sessions of {person} were ended."),
            Name::UserReauthenticated => Self::new(Kind::PasswordConfirmed, "{person} confirmed their password."),
            Name::UserEmailVerificationSuccessful => Self::new(Kind::EmailVerified, "{person} verified their email address.")
                .only(First)
                .by_person()
                .others("{actor} verified the email address of {person}."),
            Name::UserEmailVerificationFailed => Self::new(Kind::EmailVerificationFailed, "A verification of the email address of {person} failed.")
                .only(OfManager),
            Name::UserEmailChangeRequested => Self::new(Kind::EmailChangeRequested, "{person} asked to change their email address.")
                .others("{actor} asked to change the email address of {person}."),
            Name::PasswordResetRequestProcessed => Self::new(Kind::PasswordResetRequested, "A link to reset the password of {person} was requested.")
                .others("{actor} requested a link to reset the password of {person}."),
            Name::PasswordResetRequestFailed => Self::new(Kind::PasswordResetRequestFailed, "A request for a link to reset the password of {person} failed."),
            Name::PasswordResetSuccessful => Self::new(Kind::PasswordReset, "{person} reset their password.")
                .by_person()
                .others("{actor} reset the password of {person}."),
            Name::PasswordResetFailed => Self::new(Kind::PasswordResetFailed, "A reset of the password of {person} failed."),
            Name::UserUpdated => Self::new(Kind::AccountChanged, "{person} changed their account.")
                .only(Unless(SAYING_MORE_THAN_UPDATED))
                .others("{actor} changed the account of {person}.")
                .nobody("The account of {person} was changed."),
            Name::UserUpdateFailed => Self::new(Kind::AccountChangeFailed, "{person} could not change their account.")
                .others("{actor} could not change the account of {person}.")
                .nobody("A change of the account of {person} failed."),
            Name::UserRoleChanged => Self::new(Kind::RoleChanged, "{person} changed their role from {object}.")
                .others("{actor} changed the role of {person} from {object}.")
                .nobody("The role of {person} changed from {object}."),
            Name::UserSurveyCompleted => Self::new(Kind::SurveyCompleted, "{person} completed the survey."),
            Name::UserProfilePictureUploaded => Self::new(Kind::PictureChanged, "{person} uploaded a profile picture."),
            Name::UserDeletionRequested => Self::new(Kind::DeletionRequested, "{person} asked to delete their account.")
                .others("{actor} asked to delete the account of {person}."),
            Name::UserDeletionCancelled => Self::new(Kind::DeletionCanceled, "{person} canceled the deletion of their account.")
                .others("{actor} canceled the deletion of the account of {person}.")
                .nobody("The deletion of the account of {person} was canceled."),
            Name::UserDeleted => Self::new(Kind::AccountDeleted, "{person} deleted their account.")
                .others("{actor} deleted the account of {person}.")
                .nobody("The account of {person} was deleted."),
            Name::UserDeletionFailed => Self::new(Kind::AccountDeletionFailed, "{person} could not delete their account.")
                .others("{actor} could not delete the account of {person}.")
                .nobody("The deletion of the account of {person} failed."),
            Name::MentorshipRequested => Self::new(Kind::MentorAsked, "{person} asked {partner} to be their mentor.")
                .only(AboutActor),
            Name::MentorshipOffered => Self::new(Kind::MentorshipOffered, "{person} offered to mentor {partner}.")
                .only(AboutActor),
            Name::MentorshipDeclined => Self::new(Kind::RequestDeclined, "{person} declined the offer of {partner}.")
                .only(AboutMentee)
                .partner("{actor} declined the request of {person}.")
                .others("{actor} declined the request between {person} and {partner}.")
                .nobody("The request between {person} and {partner} was declined."),
            Name::MentorshipWithdrawn => Self::new(Kind::RequestWithdrawn, "{person} withdrew the request to {partner}.")
                .only(AboutActor),
            Name::MentorshipExpired => Self::new(Kind::RequestExpired, "The request between {person} and {partner} expired.")
                .only(AboutMentee),
            Name::MenteeAdded => Self::new(Kind::Matched, "{person} was matched with {partner}, whose offer they accepted.")
                .partner("{actor} took on {person} as a mentee.")
                .others("{actor} matched {person} with {partner}.")
                .nobody("{person} was matched with {partner}."),
            Name::MenteeRemoved => Self::new(Kind::MatchEnded, "{person} ended the match with {partner}.")
                .only(AboutMentee)
                .partner("{actor} ended the match with {person}.")
                .others("{actor} ended the match of {person} and {partner}.")
                .nobody("The match of {person} and {partner} ended."),
            Name::MessageSent => Self::new(Kind::MessageSent, "{person} was sent a message.")
                .others("{actor} sent {person} a message."),
            Name::MentorBlacklisted => Self::new(Kind::MentorBlocked, "{person} blocked {partner}.")
                .others("{actor} blocked {partner} for {person}."),
            Name::MentorUnblacklisted => Self::new(Kind::MentorUnblocked, "{person} unblocked {partner}.")
                .others("{actor} unblocked {partner} for {person}."),
            Name::AdminRegistered => Self::new(Kind::AdminRegistered, "{person} became an administrator.")
                .others("{actor} made {person} an administrator."),
            Name::AdminRegistrationFailed => Self::new(Kind::AdminRegistrationFailed, "Making {person} an administrator failed.")
                .others("{actor} could not make {person} an administrator."),
            Name::AdminAuthenticated => Self::new(Kind::AdminSignedIn, "{person} signed in as an administrator.")
                .by_person(),
            Name::AdminAuthenticationFailed => Self::new(Kind::AdminSignInFailed, "A sign-in of {person} as an administrator failed."),
            Name::AdminRoleCreated => Self::new(Kind::AdminRoleCreated, "The role {object} was created.")
                .others("{actor} created the role {object}."),
            Name::AdminRoleChanged => Self::new(Kind::AdminRoleChanged, "The role {object} was changed.")
                .others("{actor} changed the role {object}."),
            Name::AdminActionRefused => Self::new(Kind::ActionRefused, "{person} was refused {object}, for lack of a permission or of a recent sign-in."),
            Name::WebhookCreated => Self::new(Kind::WebhookCreated, "A webhook to {object} was created.")
                .others("{actor} created a webhook to {object}."),
            Name::WebhookChanged => Self::new(Kind::WebhookChanged, "A webhook to {object} was changed.")
                .others("{actor} changed a webhook to {object}."),
            Name::WebhookSecretRotated => Self::new(Kind::WebhookSecretRotated, "The secret of a webhook to {object} was changed.")
                .others("{actor} changed the secret of a webhook to {object}."),
            Name::WebhookReplayed => Self::new(Kind::WebhookReplayed, "A webhook to {object} was replayed.")
                .others("{actor} replayed a webhook to {object}."),
            Name::WebhookDeleted => Self::new(Kind::WebhookDeleted, "A webhook to {object} was deleted.")
                .others("{actor} deleted a webhook to {object}."),
            Name::WebhookDisabled => Self::new(Kind::WebhookDisabled, "A webhook to {object} was disabled."),
            Name::HookCreated => Self::new(Kind::HookCreated, "A hook at {object} was created.")
                .others("{actor} created a hook at {object}."),
            Name::HookChanged => Self::new(Kind::HookChanged, "A hook at {object} was changed.")
                .others("{actor} changed a hook at {object}."),
            Name::HookSecretRotated => Self::new(Kind::HookSecretRotated, "The secret of a hook at {object} was changed.")
                .others("{actor} changed the secret of a hook at {object}."),
            Name::HookDeleted => Self::new(Kind::HookDeleted, "A hook at {object} was deleted.")
                .others("{actor} deleted a hook at {object}."),
            Name::MatchingProposed => Self::new(Kind::PlanProposed, "A plan of matches was proposed.")
                .others("{actor} proposed a plan of matches."),
            Name::MatchingRevised => Self::new(Kind::PlanRevised, "A plan of matches was revised.")
                .others("{actor} revised a plan of matches."),
            Name::MatchingComputed => Self::new(Kind::PlanComputed, "A plan of matches was computed."),
            Name::MatchingFailed => Self::new(Kind::PlanFailed, "A plan of matches could not be computed."),
            Name::MatchingPublished => Self::new(Kind::PlanPublished, "A plan of matches was published.")
                .others("{actor} published a plan of matches."),
            Name::MatchingDiscarded => Self::new(Kind::PlanDiscarded, "A plan of matches was discarded.")
                .others("{actor} discarded a plan of matches."),
            Name::UsersExported => Self::new(Kind::AccountsExported, "Accounts or matches were downloaded.")
                .others("{actor} downloaded accounts or matches."),
            Name::ConcernRaised => Self::new(Kind::ConcernRaised, "A concern was raised."),
            Name::ConcernResolved => Self::new(Kind::ConcernResolved, "A concern was resolved.")
                .others("{actor} resolved a concern."),
            Name::SuspiciousActivity => Self::new(Kind::SuspiciousActivity, "Suspicious activity was noticed: {suspicion}."),
            Name::ImpersonationStarted => Self::new(Kind::ImpersonationStarted, "{person} was signed in as for support.")
                .others("{actor} signed in as {person} for support."),
            Name::ImpersonationEnded => Self::new(Kind::ImpersonationEnded, "{person} ended a session for support.")
                .others("{actor} ended a session for support as {person}.")
                .nobody("A session for support as {person} ended."),
            Name::BreakGlassUsed => Self::new(Kind::BreakGlassUsed, "{person} became an emergency administrator."),
            // Steps on the way.
            Name::UserRegistrationStarted
            | Name::UserPreRegister
            | Name::UserEmailVerificationInitiated
            | Name::UserAuthenticationStarted
            | Name::UserUpdateStarted
            | Name::UserDeletionStarted
            | Name::PasswordResetRequestStarted
            | Name::PasswordResetStarted
            | Name::AdminRegistrationStarted
            | Name::AdminPreRegister
            | Name::AdminAuthenticationStarted
            | Name::UserPasswordChecked
            | Name::UserPasswordCheckFailed
            | Name::UserEmailVerificationTokenGenerated
            | Name::UserPreCreate
            | Name::UserPreUpdate
            | Name::UserPreDelete
            // The last signal of their workflow reports them.
            | Name::UserPasswordSet
            | Name::UserPasswordSetFailed
            | Name::UserEmailVerified
            | Name::UserPostUpdate
            | Name::UserPostDelete
            // The match that begins reports it.
            | Name::MentorshipAccepted => return None,
        })
    }
}

/// What says more than that an account was updated.
const SAYING_MORE_THAN_UPDATED: &[Name] = &[
    Name::UserRoleChanged,
    Name::UserSurveyCompleted,
    Name::UserProfilePictureUploaded,
    Name::UserDeletionRequested,
    Name::UserDeletionCancelled,
];

/// What also ends sessions, and says more.
const ENDING_SESSIONS: &[Name] = &[
    Name::UserUpdated,
    Name::PasswordResetSuccessful,
    Name::UserEmailVerificationSuccessful,
    Name::UserDeletionRequested,
    Name::UserDeletionCancelled,
    Name::UserRegistered,
    Name::AdminRegistered,
];
