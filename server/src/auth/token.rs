//! Secrets that clients hold: 32 random bytes, of which the server stores only the SHA-256.

use crate::entities::token_digest::TokenDigest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};
use std::fmt;

/// Random bytes in a token.
const LENGTH: usize = 32;

/// Characters in the text of a token.
const CHARACTERS: usize = 43;

/// A session token or one-time token in plain text. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Generates a token with the system's random number generator.
    ///
    /// # Errors
    /// When the system provides no randomness.
    pub fn generate() -> crate::error::Result<Self> {
        let mut bytes = [0_u8; LENGTH];
        SysRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| crate::error::Error::Unexpected(format!("no randomness: {error}")))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Parses a token from a client; `None` if it is malformed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok()?;
        (bytes.len() == LENGTH).then(|| Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Parses the token of a link, which mail programs and people change: they append punctuation, break it into lines,
    /// or leave the "3D" of an encoded "=" in front of it. `None` if no token is left.
    #[must_use]
    pub fn from_link(text: &str) -> Option<Self> {
        let unbroken = text.split(['=', '\r', '\n', ' ']).collect::<String>();
        [text, &unbroken].into_iter().find_map(|text| {
            let run = text.split(is_foreign).find(|run| !run.is_empty())?;
            let without_equals = run.strip_prefix("3D").and_then(Self::parse);
            without_equals.or_else(|| Self::parse(run.get(..CHARACTERS)?))
        })
    }

    /// The digest that is stored. Rows are found by this digest: guessing a digest does not help to guess its token, so
    /// the comparison inside the index reveals nothing.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.0.as_bytes()).to_vec())
    }

    /// The text, for the client only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// Whether a character occurs in no token.
fn is_foreign(character: char) -> bool {
    !(character.is_ascii_alphanumeric() || matches!(character, '-' | '_'))
}
