//! The one list of error codes of the platform, and violations: a code, its field and its parameters.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Deref;

/// Everything that is wrong with one input.
pub type Violations = Vec<Violation>;

/// One reason why an input or a request is refused. Boxed, because it is passed through many functions and moving one
/// pointer takes a third of the code that moving the whole value does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(Box<Reason>);

/// The contents of a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What is wrong.
    pub code: Code,
    /// The path into the input, in the API's names; empty for the input as a whole.
    pub field: Vec<Cow<'static, str>>,
    /// The values that its sentence needs, such as a limit.
    pub params: Vec<(&'static str, Param)>,
}

/// The value of a violation's parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Param {
    /// A limit or a count.
    Number(u32),
    /// A suggestion or a reason.
    Text(String),
}

impl Violation {
    /// A violation at one field of the input.
    pub fn at(code: Code, field: impl Into<Cow<'static, str>>) -> Violation {
        Violation::general(code).under(field)
    }

    /// A violation of the input as a whole.
    #[must_use]
    pub fn general(code: Code) -> Violation {
        Violation(Box::new(Reason {
            code,
            field: Vec::new(),
            params: Vec::new(),
        }))
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, param: Param) -> Violation {
        self.0.params.push((name, param));
        self
    }

    /// Prefixes the path: `["major"]` under "survey" is `["survey", "major"]`.
    #[must_use]
    pub fn under(mut self, field: impl Into<Cow<'static, str>>) -> Violation {
        self.0.field.insert(0, field.into());
        self
    }

    /// Points to an entry of the list: `["major"]` becomes `["major", "2"]`.
    #[must_use]
    pub fn entry(mut self, index: usize) -> Violation {
        self.0.field.push(Cow::Owned(index.to_string()));
        self
    }

    /// Replaces the path, for an input whose field has a different name.
    #[must_use]
    pub fn moved_to(mut self, field: impl Into<Cow<'static, str>>) -> Violation {
        self.0.field.clear();
        self.under(field)
    }

    /// The parameter with this name, if it is a number.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        self.params.iter().find_map(|(key, param)| match param {
            Param::Number(number) if *key == name => Some(*number),
            _ => None,
        })
    }

    /// The parameter with this name, if it is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.params.iter().find_map(|(key, param)| match param {
            Param::Text(text) if *key == name => Some(text.as_str()),
            _ => None,
        })
    }
}

impl Deref for Violation {
    type Target = Reason;

    fn deref(&self) -> &Reason {
        &self.0
    }
}

/// Generates the enum and its tables from one list, so that they cannot drift apart.
macro_rules! codes {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal, $status:literal;)+) => {
        /// Why an input or a request is refused: the platform's one list of error codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The code as clients see it, such as `EMAIL_NOT_UCLA`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $name,)+
                }
            }

            /// The HTTP status that goes with the code.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self {
                    $(Code::$variant => $status,)+
                }
            }
        }
    };
}

codes! {
    /// No email address was given.
    EmailRequired = "EMAIL_REQUIRED", 400;
    /// It is not an email address; `reason` says why.
    EmailInvalid = "EMAIL_INVALID", 400;
    /// The email address, or the `part` named, has more than `max` characters.
    EmailTooLong = "EMAIL_TOO_LONG", 400;
    /// The email address is in a domain that is not accepted; `suggestion` may be the intended address.
    EmailNotUcla = "EMAIL_NOT_UCLA", 400;

    /// No password was given.
    PasswordRequired = "PASSWORD_REQUIRED", 400;
    /// The password has fewer than `min` characters.
    PasswordTooShort = "PASSWORD_TOO_SHORT", 400;
    /// The password has more than `max` characters.
    PasswordTooLong = "PASSWORD_TOO_LONG", 400;
    /// Attackers know the password, or it consists of words of this campus.
    PasswordTooCommon = "PASSWORD_TOO_COMMON", 400;
    /// The password is the account's email address or the part of it before the "@".
    PasswordMatchesEmail = "PASSWORD_MATCHES_EMAIL", 400;
    /// The password is the person's name.
    PasswordMatchesName = "PASSWORD_MATCHES_NAME", 400;

    /// There is no such role.
    RoleInvalid = "ROLE_INVALID", 400;
    /// The role exists, but members cannot give it to themselves.
    RoleNotAllowed = "ROLE_NOT_ALLOWED", 403;

    /// A name has more than `max` characters.
    NameTooLong = "NAME_TOO_LONG", 400;
    /// A text has more than `max` characters.
    TextTooLong = "TEXT_TOO_LONG", 400;
    /// A text has a control character, or one that changes the direction of what follows.
    ControlCharacter = "CONTROL_CHARACTER", 400;
    /// The year of study is not between `min` and `max`.
    YearOutOfRange = "YEAR_OUT_OF_RANGE", 400;
    /// A list has more than `max` different entries.
    TooManyEntries = "TOO_MANY_ENTRIES", 400;
    /// An entry of a list is blank.
    EntryEmpty = "ENTRY_EMPTY", 400;
    /// An entry of a list has more than `max` characters.
    EntryTooLong = "ENTRY_TOO_LONG", 400;
    /// It is not the URL of something on the web.
    UrlInvalid = "URL_INVALID", 400;
    /// The URL has more than `max` characters.
    UrlTooLong = "URL_TOO_LONG", 400;
    /// The URL does not begin with https://.
    UrlNotHttps = "URL_NOT_HTTPS", 400;
    /// The URL leads into a private network.
    UrlNotPublic = "URL_NOT_PUBLIC", 400;
    /// The URL has a username or password in it.
    UrlHasCredentials = "URL_HAS_CREDENTIALS", 400;

    /// Profile pictures of the URL's host are not accepted.
    PictureHostNotAllowed = "PICTURE_HOST_NOT_ALLOWED", 400;
    /// This server has no such picture.
    PictureNotFound = "PICTURE_NOT_FOUND", 404;
    /// The picture has more than `max` bytes.
    PictureTooLarge = "PICTURE_TOO_LARGE", 400;
    /// The picture has more than `max` million pixels, or needs as much memory as that.
    PictureTooManyPixels = "PICTURE_TOO_MANY_PIXELS", 400;
    /// The file is no JPEG, PNG or WebP picture, or is animated.
    PictureFormat = "PICTURE_FORMAT", 400;
    /// The picture is damaged or incomplete.
    PictureDamaged = "PICTURE_DAMAGED", 400;
    /// The square is not within the picture, whose upright size is `width` by `height`.
    CropOutOfRange = "CROP_OUT_OF_RANGE", 400;

    /// The confirmation is not the account's email address.
    ConfirmationMismatch = "CONFIRMATION_MISMATCH", 400;

    /// It is not a username: `min` to `max` letters, digits, dots, dashes and underscores.
    UsernameInvalid = "USERNAME_INVALID", 400;
    /// Another administrator has the username.
    UsernameTaken = "USERNAME_TAKEN", 409;
    /// It is not a role's name: up to `max` capital letters, digits and underscores.
    RoleNameInvalid = "ROLE_NAME_INVALID", 400;

    /// Another account has the email address.
    EmailTaken = "EMAIL_TAKEN", 409;
    /// The email address or username and the password do not match; or, if `or` says so, the address is not verified.
    InvalidCredentials = "INVALID_CREDENTIALS", 401;
    /// The account's email address has not been verified yet.
    EmailNotVerified = "EMAIL_NOT_VERIFIED", 403;
    /// The account has been deactivated.
    AccountInactive = "ACCOUNT_INACTIVE", 403;
    /// The password from the command line has expired.
    PasswordExpired = "PASSWORD_EXPIRED", 403;
    /// The account belongs to an administrator.
    AccountIsAdmin = "ACCOUNT_IS_ADMIN", 403;
    /// No reason was given.
    ReasonRequired = "REASON_REQUIRED", 400;
    /// The account's grace period is over and the account is deleted for good.
    AccountGone = "ACCOUNT_GONE", 404;
    /// The account is pending deletion and can only be viewed or restored.
    DeletionPending = "DELETION_PENDING", 403;
    /// There is no deletion to cancel.
    NoDeletionPending = "NO_DELETION_PENDING", 400;
    /// It is too late to cancel the deletion.
    GracePeriodOver = "GRACE_PERIOD_OVER", 409;
    /// The token of the link is unknown or has been used.
    TokenInvalid = "TOKEN_INVALID", 400;
    /// The token of the link is too old.
    TokenExpired = "TOKEN_EXPIRED", 400;
    /// The code from an email is wrong, too old, used, or was tried too often; or the address has none.
    CodeInvalid = "CODE_INVALID", 400;
    /// The account has that email address already.
    EmailUnchanged = "EMAIL_UNCHANGED", 400;
    /// No change of the email address is waiting for its confirmation.
    NoEmailChangePending = "NO_EMAIL_CHANGE_PENDING", 400;
    /// The account has that role already.
    SameRole = "SAME_ROLE", 400;
    /// The current password, asked for at a change of password, is wrong.
    WrongPassword = "WRONG_PASSWORD", 401;
    /// The account has no such session.
    SessionNotFound = "SESSION_NOT_FOUND", 404;
    /// There is no such account.
    UserNotFound = "USER_NOT_FOUND", 404;
    /// An extension of the server refused.
    RefusedByHandler = "REFUSED_BY_HANDLER", 400;
    /// There is no administrator role with that name.
    AdminRoleNotFound = "ADMIN_ROLE_NOT_FOUND", 404;
    /// There is no such webhook.
    WebhookNotFound = "WEBHOOK_NOT_FOUND", 404;
    /// There is no such hook.
    HookNotFound = "HOOK_NOT_FOUND", 404;
    /// A signal has the maximum number of hooks.
    TooManyHooks = "TOO_MANY_HOOKS", 409;
    /// There is no such email in the outbox.
    EmailNotFound = "EMAIL_NOT_FOUND", 404;
    /// Another administrator role has the name.
    AdminRoleTaken = "ADMIN_ROLE_TAKEN", 409;
    /// The role has every permission, which cannot be changed.
    AdminRoleFixed = "ADMIN_ROLE_FIXED", 409;
    /// There is no such administrator.
    AdminNotFound = "ADMIN_NOT_FOUND", 404;
    /// This is the last administrator with every permission.
    LastSuperadmin = "LAST_SUPERADMIN", 409;

    /// The account whose roster this is, or that would be blocked, is not a mentor.
    NotAMentor = "NOT_A_MENTOR", 403;
    /// The account that blocks, or that would join a roster, is not a mentee.
    NotAMentee = "NOT_A_MENTEE", 403;
    /// The roster has no seat left; `max` is its capacity.
    RosterFull = "ROSTER_FULL", 409;
    /// The mentee is on this roster already.
    AlreadyOnRoster = "ALREADY_ON_ROSTER", 409;
    /// There is no such mentee.
    MenteeNotFound = "MENTEE_NOT_FOUND", 404;
    /// The mentee cannot be matched with this mentor; the reason is not disclosed.
    MenteeUnavailable = "MENTEE_UNAVAILABLE", 409;
    /// There is no such mentor.
    MentorNotFound = "MENTOR_NOT_FOUND", 404;
    /// The mentor is not available: deactivated, or the address is not verified.
    MentorUnavailable = "MENTOR_UNAVAILABLE", 409;
    /// No administrator has approved the mentor yet.
    MentorNotApproved = "MENTOR_NOT_APPROVED", 403;
    /// The end of a pause is not in the future, or more than `max` days ahead.
    PauseOutOfRange = "PAUSE_OUT_OF_RANGE", 400;
    /// The mentee has blocked `max` mentors already.
    BlacklistFull = "BLACKLIST_FULL", 409;
    /// The capacity is not between `min` and `max`.
    CapacityOutOfRange = "CAPACITY_OUT_OF_RANGE", 400;
    /// The roster has `min` mentees already, so its capacity cannot be lower.
    CapacityBelowRoster = "CAPACITY_BELOW_ROSTER", 409;
    /// There is no such plan.
    PlanNotFound = "PLAN_NOT_FOUND", 404;
    /// The plan is being computed, or was published or discarded.
    PlanNotReady = "PLAN_NOT_READY", 409;
    /// Someone is not in the plan, or a mentee is pinned twice.
    PlanPairInvalid = "PLAN_PAIR_INVALID", 400;
    /// There is no such request, or the caller does not take part in it.
    RequestNotFound = "REQUEST_NOT_FOUND", 404;
    /// The request was decided, withdrawn or closed, or it expired.
    RequestNotOpen = "REQUEST_NOT_OPEN", 409;
    /// The caller has asked this person, who has not decided yet.
    RequestAlreadyOpen = "REQUEST_ALREADY_OPEN", 409;
    /// The caller has `max` open requests or offers.
    RequestLimitReached = "REQUEST_LIMIT_REACHED", 409;
    /// This person declined the caller's last request.
    RequestDeclined = "REQUEST_DECLINED", 409;
    /// The mentee has not asked for this mentor.
    ConsentRequired = "CONSENT_REQUIRED", 409;
    /// The mentee has a mentor.
    AlreadyMatched = "ALREADY_MATCHED", 409;
    /// The mentee has no mentor.
    NoMatch = "NO_MATCH", 409;
    /// The match cannot be undone any more, or no administrator made it.
    UndoExpired = "UNDO_EXPIRED", 409;
    /// The caller has blocked this mentor.
    MentorBlocked = "MENTOR_BLOCKED", 409;
    /// Only matched partners can write to each other.
    NotMatched = "NOT_MATCHED", 403;
    /// A message has no text.
    MessageEmpty = "MESSAGE_EMPTY", 400;

    /// A concern has no text.
    ConcernEmpty = "CONCERN_EMPTY", 400;
    /// There is no such concern.
    ConcernNotFound = "CONCERN_NOT_FOUND", 404;
    /// The concern was resolved already.
    ConcernResolved = "CONCERN_RESOLVED", 409;
    /// Administrators cannot do this to their own account.
    OwnAccount = "OWN_ACCOUNT", 409;
    /// The account is deactivated, not verified, or about to be deleted.
    AccountUnavailable = "ACCOUNT_UNAVAILABLE", 409;
    /// The person does not want emails of this kind.
    EmailsTurnedOff = "EMAILS_TURNED_OFF", 409;
}
