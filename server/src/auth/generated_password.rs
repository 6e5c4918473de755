//! Passwords that the server makes.

use crate::config::Secret;
use crate::error::{Error, Result};
use rand::TryRng;
use rand::rngs::SysRng;

/// Without characters that look alike: people copy these passwords from a screen or from paper.
const CHARACTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Generates a password of this many characters with the system's random number generator.
///
/// # Errors
/// When the system provides no randomness.
pub fn generate(length: usize) -> Result<Secret> {
    let mut password = String::with_capacity(length);
    // Larger bytes would make the first characters of the list more likely.
    let fair = 256 / CHARACTERS.len() * CHARACTERS.len();
    while password.len() < length {
        let mut bytes = [0_u8; 64];
        SysRng
            .try_fill_bytes(&mut bytes)
            .map_err(|error| Error::Unexpected(format!("no randomness: {error}")))?;
        let drawn = bytes.iter().map(|byte| usize::from(*byte));
        let drawn = drawn.filter(|number| *number < fair);
        let characters = drawn.filter_map(|number| CHARACTERS.get(number % CHARACTERS.len()));
        let missing = length - password.len();
        password.extend(characters.take(missing).map(|byte| char::from(*byte)));
    }
    Ok(Secret::new(password))
}
