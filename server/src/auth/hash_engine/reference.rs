//! The reference: RustCrypto's portable `argon2`, for every scheme.

use super::scheme::{MEMORY_KIB, Scheme};
use crate::error::{Error, Result};
use argon2::{Argon2, Block};
use zeroize::Zeroize;

/// Computes tags in memory that it keeps for the next one.
#[derive(Debug, Default)]
pub struct Reference {
    memory: Vec<Block>,
}

impl Reference {
    /// Computes a tag.
    ///
    /// # Errors
    /// When the library rejects the salt.
    pub fn tag(&mut self, scheme: &Scheme, password: &[u8], salt: &[u8]) -> Result<Vec<u8>> {
        let params = &scheme.params;
        let mut tag = vec![0_u8; params.output_len().unwrap_or(super::scheme::TAG)];
        if self.memory.len() < params.block_count() {
            self.memory.resize(params.block_count(), Block::default());
        }
        let blocks = self.memory.get_mut(..params.block_count());
        let filled = Argon2::new(scheme.algorithm, scheme.version, params.clone())
            .hash_password_into_with_memory(password, salt, &mut tag, blocks.unwrap_or_default());
        // An imported hash may need more than ours, and is not checked often.
        if self.memory.len() > MEMORY_KIB as usize {
            self.memory.truncate(MEMORY_KIB as usize);
            self.memory.shrink_to_fit();
        }
        filled.map_err(|error| Error::Hashing(error.to_string()))?;
        Ok(tag)
    }

    /// Wipes the memory and gives it back; the next tag allocates it again.
    pub fn free(&mut self) {
        self.memory.zeroize();
        self.memory = Vec::new();
    }
}
