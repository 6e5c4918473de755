//! Meters the execution of an operation: how large its result gets, and how long it runs without yielding.
//!
//! An extension of async-graphql sees every field and every entry of a list before it is resolved, including those of
//! introspection. The node budget (`limits/budget.rs`) bounds how large a result can be; this bounds how large it is.
//!
//! A request without the resources of an application is only validated (`validator.rs`). All others were validated before.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, NextValidation,
    ResolveInfo,
};
use async_graphql::{
    CacheControl, Pos, QueryPathSegment, Response, ServerError, ServerResult, ValidationResult,
    Value, async_trait,
};

use super::error::bad_input;
use super::limits::remove_added_field;
use super::resources::Resources;

/// Number of fields that an operation resolves before it yields to other tasks: a fraction of a millisecond.
/// Introspection never waits, so without this it would block its thread until it is complete.
const SLICE: usize = 1024;
/// What surrounds a value in JSON: quotes around its name, a colon, a comma.
const AROUND: usize = 4;

/// Creates a meter for each operation.
pub(super) struct Meters;

#[derive(Default)]
struct Meter {
    /// Maximum size of a result in bytes; known once the operation is executed.
    limit: AtomicUsize,
    /// Size of the result so far, in bytes of JSON.
    bytes: AtomicUsize,
    /// Fields resolved since the operation last yielded.
    resolved: AtomicUsize,
}

impl ExtensionFactory for Meters {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Meter::default())
    }
}

#[async_trait::async_trait]
impl Extension for Meter {
    async fn validation(
        &self,
        context: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        if context.data_opt::<Resources>().is_none() {
            next.run(context).await?;
            // An end without errors.
            return Err(Vec::new());
        }
        Ok(ValidationResult {
            cache_control: CacheControl::default(),
            complexity: 0,
            depth: 0,
        })
    }

    async fn execute(
        &self,
        context: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let resources = context.data_opt::<Resources>();
        let limit = resources.map_or(0, |resources| resources.app().config.limits.response_bytes);
        self.limit.store(limit, Ordering::Relaxed);
        // Each event of a subscription is a separate execution.
        self.bytes.store(0, Ordering::Relaxed);
        let mut execution = pin!(next.run(context, operation_name));
        let response = poll_fn(|context| {
            self.resolved.store(0, Ordering::Relaxed);
            execution.as_mut().poll(context)
        });
        let mut response = response.await;
        if self.is_full() {
            response.data = Value::Null;
            response.errors = vec![too_large(limit)];
        }
        remove_added_field(&mut response.data);
        response
    }

    async fn resolve(
        &self,
        context: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        self.yield_if_due().await;
        if self.is_full() {
            // Nothing more is resolved; the whole result is discarded.
            return Ok(Some(Value::Null));
        }
        let is_entry = matches!(info.path_node.segment, QueryPathSegment::Index(_));
        let is_leaf = info.field.selection_set.node.items.is_empty();
        let name = info.alias.unwrap_or(info.name).len();
        let mut value = next.run(context, info).await?;
        if let (Some(value), false) = (&mut value, is_leaf) {
            remove_added_field(value);
        }
        let bytes = match &value {
            // The size of the whole list includes its entries.
            _ if is_leaf && is_entry => 0,
            Some(value) if is_leaf => name + length(value),
            _ if is_entry => AROUND,
            _ => name + AROUND,
        };
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(value)
    }
}

impl Meter {
    fn is_full(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) > self.limit.load(Ordering::Relaxed)
    }

    /// Yields to other tasks after every `SLICE` fields.
    async fn yield_if_due(&self) {
        poll_fn(|context| {
            if self.resolved.fetch_add(1, Ordering::Relaxed) < SLICE {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

/// A lower bound for the size of a value in JSON.
fn length(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Enum(name) => name.len(),
        Value::List(values) => values.iter().map(length).sum(),
        Value::Object(values) => (values.iter())
            .map(|(name, value)| name.len() + length(value))
            .sum(),
        Value::Binary(bytes) => bytes.len(),
        Value::Null | Value::Number(_) | Value::Boolean(_) => 1,
    };
    inner + AROUND
}

/// The error for a result that is larger than this many bytes.
pub(crate) fn too_large(limit: usize) -> ServerError {
    let message = format!(
        "The result is larger than {limit} bytes: ask for fewer fields, or for smaller pages."
    );
    let mut error = bad_input(message).into_server_error(Pos::default());
    error.locations.clear();
    error
}
