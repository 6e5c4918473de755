//! SIMD code for this processor, chosen at run time: the crate `argon2-rust`.

use super::scheme::{LANES, PASSES, TAG, Tag};
use argon2_rust::params::{Memory, TagLen};
use argon2_rust::{Algorithm, Argon2, Backend, Hasher, Params, Version};

/// Computes tags faster than the reference, with the parameters of new hashes except for the amount of memory.
pub trait FastEngine: Send {
    /// Names the code that computes, for the log.
    fn name(&self) -> String;

    /// Computes a tag; `None` when it cannot.
    fn tag(&mut self, memory_kib: u32, password: &[u8], salt: &[u8]) -> Option<Tag>;

    /// Gives its memory back; the next tag allocates it again.
    fn free(&mut self);
}

/// The SIMD code. It keeps its memory for the next tag, and wipes it after each.
#[derive(Debug)]
pub struct Simd(Hasher);

impl Simd {
    /// Returns the code for this processor, or `None` where it has no SIMD instructions that the crate uses: then
    /// nothing is gained over the reference.
    #[must_use]
    pub fn detect() -> Option<Self> {
        let is_simd = argon2_rust::detected_backend() != Backend::Scalar;
        is_simd.then(|| Self(configured(Params::default()).hasher()))
    }
}

impl FastEngine for Simd {
    fn name(&self) -> String {
        argon2_rust::detected_backend().to_string()
    }

    fn tag(&mut self, memory_kib: u32, password: &[u8], salt: &[u8]) -> Option<Tag> {
        let params = Params::builder()
            .memory(Memory::kib(memory_kib.into()))
            .passes(PASSES)
            .lanes(LANES)
            .tag_len(TagLen::bytes(TAG as u64))
            .build()
            .ok()?;
        self.0.set_argon2(configured(params));
        let mut tag = [0_u8; TAG];
        self.0.hash_into(password, salt, &mut tag).ok()?;
        Some(tag)
    }

    fn free(&mut self) {
        self.0.clear();
    }
}

const fn configured(params: Params) -> Argon2 {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}
