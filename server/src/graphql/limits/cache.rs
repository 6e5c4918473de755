//! Documents that passed the query limits, kept parsed for their next use, within a bound.
//!
//! Two shelves stand in for a list in order of use: when the warm one is full it becomes the cool one and
//! what was cool is dropped; a use brings a document back to the warm one.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_graphql::parser::types::ExecutableDocument;
use sha2::{Digest as _, Sha256};

use super::weight;

/// What an entry costs beside its document: its place in a shelf that may be half empty, and the counters of its `Arc`.
const ENTRY: usize = 4 * size_of::<(Digest, Kept)>();

/// What a document is found by: neither its text nor the comments in it are kept.
type Digest = [u8; 32];

/// Parsed documents by the digest of their text.
#[derive(Debug)]
pub(super) struct Cache {
    /// How many bytes one shelf holds.
    capacity: usize,
    generations: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    warm: HashMap<Digest, Kept>,
    cool: HashMap<Digest, Kept>,
    warm_weight: usize,
}

#[derive(Clone, Debug)]
struct Kept {
    weight: usize,
    document: Arc<ExecutableDocument>,
}

impl Cache {
    /// A cache for documents of so many bytes together.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            capacity: bytes / 2,
            generations: Mutex::default(),
        }
    }

    /// The document of this text, if it is still there.
    pub(super) fn get(&self, text: &str) -> Option<Arc<ExecutableDocument>> {
        let digest = digest(text);
        let mut generations = self.generations();
        if let Some(kept) = generations.warm.get(&digest) {
            return Some(Arc::clone(&kept.document));
        }
        let kept = generations.cool.remove(&digest)?;
        let document = Arc::clone(&kept.document);
        generations.put(digest, kept, self.capacity);
        Some(document)
    }

    /// Keeps a document, unless it would fill a shelf by itself.
    pub(super) fn keep(&self, text: &str, document: ExecutableDocument) -> Arc<ExecutableDocument> {
        let document = Arc::new(document);
        let weight = weight::of_document(&document) + ENTRY;
        if weight <= self.capacity {
            let kept = Kept {
                weight,
                document: Arc::clone(&document),
            };
            self.generations().put(digest(text), kept, self.capacity);
        }
        document
    }

    fn generations(&self) -> MutexGuard<'_, Generations> {
        // A panic while the lock is held leaves at worst a miscounted shelf: nothing to give up for.
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}

impl Generations {
    fn put(&mut self, digest: Digest, kept: Kept, capacity: usize) {
        // Two requests may have parsed the same document at once: it is there once and counts once.
        if self.warm.contains_key(&digest) {
            return;
        }
        if self.warm_weight + kept.weight > capacity {
            self.cool = mem::take(&mut self.warm);
            self.warm_weight = 0;
        }
        self.warm_weight += kept.weight;
        self.warm.insert(digest, kept);
    }
}
