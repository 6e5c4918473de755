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

/// What even the smallest document weighs, in tokens: each of its parts is a vector with room to spare.
const LEAST: usize = 16;

/// Parsed documents by their text.
#[derive(Debug)]
pub(super) struct Cache {
    /// How many tokens one shelf holds.
    capacity: usize,
    generations: Mutex<Generations>,
}

#[derive(Debug, Default)]
struct Generations {
    warm: HashMap<Box<str>, Kept>,
    cool: HashMap<Box<str>, Kept>,
    warm_weight: usize,
}

#[derive(Clone, Debug)]
struct Kept {
    weight: usize,
    document: Arc<ExecutableDocument>,
}

impl Cache {
    /// A cache for documents of `tokens` tokens together.
    pub(super) fn new(tokens: usize) -> Self {
        Self {
            capacity: tokens / 2,
            generations: Mutex::default(),
        }
    }

    /// The document of this text, if it is still there.
    pub(super) fn get(&self, text: &str) -> Option<Arc<ExecutableDocument>> {
        let mut generations = self.generations();
        if let Some(kept) = generations.warm.get(text) {
            return Some(Arc::clone(&kept.document));
        }
        let (text, kept) = generations.cool.remove_entry(text)?;
        let document = Arc::clone(&kept.document);
        generations.put(text, kept, self.capacity);
        Some(document)
    }

    /// Keeps a document, unless it would fill a shelf by itself.
    pub(super) fn keep(
        &self,
        text: &str,
        tokens: usize,
        document: ExecutableDocument,
    ) -> Arc<ExecutableDocument> {
        let document = Arc::new(document);
        let weight = tokens + LEAST;
        if weight <= self.capacity {
            let kept = Kept {
                weight,
                document: Arc::clone(&document),
            };
            self.generations().put(text.into(), kept, self.capacity);
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

impl Generations {
    fn put(&mut self, text: Box<str>, kept: Kept, capacity: usize) {
        if self.warm_weight + kept.weight > capacity {
            self.cool = mem::take(&mut self.warm);
            self.warm_weight = 0;
        }
        self.warm_weight += kept.weight;
        self.warm.insert(text, kept);
    }
}
