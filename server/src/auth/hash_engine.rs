//! Computes the tags of one hashing thread: with SIMD code as long as it agrees with the reference.
//!
//! The SIMD code is not audited, so it computes only tags with the scheme of new hashes, and only under control:
//! each thread compares it with the reference at its start, in little memory, then for its first tag and one of every
//! `SAMPLE`. Once they disagree, all threads use the reference only.
//!
//! A thread has one memory at a time, the SIMD code's or the reference's.

mod reference;
mod scheme;
mod simd;

use crate::error::Result;
pub use reference::Reference;
pub use scheme::{LANES, MEMORY_KIB, PASSES, Scheme, TAG, Tag};
pub use simd::{FastEngine, Simd};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One of so many tags of a thread is computed by both. A tag of the reference takes two to three times as long, so
/// this costs about one percent.
pub const SAMPLE: u64 = 256;

/// What both compute at the start: so little memory that it takes less than a millisecond.
const VECTOR: (u32, &[u8], &[u8]) = (256, b"correct horse battery staple", b"0123456789abcdef");

/// Whether the SIMD code has always agreed with the reference; shared by the hashing threads.
#[derive(Debug, Default)]
pub struct Trust {
    is_lost: AtomicBool,
}

impl Trust {
    /// Whether the two have disagreed.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Acquire)
    }

    /// Ends the use of the SIMD code, and says so once.
    fn lose(&self, code: &str) {
        if !self.is_lost.swap(true, Ordering::AcqRel) {
            tracing::error!(
                code,
                "the SIMD code for hashing passwords failed or computed a wrong hash; the portable code hashes from now \
                 on. Set HASHER=portable, check the processor and the memory of this machine, and report this with the \
                 model of the processor. People who chose a password since the start of the server and cannot sign in \
                 need to reset it"
            );
        }
    }
}

/// Computes the tags of one thread.
pub struct Engine {
    fast: Option<Box<dyn FastEngine>>,
    reference: Reference,
    trust: Arc<Trust>,
    /// The scheme of new hashes.
    ours: Scheme,
    /// Tags that were computed while the fast one was trusted.
    tags: u64,
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Engine({})", self.name())
    }
}

impl Engine {
    /// Starts with a fast engine, if it agrees with the reference; without one, the reference computes everything.
    /// `ours` is the scheme of new hashes, which differs from `Scheme::ours` in nothing but its memory.
    #[must_use]
    pub fn new(fast: Option<Box<dyn FastEngine>>, trust: Arc<Trust>, ours: Scheme) -> Self {
        let mut engine = Self {
            fast,
            reference: Reference::default(),
            trust,
            ours,
            tags: 0,
        };
        let (memory_kib, password, salt) = VECTOR;
        if engine.is_fast() && engine.compare(memory_kib, password, salt).is_err() {
            engine.trust.lose(&engine.name());
        }
        engine
    }

    /// Names the code that computes new hashes.
    #[must_use]
    pub fn name(&self) -> String {
        let trusted = self.fast.as_ref().filter(|_| !self.trust.is_lost());
        trusted.map_or_else(|| "portable".to_owned(), |fast| fast.name())
    }

    /// The scheme of new hashes.
    pub(super) const fn ours(&self) -> &Scheme {
        &self.ours
    }

    /// Computes the tag of a password.
    ///
    /// # Errors
    /// When the reference rejects the salt.
    pub fn tag(&mut self, scheme: &Scheme, password: &[u8], salt: &[u8]) -> Result<Vec<u8>> {
        if !self.is_fast() {
            return self.reference.tag(scheme, password, salt);
        }
        if *scheme == self.ours {
            return self.fast_tag(password, salt);
        }
        self.free_fast();
        let tag = self.reference.tag(scheme, password, salt);
        self.reference.free();
        tag
    }

    /// Whether the fast engine may be used. Frees it once trust is lost.
    fn is_fast(&mut self) -> bool {
        if self.trust.is_lost() {
            self.fast = None;
        }
        self.fast.is_some()
    }

    fn fast_tag(&mut self, password: &[u8], salt: &[u8]) -> Result<Vec<u8>> {
        let is_sample = self.tags.is_multiple_of(SAMPLE);
        self.tags += 1;
        let memory_kib = self.ours.params.m_cost();
        if !is_sample && let Some(tag) = self.ask_fast(memory_kib, password, salt) {
            return Ok(tag.to_vec());
        }
        // Also when it could not: a second failure counts as a disagreement.
        self.compare(memory_kib, password, salt)
    }

    /// Computes a tag with both, one after the other, and returns the reference's.
    fn compare(&mut self, memory_kib: u32, password: &[u8], salt: &[u8]) -> Result<Vec<u8>> {
        let tag = self.ask_fast(memory_kib, password, salt);
        self.free_fast();
        let scheme = Scheme::with_memory(memory_kib)?;
        let expected = self.reference.tag(&scheme, password, salt)?;
        if tag.is_some_and(|tag| tag.as_slice() == expected) {
            self.reference.free();
        } else {
            self.trust.lose(&self.name());
        }
        Ok(expected)
    }

    fn ask_fast(&mut self, memory_kib: u32, password: &[u8], salt: &[u8]) -> Option<Tag> {
        self.fast.as_mut()?.tag(memory_kib, password, salt)
    }

    /// Gives its memory back; the next tag allocates it again.
    pub fn free(&mut self) {
        self.free_fast();
        self.reference.free();
    }

    fn free_fast(&mut self) {
        if let Some(fast) = &mut self.fast {
            fast.free();
        }
    }
}
