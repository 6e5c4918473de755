//! The operations that run on one socket.

use std::any::Any;
use std::future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_graphql::parser::types::OperationType;
use futures_util::Stream;

use crate::http::execution::{Replies, Reply};

/// How many outputs are sent before the socket does something else, so that a busy socket still receives messages.
const YIELD_AFTER: usize = 32;

/// The streams of the running operations, each with its id. They are polled in the task of the socket.
#[derive(Default)]
pub(super) struct Operations {
    running: Vec<Operation>,
    /// Where polling starts, so that a stream that is always ready does not starve the others.
    start_index: usize,
    /// Outputs since the socket last did something else.
    output_count: usize,
}

struct Operation {
    id: Arc<str>,
    kind: OperationType,
    has_begun: bool,
    replies: Replies,
}

/// An output of an operation.
pub(super) struct Output {
    pub(super) id: Arc<str>,
    pub(super) kind: OperationType,
    /// Whether this is the first response.
    pub(super) is_first: bool,
    /// The response, or the panic that ended the operation. `None` when the operation is complete.
    pub(super) outcome: Option<Result<Reply, Box<dyn Any + Send>>>,
}

impl Operations {
    pub(super) fn len(&self) -> usize {
        self.running.len()
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.running.iter().any(|operation| *operation.id == *id)
    }

    pub(super) fn start(&mut self, id: String, kind: OperationType, replies: Replies) {
        self.running.push(Operation {
            id: id.into(),
            kind,
            has_begun: false,
            replies,
        });
    }

    /// Ends an operation, if it is still running.
    pub(super) fn stop(&mut self, id: &str) {
        self.running.retain(|operation| *operation.id != *id);
    }

    /// Waits for the next output of any operation. Cancel safe.
    pub(super) async fn next(&mut self) -> Output {
        future::poll_fn(|context| {
            let polled = if self.output_count < YIELD_AFTER {
                self.poll_next(context)
            } else {
                context.waker().wake_by_ref();
                Poll::Pending
            };
            if polled.is_pending() {
                self.output_count = 0;
            }
            polled
        })
        .await
    }

    /// Returns an output that is ready, or `None` when there is none or the socket should do something else.
    pub(super) async fn try_next(&mut self) -> Option<Output> {
        if self.output_count >= YIELD_AFTER {
            return None;
        }
        future::poll_fn(|context| match self.poll_next(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Output> {
        let count = self.running.len();
        for step in 0..count {
            let index = (self.start_index + step) % count;
            let Some(operation) = self.running.get_mut(index) else {
                continue;
            };
            let Poll::Ready(outcome) = Pin::new(&mut operation.replies).poll_next(context) else {
                continue;
            };
            let is_first = !operation.has_begun;
            operation.has_begun = true;
            self.output_count += 1;
            self.start_index = index + 1;
            let (kind, is_over) = (operation.kind, outcome.is_none());
            let id = if is_over {
                self.running.swap_remove(index).id
            } else {
                Arc::clone(&operation.id)
            };
            return Poll::Ready(Output {
                id,
                kind,
                is_first,
                outcome,
            });
        }
        Poll::Pending
    }
}
