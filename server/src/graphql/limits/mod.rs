//! Query limits: parses and validates a document once, and refuses what is too costly before async-graphql sees it.
//! First a document is read, then it is prepared for its caller: only then may anything reveal the schema.
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
mod operation;
mod persisted;
mod refusal;
mod scan;
mod shape;
mod usages;
mod variables;
mod weight;

use self::access::Restriction;
use self::budget::Budget;
use self::cache::{Cache, ValidDocument};
use self::digest::Digest;
use self::measure::Measure;
use self::operation::ReadDocument;
pub use self::operation::{CheckedOperation, ReadOperation};
use self::refusal::refusal;
use self::shape::Shape;
use super::validator::validate;
use crate::auth::Caller;
use crate::config::limits::DocumentLimits;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::ExecutableDocument;
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
    cache: Cache,
    /// Whether everyone may introspect the schema.
    introspection: bool,
    /// The documents that everyone may run; `None` allows all.
    trusted: Option<HashMap<Digest, Arc<str>>>,
}

impl DocumentChecker {
    /// Creates a checker with these limits and an empty cache; `mentees` is the maximum number of mentees of a mentor.
    #[must_use]
    pub fn new(limits: DocumentLimits, mentees: usize) -> Self {
        let cache = Cache::new(limits.cached_bytes);
        Self {
            limits,
            mentees,
            shape: Shape::of_schema(),
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

    /// Reads the document of a request, which may name it by its hash, and gives the request its text. Nothing here
    /// depends on the schema.
    ///
    /// # Errors
    /// A `BAD_USER_INPUT` that names the limit, the syntax error or the unknown operation, or
    /// `PERSISTED_QUERY_NOT_FOUND`.
    pub fn read(&self, request: &mut Request) -> Result<ReadOperation, ServerError> {
        let digest = self.identified(request)?;
        let document = match self.cache.get(&digest) {
            Some(document) => ReadDocument::Valid(document),
            None => ReadDocument::New(self.parsed(&request.query)?),
        };
        ReadOperation::new(digest, document, request.operation_name.as_deref())
    }

    /// Checks that the caller may run a document that was read, validates it, and gives the request its parsed form and
    /// only the variables that its operation declares, which have their types.
    ///
    /// # Errors
    /// `DOCUMENT_NOT_TRUSTED` or `INTROSPECTION_DISABLED`, before anything that reveals the schema; the errors of
    /// validation; or a `BAD_USER_INPUT` that names the limit or the variable.
    pub fn prepare(
        &self,
        read: ReadOperation,
        request: &mut Request,
        caller: &Caller,
    ) -> Result<CheckedOperation, Vec<ServerError>> {
        if !self.is_trusted(&read.digest) {
            access::check(Restriction::NotTrusted, caller)?;
        }
        let document = match read.document {
            ReadDocument::Valid(document) => document,
            ReadDocument::New(document) => self.validated(read.digest, document)?,
        };
        if document.introspects && !self.introspection {
            access::check(Restriction::Introspection, caller)?;
        }
        if persisted::claimed(&request.extensions)?.is_some() {
            (self.cache).register(read.digest, &request.query, document.clone());
        }
        self.with_variables(&document, request)
    }

    /// Checks the variables of a valid document, and what its result may cost with them.
    fn with_variables(
        &self,
        document: &ValidDocument,
        request: &mut Request,
    ) -> Result<CheckedOperation, Vec<ServerError>> {
        let name = request.operation_name.as_deref();
        let operation = operation::chosen(&document.parsed, name)?;
        variables::drop_undeclared(operation, &mut request.variables);
        variables::complete(operation, &mut request.variables)?;
        variables::within_limits(&request.variables, self.limits.variables)?;
        variables::check(operation, request, &self.shape.inputs)?;
        document.check_nulls(operation, &request.variables)?;
        let budget = Budget {
            document: &document.parsed,
            variables: &request.variables,
            nodes: self.limits.nodes,
            mentees: self.mentees,
            shape: self.shape,
        };
        let size = budget.check(operation)?;
        let executed = match absent::names(operation, &request.variables) {
            absent if absent.is_empty() => Arc::clone(&document.parsed),
            absent => Arc::new(absent::removed(&document.parsed, name, &absent)),
        };
        request.set_parsed_query(ExecutableDocument::clone(&executed));
        Ok(CheckedOperation {
            kind: operation.ty,
            bytes: request.query.len() + document.weight + weight::of_variables(&request.variables),
            is_small: size.is_small() && document.is_plain(),
            document: executed,
        })
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

    fn parsed(&self, text: &str) -> Result<ExecutableDocument, ServerError> {
        // This runs before the parser, because the parser recurses: the check bounds its stack.
        scan::within_limits(text, &self.limits)?;
        let text = newer_syntax::rewritten(text)?;
        let document = parse_query(text).map_err(refusal::syntax)?;
        Measure::new(&document, &self.limits).check()?;
        Ok(document)
    }

    fn validated(
        &self,
        digest: Digest,
        mut document: ExecutableDocument,
    ) -> Result<ValidDocument, Vec<ServerError>> {
        let has_added_field = deviations::work_around(&mut document, self.shape)?;
        let not_null = literals::check(&document, self.shape)?;
        validate(&document)?;
        let document = ValidDocument::new(document, has_added_field, not_null);
        self.cache.keep(digest, document.clone());
        Ok(document)
    }
}

/// The lists of the schema that are missing in `lists`, as `Type.field`; there must be none.
#[must_use]
pub fn lists_of_unknown_length() -> Vec<String> {
    Shape::of_schema().unknown_lengths()
}

/// The arguments and input fields of the schema whose types values are not checked against; there must be none.
#[must_use]
pub fn inputs_of_unknown_type() -> Vec<String> {
    Shape::of_schema().unknown_inputs()
}
