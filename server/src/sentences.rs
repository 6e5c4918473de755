//! What a person reads when something is refused: one sentence a code, saying what to do next.

use std::borrow::Cow;

use rules::{Code, Violation, limits};

/// The sentence for a violation; clients that want their own have its code and parameters.
pub(crate) fn sentence(violation: &Violation) -> String {
    text(violation).into_owned()
}

/// Without a wildcard, so that a new code does not compile before it has its sentence.
fn text(violation: &Violation) -> Cow<'static, str> {
    match violation.code {
        Code::EmailRequired => "Enter your e-mail address.".into(),
        Code::EmailInvalid => email_invalid(violation),
        Code::EmailTooLong => email_too_long(violation),
        Code::EmailNotUcla => email_not_ucla(violation),

        Code::PasswordRequired => "Enter a password.".into(),
        Code::PasswordTooShort => {
            let min = number(violation, "min", limits::PASSWORD_MIN);
            format!("Choose a password of at least {min} characters.").into()
        }
        Code::PasswordTooLong => {
            let max = number(violation, "max", limits::PASSWORD_MAX);
            format!("Choose a password of at most {max} characters.").into()
        }
        Code::PasswordTooCommon => {
            "This password is among the first ones that are tried; choose another, such as a few unrelated words.".into()
        }
        Code::PasswordMatchesEmail => {
            "Choose a password that is not your e-mail address or the name in it.".into()
        }

        Code::RoleInvalid => "Choose one of the roles MENTEE and MENTOR.".into(),
        Code::RoleNotAllowed => {
            "Only an administrator can make someone an administrator; choose MENTEE or MENTOR."
                .into()
        }

        Code::NameTooLong => shorten(violation, limits::NAME_MAX),
        Code::TextTooLong => shorten(violation, limits::TEXT_MAX),
        Code::ControlCharacter => {
            "Remove the tabs, line breaks or invisible characters that came along with copied text.".into()
        }
        Code::YearOutOfRange => {
            let min = number(violation, "min", limits::YEAR_MIN);
            let max = number(violation, "max", limits::YEAR_MAX);
            format!("Enter a year of study from {min} to {max}, or none.").into()
        }
        Code::TooManyEntries => {
            let max = number(violation, "max", limits::ENTRIES_MAX);
            format!("Keep at most {max} entries and remove the others.").into()
        }
        Code::EntryEmpty => "Fill in this entry or remove it.".into(),
        Code::EntryTooLong => shorten(violation, limits::ENTRY_MAX),
        Code::UrlInvalid => {
            "Enter a whole web address, such as https://example.com/picture.jpg.".into()
        }
        Code::UrlTooLong => {
            let max = number(violation, "max", limits::URL_MAX);
            format!("Use a web address of at most {max} characters.").into()
        }
        Code::UrlNotHttps => "Use a web address that begins with https://.".into(),
        Code::UrlNotPublic => {
            "Use a web address that leads to a server on the internet, not into a private network."
                .into()
        }
        Code::UrlHasCredentials => {
            "Remove the username and password from the web address, for others will see it.".into()
        }

        Code::ConfirmationMismatch => {
            "Type your account's e-mail address exactly as it is shown to confirm.".into()
        }

        Code::UsernameInvalid => username_invalid(violation),
        Code::UsernameTaken => {
            "Another administrator has this username; choose a different one.".into()
        }
        Code::RoleNameInvalid => {
            let max = number(violation, "max", limits::ROLE_NAME_MAX);
            format!("Name the role with 1 to {max} capital letters, digits and underscores.").into()
        }

        Code::EmailTaken => {
            "There is an account under this e-mail address already; log in, or reset its password."
                .into()
        }
        Code::InvalidCredentials => {
            "This login and password do not belong together; check both, or reset the password."
                .into()
        }
        Code::EmailNotVerified => {
            "Verify your e-mail address first, with the link that was mailed to you, or ask for a new one.".into()
        }
        Code::AccountInactive => {
            "This account has been deactivated; write to the programme's administrators.".into()
        }
        Code::AccountGone => {
            "This account has been deleted for good; register again if you want to come back.".into()
        }
        Code::DeletionPending => {
            "This account is about to be deleted; cancel the deletion to use it again.".into()
        }
        Code::NoDeletionPending => {
            "No deletion of this account is pending, so there is nothing to cancel.".into()
        }
        Code::GracePeriodOver => {
            "It is too late to cancel the deletion; register again if you want to come back.".into()
        }
        Code::TokenInvalid => {
            "This link is not valid or has been used already; ask for a new one.".into()
        }
        Code::TokenExpired => "This link is too old; ask for a new one.".into(),
        Code::SameRole => "You have this role already; choose the other one to change it.".into(),
        Code::WrongPassword => "Incorrect password. Try again.".into(),
        Code::SessionNotFound => {
            "There is no such session; it may have ended already, so reload the list.".into()
        }
        Code::UserNotFound => "There is no such account; check the e-mail address or id.".into(),
        Code::RefusedByHandler => refused_by_handler(violation),
        Code::AdminRoleNotFound => {
            "There is no administrators' role of this name; choose one of the list.".into()
        }
        Code::WebhookNotFound => {
            "There is no such webhook; it may be deleted already, so reload the list.".into()
        }
        Code::AdminRoleTaken => {
            "There is an administrators' role of this name already; choose another name.".into()
        }
        Code::AdminRoleFixed => {
            "This role has every permission and stays so; make another role instead.".into()
        }
        Code::AdminNotFound => "There is no such administrator; reload the list.".into(),
        Code::LastSuperadmin => {
            "This is the last active SUPERADMIN; make somebody else one first.".into()
        }

        Code::NotAMentor => "This is for mentors, and the account has another role; choose a mentor.".into(),
        Code::NotAMentee => "This is for mentees, and the account has another role; choose a mentee.".into(),
        Code::RosterFull => "There is no place left on the roster; remove a mentee first.".into(),
        Code::AlreadyOnRoster => "This mentee is on the roster already.".into(),
        Code::MenteeNotFound => "There is no such mentee; check the e-mail address.".into(),
        Code::MenteeUnavailable => "This mentee cannot be matched at the moment; choose another.".into(),
        Code::MentorNotFound => "There is no such mentor; check the e-mail address.".into(),
        Code::MentorUnavailable => {
            "This mentor does not take part at the moment; the account must be active and verified.".into()
        }
        Code::BlacklistFull => {
            "You refuse as many mentors as can be; take one off the list first.".into()
        }
        Code::CapacityOutOfRange => {
            let min = number(violation, "min", limits::CAPACITY_MIN);
            match violation.number("max") {
                Some(max) => format!("Choose from {min} to {max} places.").into(),
                None => format!("Choose at least {min} places.").into(),
            }
        }
        Code::CapacityBelowRoster => {
            let min = number(violation, "min", limits::CAPACITY_MIN);
            format!("There are {min} mentees on the roster; remove some first, or keep their places.").into()
        }
        Code::NotMatched => "You can write only to whom you are matched with.".into(),
        Code::MessageEmpty => "Write something to send.".into(),
    }
}

fn email_invalid(violation: &Violation) -> Cow<'static, str> {
    if let Some(suggestion) = violation.text("suggestion") {
        return did_you_mean("This is not an e-mail address", suggestion);
    }
    match violation.text("reason") {
        Some("no_at") => "Enter a whole e-mail address, such as joe@ucla.edu: the @ is missing.",
        Some("not_ascii") => {
            "Type the e-mail address with plain letters: it cannot have accents or other scripts."
        }
        Some("local_empty") => "Enter the part of your e-mail address before the @, too.",
        Some("local_dot") => {
            "Check the dots in your e-mail address: none may be first, last or double before the @."
        }
        Some("local_character") => {
            "Check your e-mail address: before the @ there is a character that cannot be in one."
        }
        Some("domain") => "Check your e-mail address: what follows the @ is not a domain.",
        _ => "Enter an e-mail address, such as joe@ucla.edu.",
    }
    .into()
}

fn email_too_long(violation: &Violation) -> Cow<'static, str> {
    let max = number(violation, "max", limits::EMAIL_MAX);
    match violation.text("part") {
        Some("local") => {
            format!(
                "Check your e-mail address: the part before the @ has at most {max} characters."
            )
        }
        _ => format!("Check your e-mail address: it has at most {max} characters."),
    }
    .into()
}

fn email_not_ucla(violation: &Violation) -> Cow<'static, str> {
    match violation.text("suggestion") {
        Some(suggestion) => did_you_mean("This is not a UCLA e-mail address", suggestion),
        None => {
            "Use your UCLA e-mail address, the one that ends in @ucla.edu or @g.ucla.edu.".into()
        }
    }
}

fn username_invalid(violation: &Violation) -> Cow<'static, str> {
    let min = number(violation, "min", limits::USERNAME_MIN);
    let max = number(violation, "max", limits::USERNAME_MAX);
    format!("Choose a username of {min} to {max} letters, digits, dots, dashes and underscores that begins with a letter.").into()
}

fn did_you_mean(problem: &str, suggestion: &str) -> Cow<'static, str> {
    format!("{problem}; did you mean {suggestion}?").into()
}

fn shorten(violation: &Violation, usual: u32) -> Cow<'static, str> {
    let max = number(violation, "max", usual);
    format!("Shorten this to at most {max} characters.").into()
}

fn number(violation: &Violation, name: &str, usual: u32) -> u32 {
    violation.number(name).unwrap_or(usual)
}

/// The handler's own sentence, where it gave one.
fn refused_by_handler(violation: &Violation) -> Cow<'static, str> {
    match violation.text("message") {
        Some(sentence) if !sentence.trim().is_empty() => sentence.to_owned().into(),
        _ => "A rule of this installation refuses this; write to the programme's administrators."
            .into(),
    }
}
