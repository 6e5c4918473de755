//! The operations that run on one socket.

use std::{
    any::Any,
    future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use async_graphql::parser::types::OperationType;
use futures_util::Stream;

use crate::http::execution::{Replies, Reply};

/// Words said before others have their turn, so that a socket that always has something still listens.
const YIELD_AFTER: usize = 32;

/// A handful of streams, each with its id. They live and are polled in the socket's own task.
#[derive(Default)]
pub(super) struct Operations {
    running: Vec<Operation>,
    /// Where polling begins, so that a stream that always has something does not silence the others.
    permit: usize,
    /// Words said since others had their turn.
    said: usize,
}

struct Operation {
    id: Arc<str>,
    kind: OperationType,
    has_begun: bool,
    replies: Replies,
}

/// What an operation has to say.
pub(super) struct Output {
    pub(super) id: Arc<str>,
    pub(super) kind: OperationType,
    /// Whether this is the first answer.
    pub(super) is_first: bool,
    /// The answer, or the panic that ended it; nothing when the operation is over.
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

    /// Ends an operation, if it still runs.
    pub(super) fn stop(&mut self, id: &str) {
        self.running.retain(|operation| *operation.id != *id);
    }

    /// The next word of any operation. Nothing is lost when the future is dropped.
    pub(super) async fn next(&mut self) -> Output {
        future::poll_fn(|context| {
            let polled = if self.said < YIELD_AFTER {
                self.poll_next(context)
            } else {
                context.waker().wake_by_ref();
                Poll::Pending
            };
            if polled.is_pending() {
                self.said = 0;
            }
            polled
        })
        .await
    }

    /// The next word that is there already, unless it is the others' turn.
    pub(super) async fn try_next(&mut self) -> Option<Output> {
        if self.said >= YIELD_AFTER {
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
            let index = (self.permit + step) % count;
            let Some(operation) = self.running.get_mut(index) else {
                continue;
            };
            let Poll::Ready(outcome) = Pin::new(&mut operation.replies).poll_next(context) else {
                continue;
            };
            let is_first = !operation.has_begun;
            operation.has_begun = true;
            self.said += 1;
            self.permit = index + 1;
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
