//! Error sentences: one per code, saying what happened and what to do next.

use std::borrow::Cow;

use rules::{Code, Violation, limits};

/// The sentence for a violation; clients that want their own have its code and parameters.
pub(crate) fn sentence(violation: &Violation) -> String {
    text(violation).into_owned()
}

/// Has no wildcard, so that a new code does not compile without its sentence.
fn crop_out_of_range(violation: &Violation) -> Cow<'static, str> {
    let (width, height) = (
        number(violation, "width", 1),
        number(violation, "height", 1),
    );
    format!("Choose a square within the picture, which is {width} by {height} pixels.").into()
}

fn text(violation: &Violation) -> Cow<'static, str> {
    match violation.code {
        Code::EmailRequired => "Enter your email address.".into(),
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
            "This password is too common. Choose another, such as a few unrelated words.".into()
        }
        Code::PasswordMatchesEmail => {
            "Choose a password that is not your email address or the name in it.".into()
        }
        Code::PasswordMatchesName => {
            "Choose a password that is not your name. A few unrelated words work best.".into()
        }

        Code::RoleInvalid => "Choose MENTEE or MENTOR.".into(),
        Code::RoleNotAllowed => {
            "Only an administrator can add administrators. Choose MENTEE or MENTOR.".into()
        }

        Code::NameTooLong => shorten(violation, limits::NAME_MAX),
        Code::TextTooLong => shorten(violation, limits::TEXT_MAX),
        Code::ControlCharacter => {
            "Remove the tabs, line breaks or invisible characters that were copied with the text."
                .into()
        }
        Code::YearOutOfRange => {
            let min = number(violation, "min", limits::YEAR_MIN);
            let max = number(violation, "max", limits::YEAR_MAX);
            format!("Enter a year from {min} to {max}, or leave it blank.").into()
        }
        Code::TooManyEntries => {
            let max = number(violation, "max", limits::ENTRIES_MAX);
            format!("Enter at most {max} entries.").into()
        }
        Code::EntryEmpty => "Fill in this entry or remove it.".into(),
        Code::EntryTooLong => shorten(violation, limits::ENTRY_MAX),
        Code::UrlInvalid => {
            "Enter a full web address, such as https://example.com/picture.jpg.".into()
        }
        Code::UrlTooLong => {
            let max = number(violation, "max", limits::URL_MAX);
            format!("Use a web address of at most {max} characters.").into()
        }
        Code::UrlNotHttps => "Use a web address that starts with https://.".into(),
        Code::UrlNotPublic => {
            "Use the web address of a server on the public internet, not in a private network."
                .into()
        }
        Code::UrlHasCredentials => {
            "Remove the username and password from the web address. Other people can see it.".into()
        }

        Code::PictureHostNotAllowed => {
            "Upload the picture instead. Pictures of other websites are not accepted here.".into()
        }
        Code::PictureNotFound => "This picture is no longer here. Upload it again.".into(),
        Code::PictureTooLarge => {
            let max = number(violation, "max", 5_000_000) / 1_000_000;
            format!("Choose a picture of at most {max} MB.").into()
        }
        Code::PictureTooManyPixels => {
            let max = number(violation, "max", 16);
            format!("This picture is too large. Scale it down to less than {max} megapixels.")
                .into()
        }
        Code::PictureFormat => "Choose a JPEG, PNG or WebP picture that is not animated.".into(),
        Code::PictureDamaged => {
            "This picture is damaged or incomplete. Choose another, or save it again.".into()
        }
        Code::CropOutOfRange => crop_out_of_range(violation),

        Code::ConfirmationMismatch => "To confirm, type your account's email address.".into(),

        Code::UsernameInvalid => username_invalid(violation),
        Code::UsernameTaken => "This username is taken. Choose another.".into(),
        Code::RoleNameInvalid => {
            let max = number(violation, "max", limits::ROLE_NAME_MAX);
            format!("Use 1 to {max} capital letters, digits and underscores for the role's name.")
                .into()
        }

        Code::EmailTaken => {
            "An account with this email address already exists. Sign in, or reset its password."
                .into()
        }
        Code::InvalidCredentials => invalid_credentials(violation),
        Code::EmailNotVerified => {
            "Verify your email address first. Use the link we emailed you, or request a new one."
                .into()
        }
        Code::AccountInactive => {
            "This account has been deactivated. Contact the program's administrators.".into()
        }
        Code::AccountGone => {
            "This account has been permanently deleted. Register again to come back.".into()
        }
        Code::DeletionPending => {
            "This account is scheduled for deletion. Cancel the deletion to use it again.".into()
        }
        Code::NoDeletionPending => {
            "This account isn't scheduled for deletion, so there is nothing to cancel.".into()
        }
        Code::GracePeriodOver => {
            "It's too late to cancel the deletion. Register again to come back.".into()
        }
        Code::TokenInvalid => {
            "This link is invalid or has already been used. Request a new one.".into()
        }
        Code::TokenExpired => "This link has expired. Request a new one.".into(),
        Code::CodeInvalid => {
            "This code doesn't work. Check the address and the latest email. After 10 attempts, use the link in the email or request a new one.".into()
        }
        Code::EmailUnchanged => {
            "This is your email address already. Enter another one to change it.".into()
        }
        Code::NoEmailChangePending => {
            "No change of your email address is waiting. Request the change again.".into()
        }
        Code::SameRole => "You already have this role. Choose the other one to switch.".into(),
        Code::PasswordExpired => {
            "This emergency password has expired. Whoever runs the server can make a new one with `bruinbridge admin \
             break-glass`; or reset the password by email."
                .into()
        }
        Code::AccountIsAdmin => "You can't sign in as an administrator.".into(),
        Code::ReasonRequired => "Enter a reason.".into(),
        Code::WrongPassword => "Incorrect password. Try again.".into(),
        Code::SessionNotFound => {
            "Session not found. It may have ended already. Reload the list.".into()
        }
        Code::UserNotFound => "Account not found. Check the email address or ID.".into(),
        Code::RefusedByHandler => refused_by_handler(violation),
        Code::AdminRoleNotFound => {
            "No administrator role has this name. Choose one from the list.".into()
        }
        Code::WebhookNotFound => {
            "Webhook not found. It may have been deleted. Reload the list.".into()
        }
        Code::HookNotFound => "Hook not found. It may have been deleted. Reload the list.".into(),
        Code::TooManyHooks => {
            "A signal has the maximum number of hooks (5). Delete one of them first.".into()
        }
        Code::EmailNotFound => {
            "Email not found. It may have been deleted since. Reload the list.".into()
        }
        Code::AdminRoleTaken => {
            "An administrator role with this name already exists. Choose another name.".into()
        }
        Code::AdminRoleFixed => {
            "This role always has every permission. Create another role instead.".into()
        }
        Code::AdminNotFound => "Administrator not found. Reload the list.".into(),
        Code::LastSuperadmin => {
            "This is the last active SUPERADMIN. Give someone else that role first.".into()
        }

        Code::NotAMentor => "This account is not a mentor. Choose a mentor.".into(),
        Code::NotAMentee => "This account is not a mentee. Choose a mentee.".into(),
        Code::RosterFull => {
            "The roster is full. A mentee has to leave before another can join.".into()
        },
        Code::AlreadyOnRoster => "This mentee is already on the roster.".into(),
        Code::MenteeNotFound => "Mentee not found. Check the email address.".into(),
        Code::MenteeUnavailable => "This mentee can't be matched right now. Choose another.".into(),
        Code::MentorNotFound => "Mentor not found. Check the email address.".into(),
        Code::MentorUnavailable => {
            "This mentor isn't available right now. The account must be active and verified.".into()
        }
        Code::MentorNotApproved => {
            "An administrator has to approve you as a mentor first.".into()
        }
        Code::PlanNotFound => "Plan not found. It may be too old. Reload the list.".into(),
        Code::PlanNotReady => {
            "This plan can't be changed now: it is being computed, or was published or discarded."
                .into()
        }
        Code::PlanPairInvalid => {
            "Choose people who are in the plan, and one mentor for each mentee.".into()
        }
        Code::PauseOutOfRange => {
            let max = number(violation, "max", limits::PAUSE_DAYS_MAX);
            format!("Choose a time in the next {max} days, or none to pause until you resume.")
                .into()
        }
        Code::BlacklistFull => {
            let max = number(violation, "max", limits::BLACKLIST_MAX);
            format!("You have blocked the maximum number of mentors and addresses ({max}). Unblock one first.")
                .into()
        }
        Code::CapacityOutOfRange => {
            let min = number(violation, "min", limits::CAPACITY_MIN);
            match violation.number("max") {
                Some(max) => format!("Choose a number from {min} to {max}.").into(),
                None => format!("Choose a number of at least {min}.").into(),
            }
        }
        Code::CapacityBelowRoster => {
            let min = number(violation, "min", limits::CAPACITY_MIN);
            format!("The roster has {min} mentees. Remove some first, or choose at least {min}.")
                .into()
        }
        Code::RequestNotFound => "Request not found. Reload the list.".into(),
        Code::RequestNotOpen => "This request is no longer open. Reload the list.".into(),
        Code::RequestAlreadyOpen => {
            "You've already asked. Wait for the response, or withdraw your request.".into()
        }
        Code::RequestLimitReached => {
            let max = number(violation, "max", 0);
            format!("You can have {max} open at a time. Wait for a response, or withdraw one.")
                .into()
        }
        Code::RequestDeclined => "They declined your last request. Choose someone else.".into(),
        Code::ConsentRequired => {
            "The mentee has not asked for you. Offer mentoring, and wait until they accept.".into()
        }
        Code::AlreadyMatched => "You already have a mentor.".into(),
        Code::NoMatch => "There is no match to end. Reload the page.".into(),
        Code::UndoExpired => "This match can no longer be undone. End it instead.".into(),
        Code::MentorBlocked => "You have blocked this mentor. Unblock them first.".into(),
        Code::NotMatched => "You can only message people you are matched with.".into(),
        Code::MessageEmpty => "Enter a message.".into(),

        Code::ConcernEmpty => "Describe your concern.".into(),
        Code::ConcernNotFound => "Concern not found. Reload the list.".into(),
        Code::ConcernResolved => "This concern was resolved already. Reload the list.".into(),
        Code::OwnAccount => "You can't do this to your own account.".into(),
        Code::AccountUnavailable => {
            "This account is deactivated, unverified or scheduled for deletion.".into()
        }
        Code::EmailsTurnedOff => "This person has turned off emails of this kind.".into(),
    }
}

fn email_invalid(violation: &Violation) -> Cow<'static, str> {
    if let Some(suggestion) = violation.text("suggestion") {
        return did_you_mean("This is not an email address", suggestion);
    }
    match violation.text("reason") {
        Some("no_at") => "Enter a full email address, such as joe@ucla.edu. The @ is missing.",
        Some("not_ascii") => {
            "Use plain letters in the email address, without accents, other scripts or invisible characters."
        }
        Some("local_empty") => "Enter the part of your email address before the @, too.",
        Some("local_dot") => {
            "Check the dots in your email address. The part before the @ can't start or end with a dot or have two in a row."
        }
        Some("local_character") => {
            "Check your email address. The part before the @ has a character that isn't allowed."
        }
        Some("domain") => "Check your email address. The part after the @ is not a domain.",
        _ => "Enter an email address, such as joe@ucla.edu.",
    }
    .into()
}

fn email_too_long(violation: &Violation) -> Cow<'static, str> {
    let max = number(violation, "max", limits::EMAIL_MAX);
    match violation.text("part") {
        Some("local") => {
            format!(
                "Check your email address. The part before the @ can have at most {max} characters."
            )
        }
        _ => format!("Check your email address. It can have at most {max} characters."),
    }
    .into()
}

fn email_not_ucla(violation: &Violation) -> Cow<'static, str> {
    match violation.text("suggestion") {
        Some(suggestion) => did_you_mean("This is not a UCLA email address", suggestion),
        None => "Use your UCLA email address, which ends in @ucla.edu or @g.ucla.edu.".into(),
    }
}

fn invalid_credentials(violation: &Violation) -> Cow<'static, str> {
    match violation.text("or") {
        Some(_) => {
            "Incorrect email or password, or the email address isn't verified yet. If you just registered, use the link we emailed you, or request a new one."
        }
        None => "Incorrect email or password.",
    }
    .into()
}

fn username_invalid(violation: &Violation) -> Cow<'static, str> {
    let min = number(violation, "min", limits::USERNAME_MIN);
    let max = number(violation, "max", limits::USERNAME_MAX);
    format!("Choose a username of {min} to {max} letters, digits, dots, dashes and underscores that starts with a letter.").into()
}

fn did_you_mean(problem: &str, suggestion: &str) -> Cow<'static, str> {
    format!("{problem}. Did you mean {suggestion}?").into()
}

fn shorten(violation: &Violation, usual: u32) -> Cow<'static, str> {
    let max = number(violation, "max", usual);
    format!("Shorten this to at most {max} characters.").into()
}

fn number(violation: &Violation, name: &str, usual: u32) -> u32 {
    violation.number(name).unwrap_or(usual)
}

/// The handler's own sentence, if it gave one.
fn refused_by_handler(violation: &Violation) -> Cow<'static, str> {
    match violation.text("message") {
        Some(sentence) if !sentence.trim().is_empty() => sentence.to_owned().into(),
        _ => "A rule of this program doesn't allow this. Contact the program's administrators."
            .into(),
    }
}
