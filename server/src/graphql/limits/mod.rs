//! Query limits: parses and validates a document once, and refuses what is too costly before async-graphql sees it.
//!
//! Before it validates, async-graphql expands every fragment at every spread: 996 bytes of fragments that each spread
//! the next one twice blocked a thread for 43 seconds. These checks cache the cost of each fragment, so they are linear
//! in the document, and pass the parsed document on.

mod absent;
mod access;
mod budget;
mod cache;
mod coercion;
mod deviations;
mod digest;
mod inputs;
mod introspected;
mod lists;
mod literals;
mod measure;
mod newer_syntax;
mod persisted;
mod refusal;
mod scan;
mod shape;
mod variables;
mod weight;

use self::access::Restriction;
use self::budget::Budget;
use self::cache::{Cache, CheckedDocument};
use self::digest::Digest;
use self::measure::Measure;
use self::refusal::refusal;
use self::shape::Shape;
use super::validator::Validator;
use crate::auth::Caller;
use crate::config::limits::DocumentLimits;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Request, ServerError};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) use self::deviations::remove_added_field;

/// Checks documents against their limits and caches those that passed.
#[derive(Debug)]
pub struct DocumentChecker {
    limits: DocumentLimits,
    mentees: usize,
    shape: &'static Shape,
    validator: Validator,
    cache: Cache,
    /// Whether everyone may introspect the schema.
    introspection: bool,
    /// The documents that everyone may run; `None` allows all.
    trusted: Option<HashMap<Digest, Arc<str>>>,
}

/// An operation that passed the query limits.
#[derive(Debug)]
pub struct CheckedOperation {
    /// The type of the operation.
    pub kind: OperationType,
    /// The document.
    pub document: Arc<ExecutableDocument>,
    /// Bytes that the document, as text and parsed, and the variables hold while the operation runs.
    pub bytes: usize,
    /// Maximum number of nodes of the result.
    pub(super) nodes: usize,
    /// Whether the document neither introspects nor selects a field that `remove_added_field` has to remove.
    pub(super) is_plain: bool,
    restriction: Option<Restriction>,
    /// What is wrong with a document that only administrators may run. Others must not learn the schema from it.
    faults: Vec<ServerError>,
}

impl CheckedOperation {
    /// Checks that the caller may run this document.
    ///
    /// # Errors
    /// `INTROSPECTION_DISABLED` or `DOCUMENT_NOT_TRUSTED`, unless the caller is an administrator; then what is wrong with
    /// the document.
    pub fn check_access(&self, caller: &Caller) -> Result<(), Vec<ServerError>> {
        if let Some(restriction) = self.restriction {
            restriction.check(caller)?;
        }
        match self.faults.is_empty() {
            true => Ok(()),
            false => Err(self.faults.clone()),
        }
    }

    /// A document that is not trusted, and that cannot run.
    fn faulty(faults: Vec<ServerError>) -> Self {
        let nothing = ExecutableDocument {
            operations: DocumentOperations::Multiple(HashMap::new()),
            fragments: HashMap::new(),
        };
        Self {
            kind: OperationType::Query,
            document: Arc::new(nothing),
            bytes: 0,
            nodes: 0,
            is_plain: true,
            restriction: Some(Restriction::NotTrusted),
            faults,
        }
    }
}

impl DocumentChecker {
    /// Creates a checker with these limits and an empty cache; `mentees` is the maximum number of mentees of a mentor.
    #[must_use]
    pub fn new(limits: DocumentLimits, mentees: usize, validator: Validator) -> Self {
        let cache = Cache::new(limits.cached_bytes);
        Self {
            limits,
            mentees,
            shape: Shape::of_schema(),
            validator,
            cache,
            introspection: true,
            trusted: None,
        }
    }

    /// Sets what only administrators may run: introspection unless `introspection`, and documents other than those in
    /// `trusted`.
    #[must_use]
    pub fn restricted(self, introspection: bool, trusted: Option<Vec<Arc<str>>>) -> Self {
        let by_digest = |texts: Vec<Arc<str>>| {
            let texts = texts.into_iter();
            texts.map(|text| (digest::of(&text), text)).collect()
        };
        Self {
            introspection,
            trusted: trusted.map(by_digest),
            ..self
        }
    }

    /// Checks and validates the document of a request, and gives the request its text, its parsed form and only the
    /// variables that its operation declares, which have their types. Whether the caller may run it is checked later,
    /// when the caller is known.
    ///
    /// # Errors
    /// A `BAD_USER_INPUT` that names the limit, the syntax error, the unknown operation or the variable; the errors of
    /// validation; or `PERSISTED_QUERY_NOT_FOUND`.
    pub fn check(&self, request: &mut Request) -> Result<CheckedOperation, Vec<ServerError>> {
        let digest = self.identified(request)?;
        let checked = self.checked(digest, request);
        match self.is_trusted(&digest) {
            true => checked,
            false => Ok(checked.unwrap_or_else(CheckedOperation::faulty)),
        }
    }

    fn checked(
        &self,
        digest: Digest,
        request: &mut Request,
    ) -> Result<CheckedOperation, Vec<ServerError>> {
        let document = self.parsed(digest, &request.query)?;
        if document.validity.get().is_none() {
            literals::check(&document.parsed, self.shape)?;
            self.validator.check(&document.parsed)?;
            let _ = document.validity.set(());
        }
        if persisted::claimed(&request.extensions)?.is_some() {
            (self.cache).register(digest, &request.query, document.clone());
        }
        let name = request.operation_name.as_deref();
        let operation = chosen(&document.parsed, name)?;
        variables::within_limits(&request.variables, self.limits.variables)?;
        variables::drop_undeclared(operation, &mut request.variables);
        variables::complete(operation, &mut request.variables)?;
        variables::check(operation, &request.variables, &self.shape.inputs)?;
        let budget = Budget {
            document: &document.parsed,
            variables: &request.variables,
            nodes: self.limits.nodes,
            mentees: self.mentees,
            shape: self.shape,
        };
        let nodes = budget.check(operation)?;
        let kind = operation.ty;
        let restriction = self.restriction(&digest, &document);
        let absent = absent::names(operation, &request.variables);
        let executed = match absent.is_empty() {
            true => Arc::clone(&document.parsed),
            false => {
                let mut executed = ExecutableDocument::clone(&document.parsed);
                absent::remove(&mut executed, name, &absent);
                Arc::new(executed)
            }
        };
        request.set_parsed_query(ExecutableDocument::clone(&executed));
        Ok(CheckedOperation {
            kind,
            bytes: request.query.len() + document.weight + weight::of_variables(&request.variables),
            nodes,
            is_plain: !document.introspects && !document.has_added_field,
            restriction,
            document: executed,
            faults: Vec::new(),
        })
    }

    fn restriction(&self, digest: &Digest, document: &CheckedDocument) -> Option<Restriction> {
        if !self.is_trusted(digest) {
            return Some(Restriction::NotTrusted);
        }
        let is_hidden = document.introspects && !self.introspection;
        is_hidden.then_some(Restriction::Introspection)
    }

    /// Whether everyone may run a document with this digest.
    fn is_trusted(&self, digest: &Digest) -> bool {
        let trusted = self.trusted.as_ref();
        trusted.is_none_or(|trusted| trusted.contains_key(digest))
    }

    /// Returns the digest of a request's document. A request that names its document by its hash gets the text.
    fn identified(&self, request: &mut Request) -> Result<Digest, ServerError> {
        let claimed = persisted::claimed(&request.extensions)?;
        if let Some(claimed) = claimed
            && request.query.is_empty()
        {
            request.query = self.persisted(&claimed)?.as_ref().to_owned();
            return Ok(claimed);
        }
        if request.query.len() > self.limits.bytes {
            let message = format!("The document is longer than {} bytes.", self.limits.bytes);
            return Err(refusal(message));
        }
        let digest = digest::of(&request.query);
        match claimed.is_some_and(|claimed| claimed != digest) {
            true => Err(persisted::mismatch()),
            false => Ok(digest),
        }
    }

    fn persisted(&self, digest: &Digest) -> Result<Arc<str>, ServerError> {
        let trusted = self.trusted.as_ref();
        let trusted = trusted.and_then(|trusted| trusted.get(digest).cloned());
        trusted
            .or_else(|| self.cache.text(digest))
            .ok_or_else(|| match self.cache.is_off() {
                true => persisted::not_supported(),
                false => persisted::not_found(),
            })
    }

    fn parsed(&self, digest: Digest, text: &str) -> Result<CheckedDocument, ServerError> {
        if let Some(document) = self.cache.get(&digest) {
            return Ok(document);
        }
        // This runs before the parser, because the parser recurses: the check bounds its stack.
        scan::within_limits(text, &self.limits)?;
        let text = newer_syntax::rewritten(text)?;
        let mut document = parse_query(text).map_err(refusal::syntax)?;
        Measure::new(&document, &self.limits).check()?;
        let has_added_field = deviations::work_around(&mut document, self.shape)?;
        let document = CheckedDocument::new(document, has_added_field);
        self.cache.keep(digest, document.clone());
        Ok(document)
    }
}

/// The lists of the schema that are missing in `lists`, as `Type.field`; there must be none.
#[must_use]
pub fn lists_of_unknown_length() -> Vec<String> {
    Shape::of_schema().unknown_lengths()
}

fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, ServerError> {
    let operation = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Multiple(_), None) => {
            return Err(refusal(
                "The document has several operations: choose one with operationName.",
            ));
        }
    };
    operation
        .map(|operation| &operation.node)
        .ok_or_else(|| refusal("The document has no operation with that operationName."))
}
