//! Documents that passed the gate, kept parsed for their next use, within a bound.
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
    room: usize,
    shelves: Mutex<Shelves>,
}

#[derive(Debug, Default)]
struct Shelves {
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
            room: bytes / 2,
            shelves: Mutex::default(),
        }
    }

    /// The document of this text, if it is still there.
    pub(super) fn get(&self, text: &str) -> Option<Arc<ExecutableDocument>> {
        let digest = digest(text);
        let mut shelves = self.shelves();
        if let Some(kept) = shelves.warm.get(&digest) {
            return Some(Arc::clone(&kept.document));
        }
        let kept = shelves.cool.remove(&digest)?;
        let document = Arc::clone(&kept.document);
        shelves.put(digest, kept, self.room);
        Some(document)
    }

    /// Keeps a document, unless it would fill a shelf by itself.
    pub(super) fn keep(&self, text: &str, document: ExecutableDocument) -> Arc<ExecutableDocument> {
        let document = Arc::new(document);
        let weight = weight::of_document(&document) + ENTRY;
        if weight <= self.room {
            let kept = Kept {
                weight,
                document: Arc::clone(&document),
            };
            self.shelves().put(digest(text), kept, self.room);
        }
        document
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        // A panic while the lock is held leaves at worst a miscounted shelf: nothing to give up for.
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}

impl Shelves {
    fn put(&mut self, digest: Digest, kept: Kept, room: usize) {
        // Two requests may have parsed the same document at once: it is there once and counts once.
        if self.warm.contains_key(&digest) {
            return;
        }
        if self.warm_weight + kept.weight > room {
            self.cool = mem::take(&mut self.warm);
            self.warm_weight = 0;
        }
        self.warm_weight += kept.weight;
        self.warm.insert(digest, kept);
    }
}
