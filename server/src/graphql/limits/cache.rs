//! Caches valid documents, up to a maximum size. Persisted queries also keep their text.
//!
//! Two generations approximate a list in order of use: when the warm one is full it replaces the cool one, whose
//! documents are dropped; a use moves a document back to the warm one.

use std::collections::HashMap;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};
use async_graphql::{ServerError, Value, Variables};

use super::digest::Digest;
use super::refusal::refusal_at;
use super::usages::NotNull;
use super::{access, weight};

/// The overhead of an entry: its slot in a table that may be half empty, and what its `Arc`s add.
const ENTRY: usize = 4 * size_of::<(Digest, CachedDocument)>();

/// A document that is valid and within the query limits.
#[derive(Clone, Debug)]
pub(super) struct ValidDocument {
    pub(super) parsed: Arc<ExecutableDocument>,
    /// Whether it selects `__schema` or `__type`.
    pub(super) introspects: bool,
    /// Whether `deviations` added a field to it.
    has_added_field: bool,
    not_null: Arc<NotNull>,
    /// Its size in bytes.
    pub(super) weight: usize,
}

impl ValidDocument {
    pub(super) fn new(
        parsed: ExecutableDocument,
        has_added_field: bool,
        not_null: NotNull,
    ) -> Self {
        Self {
            introspects: access::introspects(&parsed),
            has_added_field,
            not_null: Arc::new(not_null),
            weight: weight::of_document(&parsed),
            parsed: Arc::new(parsed),
        }
    }

    /// Whether it neither introspects nor selects a field that `remove_added_field` has to remove.
    pub(super) const fn is_plain(&self) -> bool {
        !self.introspects && !self.has_added_field
    }

    /// Refuses a null for a variable that is used where null is not allowed. Such a variable has a default.
    pub(super) fn check_nulls(
        &self,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Result<(), ServerError> {
        for definition in &operation.variable_definitions {
            let name = &definition.node.name.node;
            let is_null = variables.get(name) == Some(&Value::Null);
            if is_null && self.not_null.contains(&definition.pos) {
                let message = format!("The variable ${name} must not be null where it is used.");
                return Err(refusal_at(definition.pos, message));
            }
        }
        Ok(())
    }
}

/// Valid documents by the digest of their text.
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

#[derive(Debug)]
struct CachedDocument {
    document: ValidDocument,
    /// The text, if a client registered the document as a persisted query. Without it, asking for a hash would reveal
    /// whether anyone has sent a document, which may contain a password.
    text: Option<Arc<str>>,
}

impl CachedDocument {
    fn weight(&self) -> usize {
        let text = self.text.as_ref().map_or(0, |text| text.len());
        self.document.weight + text + ENTRY
    }
}

impl Cache {
    /// Creates a cache for documents of this total size in bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            capacity: bytes / 2,
            generations: Mutex::default(),
        }
    }

    /// Whether nothing can be cached.
    pub(super) const fn is_off(&self) -> bool {
        self.capacity == 0
    }

    /// Returns the document with this digest, if it is cached.
    pub(super) fn get(&self, digest: &Digest) -> Option<ValidDocument> {
        let mut generations = self.generations();
        let cached = generations.warmed(digest, self.capacity)?;
        Some(cached.document.clone())
    }

    /// Returns the text of a persisted query, if it is cached.
    pub(super) fn text(&self, digest: &Digest) -> Option<Arc<str>> {
        let mut generations = self.generations();
        generations.warmed(digest, self.capacity)?.text.clone()
    }

    /// Caches a document, unless it would fill a generation by itself.
    pub(super) fn keep(&self, digest: Digest, document: ValidDocument) {
        let cached = CachedDocument {
            document,
            text: None,
        };
        self.generations().put(digest, cached, self.capacity);
    }

    /// Registers a persisted query, unless it would fill a generation by itself.
    pub(super) fn register(&self, digest: Digest, text: &str, document: ValidDocument) {
        let mut generations = self.generations();
        let known = generations.warmed(&digest, self.capacity);
        if known.is_some_and(|known| known.text.is_some()) {
            return;
        }
        generations.remove(&digest);
        let cached = CachedDocument {
            document,
            text: Some(text.into()),
        };
        generations.put(digest, cached, self.capacity);
    }

    fn generations(&self) -> MutexGuard<'_, Generations> {
        // A panic while the lock is held leaves at worst a wrong weight, which does no harm.
        self.generations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    /// Returns a document after moving it to the warm generation.
    fn warmed(&mut self, digest: &Digest, capacity: usize) -> Option<&CachedDocument> {
        if let Some(cached) = self.cool.remove(digest) {
            self.put(*digest, cached, capacity);
        }
        self.warm.get(digest)
    }

    fn put(&mut self, digest: Digest, cached: CachedDocument, capacity: usize) {
        let weight = cached.weight();
        // Two requests may have parsed the same document at once: it is stored and counted once.
        if weight > capacity || self.warm.contains_key(&digest) {
            return;
        }
        if self.warm_weight + weight > capacity {
            self.cool = mem::take(&mut self.warm);
            self.warm_weight = 0;
        }
        self.warm_weight += weight;
        self.warm.insert(digest, cached);
    }

    fn remove(&mut self, digest: &Digest) {
        self.cool.remove(digest);
        if let Some(cached) = self.warm.remove(digest) {
            self.warm_weight -= cached.weight();
        }
    }
}
