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

    /// The value as a URL without user, password and parameters, for messages. Shows only the scheme if the rest cannot
    /// be separated, and nothing if there is no scheme.
    #[must_use]
    pub fn shown(&self) -> String {
        let Some((scheme, _)) = self.0.split_once("://") else {
            return "the value".to_owned();
        };
        match Url::parse(&self.0) {
            Ok(mut url) if url.has_host() => {
                // A URL with a host can have both removed.
                let _ = url.set_username("");
                let _ = url.set_password(None);
                url.set_query(None);
                url.set_fragment(None);
                quoted(url.as_str())
            }
            _ => quoted(&format!("{scheme}://…")),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}
