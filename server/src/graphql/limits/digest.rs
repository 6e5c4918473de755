//! The digest of a document's text, which caches and persisted queries are keyed by.

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a text.
pub(super) type Digest = [u8; 32];

/// Returns the digest of a document.
pub(super) fn of(text: &str) -> Digest {
    Sha256::digest(text).into()
}

/// Parses a digest in hexadecimal; `None` if it is malformed.
pub(super) fn parse(hexadecimal: &str) -> Option<Digest> {
    let mut digest = Digest::default();
    let (pairs, rest) = hexadecimal.as_bytes().as_chunks::<2>();
    if pairs.len() != digest.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        let digit = |digit: &u8| char::from(*digit).to_digit(16);
        *byte = u8::try_from(digit(high)? * 16 + digit(low)?).ok()?;
    }
    Some(digest)
}
