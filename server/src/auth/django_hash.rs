//! Password hashes as Django stores them: read with bounds, and checked as they are. A sign-in replaces them with ours.

use crate::config::Secret;
use crate::error::{Error, Result};
use argon2::Params;
use argon2::password_hash::phc::PasswordHash;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// Most iterations of PBKDF2; Django 6 uses 1,200,000.
const MAX_ITERATIONS: u32 = 2_000_000;
/// Highest cost of bcrypt; Django uses 12, and each step doubles the time.
const MAX_COST: u32 = 14;
/// Most memory of scrypt, in bytes, and most work, in blocks; Django uses 16 MiB and 655,360 blocks.
const MAX_SCRYPT_MEMORY: u64 = 64 << 20;
const MAX_SCRYPT_BLOCKS: u64 = 1 << 21;
/// Most memory of Argon2, in KiB, most work (memory times passes), and most lanes; Django uses 100 MiB, 2 passes, 8
/// lanes.
const MAX_ARGON2_KIB: u32 = 131_072;
const MAX_ARGON2_WORK: u64 = 524_288;
const MAX_ARGON2_LANES: u32 = 16;
/// Longest stored text.
const MAX_LENGTH: usize = 256;

/// A hash whose parameters are within the bounds.
#[derive(Debug)]
pub(super) enum DjangoHash<'text> {
    Pbkdf2 {
        iterations: u32,
        salt: &'text str,
        expected: Vec<u8>,
    },
    /// The part that is a PHC string, which `hasher` checks.
    Argon2 { text: &'text str, cost: Cost },
    /// The part that is a modular crypt string.
    Bcrypt { text: &'text str, cost: u32 },
    Scrypt {
        params: scrypt::Params,
        salt: &'text str,
        expected: Vec<u8>,
    },
}

/// What decides how long a hash takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// Iterations.
    Pbkdf2(u32),
    /// Memory, passes and lanes.
    Argon2(u32, u32, u32),
    /// The cost.
    Bcrypt(u32),
    /// The logarithm of the cost, the block size and the lanes.
    Scrypt(u8, u32, u32),
}

/// Whether a hash is one of Django's that the server can check within its bounds.
#[must_use]
pub fn is_supported(text: &str) -> bool {
    DjangoHash::parse(text).is_some()
}

impl<'text> DjangoHash<'text> {
    pub(super) fn parse(text: &'text str) -> Option<Self> {
        let (scheme, rest) = text.split_once('$')?;
        if text.len() > MAX_LENGTH {
            return None;
        }
        match scheme {
            "pbkdf2_sha256" => pbkdf2_of(rest),
            "argon2" => argon2_of(text.strip_prefix("argon2")?),
            "bcrypt_sha256" => bcrypt_of(rest),
            "scrypt" => scrypt_of(rest),
            _ => None,
        }
    }

    pub(super) const fn cost(&self) -> Cost {
        match self {
            Self::Pbkdf2 { iterations, .. } => Cost::Pbkdf2(*iterations),
            Self::Argon2 { cost, .. } => *cost,
            Self::Bcrypt { cost, .. } => Cost::Bcrypt(*cost),
            Self::Scrypt { params, .. } => Cost::Scrypt(params.log_n(), params.r(), params.p()),
        }
    }

    /// Whether a password matches; not for `Argon2`.
    pub(super) fn matches(&self, password: &[u8]) -> Result<bool> {
        match self {
            Self::Pbkdf2 {
                iterations,
                salt,
                expected,
            } => {
                let mut output = [0_u8; 32];
                pbkdf2::pbkdf2_hmac::<Sha256>(password, salt.as_bytes(), *iterations, &mut output);
                Ok(output.ct_eq(expected).into())
            }
            Self::Scrypt {
                params,
                salt,
                expected,
            } => {
                let mut output = vec![0_u8; expected.len()];
                scrypt::scrypt(password, salt.as_bytes(), params, &mut output)
                    .map_err(|error| Error::Hashing(error.to_string()))?;
                Ok(output.ct_eq(expected).into())
            }
            Self::Bcrypt { text, .. } => {
                // Django hashes the password first, because bcrypt ignores what follows 72 bytes.
                let hashed = Secret::new(hexadecimal(&Sha256::digest(password)));
                bcrypt::verify(hashed.expose(), text)
                    .map_err(|error| Error::Hashing(error.to_string()))
            }
            Self::Argon2 { .. } => Err(Error::Hashing("Argon2 is checked elsewhere".to_owned())),
        }
    }
}

fn pbkdf2_of(rest: &str) -> Option<DjangoHash<'_>> {
    let [iterations, salt, hash] = parts(rest)?;
    let iterations = iterations.parse().ok()?;
    let expected = STANDARD.decode(hash).ok()?;
    let is_bounded = (1..=MAX_ITERATIONS).contains(&iterations);
    (is_bounded && !salt.is_empty() && expected.len() == 32).then_some(DjangoHash::Pbkdf2 {
        iterations,
        salt,
        expected,
    })
}

fn argon2_of(text: &str) -> Option<DjangoHash<'_>> {
    let hash = PasswordHash::new(text).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
    let is_bounded = params.m_cost() <= MAX_ARGON2_KIB
        && work <= MAX_ARGON2_WORK
        && params.p_cost() <= MAX_ARGON2_LANES;
    let is_complete = hash.salt.is_some() && hash.hash.is_some();
    let cost = Cost::Argon2(params.m_cost(), params.t_cost(), params.p_cost());
    (is_bounded && is_complete).then_some(DjangoHash::Argon2 { text, cost })
}

fn bcrypt_of(text: &str) -> Option<DjangoHash<'_>> {
    let parsed: bcrypt::HashParts = text.parse().ok()?;
    let cost = parsed.get_cost();
    let is_bounded = (4..=MAX_COST).contains(&cost);
    (is_bounded && text.len() == 60).then_some(DjangoHash::Bcrypt { text, cost })
}

/// Django writes `N$salt$r$p$hash`.
fn scrypt_of(rest: &str) -> Option<DjangoHash<'_>> {
    let [cost, salt, block, lanes, hash] = parts(rest)?;
    let cost: u64 = cost.parse().ok()?;
    let (block, lanes): (u32, u32) = (block.parse().ok()?, lanes.parse().ok()?);
    let blocks = cost.checked_mul(u64::from(block))?;
    let work = blocks.checked_mul(u64::from(lanes))?;
    let memory = blocks.checked_mul(128)?;
    if !cost.is_power_of_two() || memory > MAX_SCRYPT_MEMORY || work > MAX_SCRYPT_BLOCKS {
        return None;
    }
    let log_cost = u8::try_from(cost.ilog2()).ok()?;
    let params = scrypt::Params::new(log_cost, block, lanes).ok()?;
    let expected = STANDARD.decode(hash).ok()?;
    (!salt.is_empty() && expected.len() == 64).then_some(DjangoHash::Scrypt {
        params,
        salt,
        expected,
    })
}

fn parts<const N: usize>(text: &str) -> Option<[&str; N]> {
    text.split('$').collect::<Vec<_>>().try_into().ok()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PBKDF2: &str = "$saltsaltsaltsalt$ld6Nb/pr4BU2hbr0Y2WKNv01q0Xn8cOqqtsKW5LfGz8=";
    const ARGON2: &str = "$c2FsdHNhbHRzYWx0c2FsdA$riURV4PSJa/e3eQmrJGlOYJDPxC9U92xcN2ttLMpq0w";
    const BCRYPT: &str = "$DkhdiC4Wx.5JtWk8EwAZauS5FLb06kPMWjR5gM9M7BPl514T8Uuqe";
    const SCRYPT: &str =
        "$lL+etD+5NhUN9HUeWkxbqhCbDq9ZmXspDX/GZjrObTt0XftLuidBx3MGXYRAyZn2Yqq9jxf7Qf5+GZo0CiZwsA==";

    #[test]
    fn what_django_writes_is_supported_and_what_costs_too_much_is_not() {
        for (prefix, rest, is_expected) in [
            // Django 5.2 and 6.0.
            ("pbkdf2_sha256$1000000", PBKDF2, true),
            ("pbkdf2_sha256$1200000", PBKDF2, true),
            ("pbkdf2_sha256$2000001", PBKDF2, false),
            ("pbkdf2_sha256$0", PBKDF2, false),
            ("argon2$argon2id$v=19$m=102400,t=2,p=8", ARGON2, true),
            ("argon2$argon2id$v=19$m=131073,t=2,p=8", ARGON2, false),
            ("argon2$argon2id$v=19$m=102400,t=6,p=8", ARGON2, false),
            ("argon2$argon2id$v=19$m=102400,t=2,p=17", ARGON2, false),
            ("bcrypt_sha256$$2b$12", BCRYPT, true),
            ("bcrypt_sha256$$2b$15", BCRYPT, false),
            ("scrypt$16384$saltsaltsaltsalt$8$5", SCRYPT, true),
            ("scrypt$131072$saltsaltsaltsalt$8$1", SCRYPT, false),
            ("scrypt$16384$saltsaltsaltsalt$8$17", SCRYPT, false),
            ("scrypt$16385$saltsaltsaltsalt$8$5", SCRYPT, false),
            ("md5$salt", "$d41d8cd98f00b204e9800998ecf8427e", false),
        ] {
            assert_eq!(
                is_supported(&format!("{prefix}{rest}")),
                is_expected,
                "{prefix}"
            );
        }
    }

    #[test]
    fn hashes_of_a_scheme_that_take_other_times_are_of_another_kind() {
        let cost = |text: &str| DjangoHash::parse(text).expect("a hash").cost();
        let scrypt = |lanes: u32| cost(&format!("scrypt$16384$saltsaltsaltsalt$8${lanes}{SCRYPT}"));
        assert_ne!(scrypt(1), scrypt(5));
        let argon2 =
            |memory: u32| cost(&format!("argon2$argon2id$v=19$m={memory},t=2,p=8{ARGON2}"));
        assert_ne!(argon2(51200), argon2(102400));
    }
}
