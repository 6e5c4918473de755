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
const MAX_COST: u8 = 14;
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
    Argon2(&'text str),
    /// The part that is a modular crypt string.
    Bcrypt(&'text str),
    Scrypt {
        params: scrypt::Params,
        salt: &'text str,
        expected: Vec<u8>,
    },
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
            Self::Bcrypt(text) => {
                // Django hashes the password first, because bcrypt ignores what follows 72 bytes.
                let hashed = Secret::new(hexadecimal(&Sha256::digest(password)));
                bcrypt::verify(hashed.expose(), text)
                    .map_err(|error| Error::Hashing(error.to_string()))
            }
            Self::Argon2(_) => Err(Error::Hashing("Argon2 is checked elsewhere".to_owned())),
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
    (is_bounded && is_complete).then_some(DjangoHash::Argon2(text))
}

fn bcrypt_of(text: &str) -> Option<DjangoHash<'_>> {
    let parsed: bcrypt::HashParts = text.parse().ok()?;
    let cost = u8::try_from(parsed.get_cost()).ok()?;
    let is_bounded = (4..=MAX_COST).contains(&cost);
    (is_bounded && text.len() == 60).then_some(DjangoHash::Bcrypt(text))
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
