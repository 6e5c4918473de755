//! Stored hashes as text, in the PHC string format: creates and checks them.

use super::django_hash::DjangoHash;
use super::hash_engine::{Engine, Scheme};
use crate::entities::user::Digest;
use crate::error::{Error, Result};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Params, Version};
use rand::TryRng;
use rand::rngs::SysRng;
use subtle::ConstantTimeEq;

/// A stored hash that asks for more memory than this is not ours, and could exhaust the server's memory.
const MAX_MEMORY_KIB: u32 = 262_144;

/// Whether a hash was created with other parameters than new ones.
pub(super) fn is_outdated(digest: &Digest, ours: &Scheme) -> bool {
    let Ok(hash) = PasswordHash::new(&digest.0) else {
        return true;
    };
    let Ok(params) = Params::try_from(&hash) else {
        return true;
    };
    let costs = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
    hash.algorithm != ours.algorithm.ident() || costs(&params) != costs(&ours.params)
}

/// Returns a hash that was not computed, so that startup hashes nothing. It has the parameters of real hashes, so that
/// checking it takes as long.
pub(super) fn decoy(ours: &Scheme) -> Digest {
    let (salt, output) = (
        "bm9ib2R5J3Mgc2FsdA",
        "bm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkLCBuZXZlciE",
    );
    let params = &ours.params;
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    Digest(format!(
        "$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${output}"
    ))
}

/// Hashes a password with a fresh salt.
pub(super) fn hash(engine: &mut Engine, password: &[u8]) -> Result<Digest> {
    let scheme = engine.ours().clone();
    let mut salt = [0_u8; Salt::RECOMMENDED_LENGTH];
    SysRng.try_fill_bytes(&mut salt).map_err(failed)?;
    let tag = engine.tag(&scheme, password, &salt)?;
    let hash = PasswordHash {
        algorithm: scheme.algorithm.ident(),
        version: Some(scheme.version.into()),
        params: ParamsString::try_from(&scheme.params).map_err(failed)?,
        salt: Some(Salt::new(&salt).map_err(failed)?),
        hash: Some(Output::new(&tag).map_err(failed)?),
    };
    Ok(Digest(hash.to_string()))
}

/// Whether a password matches a hash, ours or one of Django's.
pub(super) fn check(engine: &mut Engine, password: &[u8], digest: &Digest) -> Result<bool> {
    if !digest.is_set() {
        return Ok(false);
    }
    match DjangoHash::parse(&digest.0) {
        Some(DjangoHash::Argon2 { text, .. }) => check_argon2(engine, password, text),
        Some(hash) => hash.matches(password),
        None => check_argon2(engine, password, &digest.0),
    }
}

fn check_argon2(engine: &mut Engine, password: &[u8], text: &str) -> Result<bool> {
    let hash = PasswordHash::new(text).map_err(failed)?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Err(Error::Hashing("the stored hash is incomplete".to_owned()));
    };
    let scheme = scheme_of(&hash)?;
    if scheme.params.m_cost() > MAX_MEMORY_KIB {
        return Err(Error::Hashing(
            "the stored hash asks for too much memory".to_owned(),
        ));
    }
    let tag = engine.tag(&scheme, password, salt)?;
    Ok(tag.ct_eq(expected.as_bytes()).into())
}

fn scheme_of(hash: &PasswordHash) -> Result<Scheme> {
    let version = hash.version.map_or(Ok(Version::V0x13), Version::try_from);
    Ok(Scheme {
        algorithm: Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?,
        version: version.map_err(failed)?,
        params: Params::try_from(hash).map_err(failed)?,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "used with map_err")]
fn failed(error: impl ToString) -> Error {
    Error::Hashing(error.to_string())
}
