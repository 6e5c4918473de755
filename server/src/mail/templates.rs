//! Renders emails: each has a subject, a plain text, and an HTML page, with one link.

use crate::auth::token::Token;
use crate::config::Config;
use crate::entities::email::EmailKind;
use crate::error::{Error, Result};
use askama::Template;
use chrono::Duration;

/// An email that is ready to send. It has no `Debug`, because its link is a secret.
pub(super) struct Rendered {
    pub(super) to: String,
    pub(super) subject: &'static str,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) link: String,
}

/// The email that asks a new user to verify their address.
#[derive(Template)]
#[template(path = "verification.html")]
struct VerificationHtml<'a> {
    email: &'a str,
    link: &'a str,
    validity: &'a str,
}

#[derive(Template)]
#[template(path = "verification.txt")]
struct VerificationText<'a> {
    email: &'a str,
    link: &'a str,
    validity: &'a str,
}

/// The email with a link to choose a new password.
#[derive(Template)]
#[template(path = "password_reset.html")]
struct PasswordResetHtml<'a> {
    email: &'a str,
    link: &'a str,
    validity: &'a str,
}

#[derive(Template)]
#[template(path = "password_reset.txt")]
struct PasswordResetText<'a> {
    email: &'a str,
    link: &'a str,
    validity: &'a str,
}

/// The email for an address that was used to register but already has an account.
#[derive(Template)]
#[template(path = "already_registered.html")]
struct AlreadyRegisteredHtml<'a> {
    email: &'a str,
    link: &'a str,
}

#[derive(Template)]
#[template(path = "already_registered.txt")]
struct AlreadyRegisteredText<'a> {
    email: &'a str,
    link: &'a str,
}

/// Renders the email of a kind to an address. Its link carries the token, which only some kinds have.
pub(super) fn render(
    config: &Config,
    kind: EmailKind,
    to: &str,
    token: Option<&Token>,
) -> Result<Rendered> {
    let (base, token) = (&config.mail.frontend_url, token.map_or("", Token::expose));
    let accounts = &config.accounts;
    let (subject, link, pages) = match kind {
        EmailKind::Verification => {
            let link = format!("{base}/verify-email?token={token}");
            let validity = &in_words(accounts.verification_expiration);
            let html = VerificationHtml {
                email: to,
                link: &link,
                validity,
            }
            .render();
            let text = VerificationText {
                email: to,
                link: &link,
                validity,
            }
            .render();
            ("Verify your email for BruinBridge", link, (html, text))
        }
        EmailKind::PasswordReset => {
            let link = format!("{base}/reset-password/{token}");
            let validity = &in_words(accounts.reset_expiration);
            let html = PasswordResetHtml {
                email: to,
                link: &link,
                validity,
            }
            .render();
            let text = PasswordResetText {
                email: to,
                link: &link,
                validity,
            }
            .render();
            ("Reset your BruinBridge password", link, (html, text))
        }
        EmailKind::AlreadyRegistered => {
            let link = format!("{base}/");
            let html = AlreadyRegisteredHtml {
                email: to,
                link: &link,
            }
            .render();
            let text = AlreadyRegisteredText {
                email: to,
                link: &link,
            }
            .render();
            ("You already have a BruinBridge account", link, (html, text))
        }
    };
    let failed =
        |error: askama::Error| Error::Unexpected(format!("cannot render an email: {error}"));
    let (html, text) = (pages.0.map_err(failed)?, pages.1.map_err(failed)?);
    Ok(Rendered {
        to: to.to_owned(),
        subject,
        text,
        html,
        link,
    })
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
