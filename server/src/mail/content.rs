//! Renders an email: the words of its kind in the one layout, as plain text and as an HTML page.

use crate::error::{Error, Result};
use crate::ids::EmailId;
use askama::Template;

/// The words of an email.
pub(super) struct Content {
    /// The subject. It contains nothing that anyone entered, so it cannot add a header.
    pub(super) subject: &'static str,
    pub(super) heading: &'static str,
    /// Paragraphs; a line break in one starts a new line.
    pub(super) paragraphs: Vec<String>,
    pub(super) action: Option<Action>,
    /// A code to type in, as an alternative to the link.
    pub(super) code: Option<String>,
    /// What to do if the email comes unexpectedly.
    pub(super) footer: String,
}

/// A button with a link.
pub(super) struct Action {
    pub(super) label: &'static str,
    pub(super) link: String,
}

/// Where the recipient turns off emails of this kind.
#[derive(Clone)]
pub(super) struct Preferences {
    /// Unsubscribes without signing in.
    pub(super) unsubscribe: String,
    /// The page of the account.
    pub(super) settings: String,
}

/// An email that is ready to send. It has no `Debug`, because its link is a secret.
#[derive(Clone)]
pub(super) struct Rendered {
    pub(super) id: EmailId,
    pub(super) to: String,
    pub(super) subject: &'static str,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) link: Option<String>,
    pub(super) preferences: Option<Preferences>,
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Html<'a> {
    content: &'a Content,
    preferences: Option<&'a Preferences>,
}

#[derive(Template)]
#[template(path = "layout.txt")]
struct Text<'a> {
    content: &'a Content,
    preferences: Option<&'a Preferences>,
}

/// Renders an email.
pub(super) fn render(
    id: EmailId,
    to: String,
    content: Content,
    preferences: Option<Preferences>,
) -> Result<Rendered> {
    let failed =
        |error: askama::Error| Error::Unexpected(format!("cannot render an email: {error}"));
    let html = Html {
        content: &content,
        preferences: preferences.as_ref(),
    };
    let text = Text {
        content: &content,
        preferences: preferences.as_ref(),
    };
    Ok(Rendered {
        id,
        to,
        subject: content.subject,
        text: text.render().map_err(failed)?,
        html: html.render().map_err(failed)?,
        link: content.action.map(|action| action.link),
        preferences,
    })
}
