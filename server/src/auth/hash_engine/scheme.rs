//! What decides a tag, beyond a password and its salt: the kind of Argon2 and its parameters.

use crate::error::{Error, Result};
use argon2::{Algorithm, Params, Version};

/// OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane
/// (Password Storage Cheat Sheet, <https://cheatsheetseries.owasp.org>).
pub const MEMORY_KIB: u32 = 19_456;
/// Passes over the memory.
pub const PASSES: u32 = 2;
/// Lanes of the memory.
pub const LANES: u32 = 1;
/// Bytes of a tag.
pub const TAG: usize = 32;

/// The tag of a password: what is stored of it, along with the salt and the parameters.
pub type Tag = [u8; TAG];

/// A kind of Argon2 with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Argon2id for every hash of ours.
    pub algorithm: Algorithm,
    /// 0x13 for every hash of ours.
    pub version: Version,
    /// Memory, passes, lanes, the length of the tag, and what an imported hash adds.
    pub params: Params,
}

impl Scheme {
    /// The scheme of new hashes.
    ///
    /// # Errors
    /// When the library rejects the parameters.
    pub fn ours() -> Result<Self> {
        Self::with_memory(MEMORY_KIB)
    }

    /// Like the scheme of new hashes, with another amount of memory, in KiB.
    ///
    /// # Errors
    /// When the library rejects the amount.
    pub fn with_memory(memory_kib: u32) -> Result<Self> {
        let params = Params::new(memory_kib, PASSES, LANES, Some(TAG))
            .map_err(|error| Error::Hashing(error.to_string()))?;
        Ok(Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params,
        })
    }
}
