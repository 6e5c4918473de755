//! Codes that stand beside the links in emails, for those who read the email on another device.
//!
//! A code is short, so a digest of it could be reversed by trying all codes. What is stored is a MAC under
//! `SECRET_KEY`, which also covers the purpose and the account.

use crate::config::Secret;
use crate::entities::code_mac::CodeMac;
use crate::entities::one_time_token::Purpose;
use crate::error::{Error, Result};
use crate::ids::UserId;
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use std::fmt;

/// Characters of the code of a password reset, in Crockford's base 32.
const LONG: usize = 8;
/// Digits of other codes.
const DIGITS: usize = 6;
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Separates what is computed under the same key for another purpose.
const LABEL: &[u8] = b"bruinbridge email code";
const DRAW_LABEL: &[u8] = b"bruinbridge drawn number";

/// The key of the codes. Its `Debug` hides it.
#[derive(Clone)]
pub struct CodeKey(Vec<u8>);

impl fmt::Debug for CodeKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CodeKey(…)")
    }
}

impl CodeKey {
    /// Takes the key from the setting. Without the setting the key is random, so no code outlives the process.
    ///
    /// # Errors
    /// When the system provides no randomness.
    pub fn new(setting: Option<&Secret>) -> Result<Self> {
        match setting {
            Some(key) => Ok(Self(key.expose().as_bytes().to_vec())),
            None => random::<32>().map(|bytes| Self(bytes.to_vec())),
        }
    }

    /// Returns a number that looks random to whoever does not have the key, and is always the same for a text.
    ///
    /// # Errors
    /// Never: HMAC accepts keys of any length.
    pub fn draw(&self, text: &str) -> Result<u64> {
        let broken = |_| Error::Unexpected("a key is malformed".to_owned());
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(broken)?;
        mac.update(DRAW_LABEL);
        mac.update(text.as_bytes());
        let bytes = mac.finalize().into_bytes();
        Ok(bytes.first_chunk().copied().map_or(0, u64::from_be_bytes))
    }
}

/// A code in the form in which it is compared. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Code(…)")
    }
}

impl Code {
    /// Generates a code with the system's random number generator.
    ///
    /// # Errors
    /// When the system provides no randomness.
    pub fn generate(purpose: Purpose) -> Result<Self> {
        let number = u64::from_be_bytes(random()?);
        Ok(Self(match purpose {
            Purpose::Reset | Purpose::Invitation => (0..LONG)
                .filter_map(|position| CROCKFORD.get((number >> (5 * position)) as usize % 32))
                .map(|byte| char::from(*byte))
                .collect(),
            // The remainder of so large a number is as good as uniform.
            Purpose::Verification | Purpose::Address => {
                format!("{:0DIGITS$}", number % 10_u64.pow(DIGITS as u32))
            }
        }))
    }

    /// Parses a code as people type it: in any case, with spaces and hyphens, and with O, I and L for the digits that look
    /// like them. `None` if it can be no code of this purpose.
    #[must_use]
    pub fn parse(purpose: Purpose, typed: &str) -> Option<Self> {
        let is_filler = |character: &char| character.is_whitespace() || is_hyphen(*character);
        let meant = |character: char| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let characters = typed.chars().filter(|character| !is_filler(character));
        let code: String = characters.map(meant).take(LONG + 1).collect();
        let is_code = match purpose {
            Purpose::Reset | Purpose::Invitation => {
                let is_known = |byte: u8| CROCKFORD.contains(&byte);
                code.len() == LONG && code.bytes().all(is_known)
            }
            Purpose::Verification | Purpose::Address => {
                code.len() == DIGITS && code.bytes().all(|byte| byte.is_ascii_digit())
            }
        };
        is_code.then_some(Self(code))
    }

    /// The text for the email: a long code in two groups.
    #[must_use]
    pub fn expose(&self) -> String {
        match self.0.split_at_checked(LONG / 2) {
            Some((first, second)) if self.0.len() == LONG => format!("{first}-{second}"),
            _ => self.0.clone(),
        }
    }

    /// What is stored.
    ///
    /// # Errors
    /// Never: HMAC accepts keys of any length.
    pub fn mac(&self, key: &CodeKey, purpose: Purpose, user_id: UserId) -> Result<CodeMac> {
        let mac = self.keyed(key, purpose, user_id)?;
        Ok(CodeMac(mac.finalize().into_bytes().to_vec()))
    }

    /// Whether this is the code whose MAC is stored. Compares in constant time, and just as long when there is none.
    ///
    /// # Errors
    /// As `mac`.
    pub fn matches(
        &self,
        stored: Option<&CodeMac>,
        key: &CodeKey,
        purpose: Purpose,
        user_id: UserId,
    ) -> Result<bool> {
        const NONE: &[u8] = &[0; 32];
        let expected = stored.map_or(NONE, |mac| mac.0.as_slice());
        let is_equal = self.keyed(key, purpose, user_id)?.verify_slice(expected);
        Ok(is_equal.is_ok() && stored.is_some())
    }

    fn keyed(&self, key: &CodeKey, purpose: Purpose, user_id: UserId) -> Result<Hmac<Sha256>> {
        let broken = |_| Error::Unexpected("a key is malformed".to_owned());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key.0).map_err(broken)?;
        mac.update(LABEL);
        mac.update(purpose.label());
        mac.update(user_id.0.as_bytes());
        mac.update(self.0.as_bytes());
        Ok(mac)
    }
}

/// Hyphens and dashes, as mail programs and keyboards write them.
fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH]> {
    let mut bytes = [0; LENGTH];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::Unexpected(format!("no randomness: {error}")))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        let text = |purpose, typed| Code::parse(purpose, typed).map(|code| code.expose());
        for typed in ["O1ilabcd", " 0-1-1-1 a b c d ", "0111–ABCD", "0111ABCD"] {
            assert_eq!(
                text(Purpose::Reset, typed).as_deref(),
                Some("0111-ABCD"),
                "{typed}"
            );
        }
        for typed in ["", "0111ABC", "0111ABCDE", "0111ABCU", "0111ABCé"] {
            assert_eq!(text(Purpose::Reset, typed), None, "{typed}");
        }
        for typed in ["012345", "012 345", "o12-345", "0l2345"] {
            assert!(text(Purpose::Verification, typed).is_some(), "{typed}");
        }
        for typed in ["", "12345", "1234567", "12345a"] {
            assert_eq!(text(Purpose::Address, typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_is_read_as_it_was_written() {
        for purpose in [Purpose::Verification, Purpose::Reset, Purpose::Address] {
            let code = Code::generate(purpose).expect("a code");
            assert_eq!(Code::parse(purpose, &code.expose()), Some(code));
        }
    }

    #[test]
    fn a_code_is_for_one_key_purpose_and_account() {
        let key = |text: &str| CodeKey::new(Some(&Secret::new(text.to_owned()))).expect("a key");
        let (one, two) = (key("one"), key("two"));
        let (jo, mo) = (UserId::new(), UserId::new());
        let code = Code::parse(Purpose::Verification, "123456").expect("a code");
        let mac = code.mac(&one, Purpose::Verification, jo).expect("a MAC");
        let matches = |key, purpose, user_id| {
            code.matches(Some(&mac), key, purpose, user_id)
                .expect("a comparison")
        };
        assert!(matches(&one, Purpose::Verification, jo));
        assert!(!matches(&two, Purpose::Verification, jo));
        assert!(!matches(&one, Purpose::Address, jo));
        assert!(!matches(&one, Purpose::Verification, mo));
    }
}
