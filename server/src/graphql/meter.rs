//! Meters the execution of an operation: how large its result gets while it is made, and how long it runs at a time.
//!
//! An extension of async-graphql sees every field and every entry of a list before it is resolved, those of
//! introspection too. The budget of nodes (`gate/budget.rs`) bounds a result by what may be in it; this bounds
//! what is.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
};

use async_graphql::{
    Pos, QueryPathSegment, Response, ServerError, ServerResult, Value, async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextExecute, NextResolve, ResolveInfo,
    },
};

use super::{error::bad_input, limits::take_away};

/// Fields that an operation resolves before others have their turn: a fraction of a millisecond. Introspection waits
/// for nothing, so that without this it would hold its thread until it has everything.
const SLICE: usize = 1024;
/// What surrounds a value in JSON: quotes around its name, a colon, a comma.
const AROUND: usize = 4;

/// Makes a meter for each operation.
pub(super) struct Meters {
    /// The most bytes of a result.
    pub(super) limit: usize,
}

struct Meter {
    limit: usize,
    /// Bytes of the result so far, as JSON would have them.
    bytes: AtomicUsize,
    /// Fields resolved since the operation had its turn.
    resolved: AtomicUsize,
}

impl ExtensionFactory for Meters {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Meter {
            limit: self.limit,
            bytes: AtomicUsize::new(0),
            resolved: AtomicUsize::new(0),
        })
    }
}

#[async_trait::async_trait]
impl Extension for Meter {
    async fn execute(
        &self,
        context: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        // Each event of a subscription is an execution of its own.
        self.bytes.store(0, Ordering::Relaxed);
        let mut execution = pin!(next.run(context, operation_name));
        let response = poll_fn(|context| {
            self.resolved.store(0, Ordering::Relaxed);
            execution.as_mut().poll(context)
        });
        let mut response = response.await;
        if self.is_full() {
            response.data = Value::Null;
            response.errors = vec![too_large(self.limit)];
        }
        take_away(&mut response.data);
        response
    }

    async fn resolve(
        &self,
        context: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        self.turn().await;
        if self.is_full() {
            // Nothing more is made; what there is goes with the whole result.
            return Ok(Some(Value::Null));
        }
        let is_entry = matches!(info.path_node.segment, QueryPathSegment::Index(_));
        let is_leaf = info.field.selection_set.node.items.is_empty();
        let name = info.alias.unwrap_or(info.name).len();
        let mut value = next.run(context, info).await?;
        if let (Some(value), false) = (&mut value, is_leaf) {
            take_away(value);
        }
        let bytes = match &value {
            // The list as a whole counts what its entries have.
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
        self.bytes.load(Ordering::Relaxed) > self.limit
    }

    /// Waits, when this has gone on for long enough, until the others have had their turn.
    async fn turn(&self) {
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

/// About as long as a value is in JSON, at least.
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

/// What is said of a result that is larger than so many bytes.
pub(crate) fn too_large(limit: usize) -> ServerError {
    let message = format!(
        "The result is larger than {limit} bytes: ask for fewer fields, or for smaller pages."
    );
    let mut error = bad_input(message).into_server_error(Pos::default());
    error.locations.clear();
    error
}
