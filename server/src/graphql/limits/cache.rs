//! Caches parsed documents that passed the query limits, up to a maximum size.
//!
//! Two generations approximate a list in order of use: when the warm one is full it replaces the cool one, whose
//! documents are dropped; a use moves a document back to the warm one.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_graphql::parser::types::ExecutableDocument;
use sha2::{Digest as _, Sha256};

use super::weight;

/// The overhead of an entry: its slot in a table that may be half empty, and the counters of its `Arc`.
const ENTRY: usize = 4 * size_of::<(Digest, CachedDocument)>();

/// The key of a document. Neither its text nor its comments are stored.
type Digest = [u8; 32];

/// Parsed documents by the digest of their text.
#[derive(Debug)]
pub(super) struct Cache {
    /// Maximum number of bytes in one generation.
    capacity: usize,
    generations: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    warm: HashMap<Digest, CachedDocument>,
    cool: HashMap<Digest, CachedDocument>,
    warm_weight: usize,
}

#[derive(Clone, Debug)]
struct CachedDocument {
    weight: usize,
    document: Arc<ExecutableDocument>,
}

impl Cache {
    /// Creates a cache for documents of this total size in bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            capacity: bytes / 2,
            generations: Mutex::default(),
        }
    }

    /// Returns the document with this text, if it is cached.
    pub(super) fn get(&self, text: &str) -> Option<Arc<ExecutableDocument>> {
        let digest = digest(text);
        let mut generations = self.generations();
        if let Some(cached) = generations.warm.get(&digest) {
            return Some(Arc::clone(&cached.document));
        }
        let cached = generations.cool.remove(&digest)?;
        let document = Arc::clone(&cached.document);
        generations.put(digest, cached, self.capacity);
        Some(document)
    }

    /// Caches a document, unless it would fill a generation by itself.
    pub(super) fn keep(&self, text: &str, document: ExecutableDocument) -> Arc<ExecutableDocument> {
        let document = Arc::new(document);
        let weight = weight::of_document(&document) + ENTRY;
        if weight <= self.capacity {
            let cached = CachedDocument {
                weight,
                document: Arc::clone(&document),
            };
            self.generations().put(digest(text), cached, self.capacity);
        }
        document
    }

    fn generations(&self) -> MutexGuard<'_, Generations> {
        // A panic while the lock is held leaves at worst a wrong weight, which does no harm.
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}

impl Generations {
    fn put(&mut self, digest: Digest, cached: CachedDocument, capacity: usize) {
        // Two requests may have parsed the same document at once: it is stored and counted once.
        if self.warm.contains_key(&digest) {
            return;
        }
        if self.warm_weight + cached.weight > capacity {
            self.cool = mem::take(&mut self.warm);
            self.warm_weight = 0;
        }
        self.warm_weight += cached.weight;
        self.warm.insert(digest, cached);
    }
}
