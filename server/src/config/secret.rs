//! A setting that may hold a password and therefore never prints itself.

use super::quoted;
use std::fmt;
use url::Url;

/// Text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the code that uses the secret.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a URL has an "@" after its host. Then a special character in the password was probably not encoded, so
    /// that the password ends up in what seems to be the path.
    #[must_use]
    pub fn has_at_sign_after_host(&self) -> bool {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        rest.get(host..).is_some_and(|after| after.contains('@'))
    }

    /// The value as a URL without user, password and parameters, for messages. Shows only the scheme if the rest cannot
    /// be separated, and nothing if there is no scheme.
    #[must_use]
    pub fn shown(&self) -> String {
        let shown = self.without_credentials();
        shown.map_or_else(|| "the value".to_owned(), |url| quoted(&url))
    }

    /// The value as a URL without user, password and parameters, or only its scheme; `None` if it has none.
    pub(super) fn without_credentials(&self) -> Option<String> {
        let (scheme, _) = self.0.split_once("://")?;
        Some(match Url::parse(&self.0) {
            Ok(mut url) if url.has_host() && !self.has_at_sign_after_host() => {
                // A URL with a host can have both removed.
                let _ = url.set_username("");
                let _ = url.set_password(None);
                url.set_query(None);
                url.set_fragment(None);
                url.to_string()
            }
            _ => format!("{scheme}://…"),
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}
