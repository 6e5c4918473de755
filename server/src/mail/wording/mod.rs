//! The words of each kind of email.

mod accounts;
mod deletion;
mod matches;
mod reminder;
mod requests;
mod security;
mod support;

use super::content::Content;
use crate::auth::code::Code;
use crate::auth::one_time::Issued;
use crate::config::Config;
use crate::entities::email::{Details, EmailKind};
use crate::entities::user;
use chrono::{DateTime, Duration, Utc};

/// How an email introduces its code and its link.
const CODE_OR_LINK: &str = "Enter this code where you're asked for it, or follow the link.";

/// What the words of an email depend on.
pub(super) struct Context<'a> {
    pub(super) config: &'a Config,
    /// The recipient's account.
    pub(super) user: &'a user::Model,
    /// The address that the email goes to.
    pub(super) to: &'a str,
    pub(super) details: &'a Details,
    /// The token of the link and the code beside it, for kinds that have them.
    pub(super) issued: Option<&'a Issued>,
    /// The name of the other person, unless their account was deleted.
    pub(super) person: Option<&'a str>,
    /// The names of those who wait for a seat of the user, in their order; at most ten.
    pub(super) waiting: &'a [String],
}

impl Context<'_> {
    /// Returns a link to a page. The page may contain the token.
    fn link(&self, page: &str) -> String {
        format!("{}/{page}", self.config.mail.frontend_url)
    }

    /// Formats a time for people, such as "Thursday, October 1, 2026 at 9:05 PM PDT".
    fn at(&self, moment: DateTime<Utc>) -> String {
        let local = moment.with_timezone(&self.config.mail.time_zone);
        local.format("%A, %B %-d, %Y at %-I:%M %p %Z").to_string()
    }

    fn token(&self) -> &str {
        self.issued.map_or("", |issued| issued.token.expose())
    }

    /// Returns the code beside the link, as it is shown.
    fn code(&self) -> Option<String> {
        let code = self.issued.and_then(|issued| issued.code.as_ref());
        code.map(Code::expose)
    }
}

/// Returns the words of an email.
pub(super) fn content(kind: EmailKind, context: &Context) -> Content {
    match kind {
        EmailKind::Verification => accounts::verification(context),
        EmailKind::AlreadyRegistered => accounts::already_registered(context),
        EmailKind::AddressVerification => accounts::address_verification(context),
        EmailKind::AddressChanged => accounts::address_changed(context),
        EmailKind::AdminCreated => accounts::admin_created(context),
        EmailKind::Invitation => accounts::invitation(context),
        EmailKind::PasswordReset => security::password_reset(context),
        EmailKind::PasswordChanged => security::password_changed(context),
        EmailKind::NewDevice => security::new_device(context),
        EmailKind::DeletionRequested => deletion::requested(context),
        EmailKind::DeletionCanceled => deletion::canceled(context),
        EmailKind::Matched => matches::matched(context),
        EmailKind::MatchEnded => matches::ended(context),
        EmailKind::MentorshipRequested => requests::requested(context),
        EmailKind::MentorshipOffered => requests::offered(context),
        EmailKind::RequestDeclined => requests::declined(context),
        EmailKind::RequestExpired => requests::expired(context),
        EmailKind::RequestClosed => requests::closed(context),
        EmailKind::SeatFree => requests::seat_free(context),
        EmailKind::MentorApproved => matches::mentor_approved(context),
        EmailKind::ProfileReminder => reminder::profile(context),
        EmailKind::Impersonated => support::impersonated(context),
        EmailKind::BreakGlassUsed => support::break_glass_used(context),
    }
}

/// Formats a duration for people, such as "2 days", in the largest unit that divides it; otherwise in whole minutes,
/// rounded down, at least one.
pub(crate) fn in_words(length: Duration) -> String {
    let minutes = length.num_seconds().div_euclid(60).max(1);
    let (number, unit) = match minutes {
        minutes if minutes % 1440 == 0 => (minutes / 1440, "day"),
        minutes if minutes % 60 == 0 => (minutes / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}
