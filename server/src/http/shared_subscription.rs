//! Subscriptions that follow the signal log. Identical subscriptions share one execution and one JSON text per signal.
//!
//! Each subscriber has its own cursor and its own stream (`signals::stream`). Only the text of a signal is shared: the
//! first subscriber that needs it creates it, and it is kept with the signal until all subscribers are past it.

use super::execution::{self, Replies, Reply};
use super::live_limits::HeldBytes;
use super::refusals::{Observer, observed};
use super::request::RequestId;
use super::state::HttpState;
use super::text::{self, Around};
use crate::auth::Caller;
use crate::cursor::Cursor;
use crate::error::Error;
use crate::graphql::limits::CheckedOperation;
use crate::graphql::subscription_plan::{Audience, Plan, PlanSlot, SubscriptionPart};
use crate::signals::SharedSignal;
use crate::signals::log::{self, Filter};
use crate::signals::stream::Subscriber;
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError, Variables};
use futures_util::{FutureExt, StreamExt, stream};
use sha2::{Digest, Sha256};
use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

/// How a client that reconnects automatically resumes.
#[derive(Default)]
pub(super) struct Resumption {
    /// The last cursor that the client received.
    pub(super) after: Option<String>,
    /// Where to report the progress of the subscription.
    pub(super) progress: Option<watch::Sender<Option<Cursor>>>,
}

/// The views that subscribers have at the moment.
#[derive(Default)]
pub(super) struct Views(Mutex<ViewMap>);

#[derive(Default)]
struct ViewMap {
    views: HashMap<SubscriptionKey, Weak<View>>,
    /// The size at which views without subscribers are removed.
    capacity: usize,
}

/// What must be equal for two subscribers to receive the same responses. The key outlives its view for a while, so it
/// must be small.
#[derive(Clone, PartialEq, Eq, Hash)]
struct SubscriptionKey {
    /// The SHA-256 of the document, the operation's name, and the variables without the one that only contains the
    /// cursor.
    request: [u8; 32],
    audience: Audience,
}

/// The responses that one subscription key produces.
struct View {
    id: u64,
    operation: CheckedOperation,
    operation_name: Option<String>,
    variables: Variables,
    filter: Arc<Filter>,
    /// The first subscriber. All others have exactly the same access.
    caller: Caller,
}

/// Starts a subscription that passed the query limits.
pub(super) fn subscribe(
    state: Arc<HttpState>,
    request: Request,
    caller: Caller,
    id: RequestId,
    resumption: Resumption,
    held: HeldBytes,
) -> Replies {
    let pending = PendingRequest {
        document: request.query,
        operation_name: request.operation_name,
        variables: request.variables,
        caller,
        resumption,
    };
    // One stream for all stages: each further one would be one more allocation to visit at each delivery.
    let stage = Stage::Waiting(state, Box::new(pending), id);
    stream::unfold((stage, held), step).boxed()
}

/// The stage of a subscription.
enum Stage {
    Waiting(Arc<HttpState>, Box<PendingRequest>, RequestId),
    Following(Following),
    /// The subscription does not follow the log, or was refused.
    Other(Replies),
}

/// A subscription's stage, and its share of the session's budget.
type State = (Stage, HeldBytes);

/// A request that waits for a permit to open. It does not contain the parsed document, which is much larger than the
/// text and is shared.
struct PendingRequest {
    document: String,
    operation_name: Option<String>,
    variables: Variables,
    caller: Caller,
    resumption: Resumption,
}

async fn step((mut stage, held): State) -> Option<(Result<Reply, Box<dyn Any + Send>>, State)> {
    if let Stage::Waiting(state, pending, id) = stage {
        let opening = async move {
            let _permit = state.opening_permit().await;
            // Boxed only while it opens: the future is larger than the one that follows.
            Box::pin(open(Arc::clone(&state), *pending, id)).await
        };
        // In a separate task: a socket that waits for its client or for a permit polls nothing else, and must not
        // hold a permit or a database connection meanwhile.
        let opening = tokio::spawn(opening.in_current_span());
        stage = match AbortOnDropHandle::new(opening).await {
            Ok(opened) => opened,
            Err(error) => {
                let panic = error.try_into_panic().ok()?;
                return Some((Err(panic), (Stage::Other(stream::empty().boxed()), held)));
            }
        };
    }
    let reply = match &mut stage {
        Stage::Waiting(..) => None,
        Stage::Following(following) => following.next().await.map(Ok),
        Stage::Other(replies) => replies.next().await,
    };
    reply.map(|reply| (reply, (stage, held)))
}

async fn open(state: Arc<HttpState>, pending: PendingRequest, id: RequestId) -> Stage {
    let mut request = Request::new(pending.document).variables(pending.variables);
    request.operation_name = pending.operation_name;
    let read = state.documents.read(&mut request);
    let prepared = read
        .map_err(|error| vec![error])
        .and_then(|read| (state.documents).prepare(read, &mut request, &pending.caller));
    let operation = match prepared {
        Ok(operation) => operation,
        Err(errors) => return Stage::Other(execution::refused(&state, errors, id)),
    };
    let slot = PlanSlot::new(pending.resumption.after);
    let mut view = View {
        id: 0,
        operation,
        operation_name: request.operation_name.clone(),
        variables: request.variables.clone(),
        filter: Arc::default(),
        caller: pending.caller.clone(),
    };
    let text = request.query.clone();
    let name = view.operation_name.as_deref();
    let observer = Observer::new(&state, &pending.caller, &view.operation.document, name);
    let request = request
        .data(pending.caller)
        .data(SubscriptionPart::Plan(slot.clone()));
    let responses = state.executor.execute_stream(&view.operation, request);
    let responses = observed(observer, responses);
    let mut responses = execution::own(responses);
    let first = responses.next().await;
    match (first, slot.take()) {
        (None, Some(mut plan)) => {
            if let Some(progress) = pending.resumption.progress {
                plan.subscriber.report_progress(progress);
            }
            let key = SubscriptionKey::new(&view, &text, &plan);
            view.filter = Arc::clone(plan.subscriber.filter());
            let view = state.views.share(view, key);
            plan.subscriber.share_filter(&view.filter);
            Stage::Following(Following {
                state,
                view,
                subscriber: plan.subscriber,
                id,
            })
        }
        // async-graphql ignores fragments at the root, and skipped fields.
        (None, None) => Stage::Other(execution::refused(&state, vec![rootless()], id)),
        (first, _) => Stage::Other(stream::iter(first).chain(responses).boxed()),
    }
}

fn rootless() -> ServerError {
    let message =
        "Put the one field of a subscription at its root: not in a fragment, and not skipped.";
    ServerError::new(message, None)
}

/// The response for a signal could not be computed because of a server error, which may be temporary.
struct Failed(Box<ServerError>);

/// A subscriber and its view.
struct Following {
    state: Arc<HttpState>,
    view: Arc<View>,
    subscriber: Subscriber,
    id: RequestId,
}

impl Following {
    async fn next(&mut self) -> Option<Reply> {
        loop {
            let signal = match self.subscriber.next().await? {
                Ok(signal) => signal,
                Err(error) => return Some(read_failure(error)),
            };
            match self.view.text(&self.state, &signal, self.id).await {
                Ok(Some(text)) => {
                    let cursor = log::cursor(&signal.signal);
                    return Some(Reply::Shared { text, cursor });
                }
                Ok(None) => {}
                Err(Failed(mut error)) => {
                    error.path.clear();
                    // Without a cursor: a client that reconnects resumes before this signal, and receives it then.
                    self.subscriber.end();
                    let response = Response::from_errors(vec![*error]);
                    return Some(Reply::Own(Box::new(response)));
                }
            }
        }
    }
}

/// Returns the error that ends a subscription when the log cannot be read.
fn read_failure(error: Error) -> Reply {
    if error.is_internal() {
        tracing::error!(%error, "a subscriber cannot read the signal log");
    }
    Reply::Own(Box::new(Response::from_errors(vec![
        error.into_server_error(),
    ])))
}

impl Views {
    /// Returns the existing view with the same key, or registers this one.
    fn share(&self, mut view: View, key: SubscriptionKey) -> Arc<View> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = map.views.get(&key).and_then(Weak::upgrade) {
            return shared;
        }
        view.id = NEXT.fetch_add(1, Ordering::Relaxed);
        let view = Arc::new(view);
        if map.views.len() >= map.capacity {
            map.views.retain(|_, view| view.strong_count() > 0);
            map.capacity = 2 * map.views.len() + 16;
        }
        map.views.insert(key, Arc::downgrade(&view));
        view
    }
}

impl SubscriptionKey {
    fn new(view: &View, text: &str, plan: &Plan) -> Self {
        let mut variables = view.variables.clone();
        if let Some(name) = &plan.cursor_variable {
            // Exactly one declaration and one use: no other field can depend on the variable.
            let uses = text.matches(&format!("${name}")).count();
            if uses == 2 {
                variables.remove(name.as_str());
            }
        }
        let parts = (text, &view.operation_name, &variables);
        Self {
            request: Sha256::digest(serde_json::to_vec(&parts).unwrap_or_default()).into(),
            audience: plan.audience.clone(),
        }
    }
}

impl View {
    /// Returns the shared JSON text for a signal, or `None` when the subscribers of this view may not see the signal.
    async fn text(
        &self,
        state: &HttpState,
        signal: &SharedSignal,
        id: RequestId,
    ) -> Result<Option<Arc<str>>, Failed> {
        let text = signal.text(self.id, async {
            // Boxed: few subscribers ever execute, but every subscriber's future would be as large as this one. Not in
            // a separate task: a view either resolves at once, or belongs to one account, whose slow client delays
            // only itself.
            Box::pin(self.execute(state, signal, id)).await
        });
        text.await
    }

    async fn execute(
        &self,
        state: &HttpState,
        signal: &SharedSignal,
        id: RequestId,
    ) -> Result<Option<Arc<str>>, Failed> {
        // Without its text, which is not needed beside the parsed document.
        let mut request = Request::new("")
            .variables(self.variables.clone())
            .data(self.caller.clone())
            .data(SubscriptionPart::Event(Arc::clone(&signal.signal)));
        request.operation_name = self.operation_name.clone();
        request.set_parsed_query(ExecutableDocument::clone(&self.operation.document));
        let mut responses = (state.executor).execute_stream(&self.operation, request);
        let executed = AssertUnwindSafe(responses.next()).catch_unwind().await;
        let Some(executed) = executed.transpose() else {
            return Ok(None);
        };
        let mut response = execution::finished(executed, state, id);
        if let Some(error) = response
            .errors
            .iter()
            .find(|error| execution::is_server_error(error))
        {
            return Err(Failed(Box::new(error.clone())));
        }
        let limit = state.limits().response_bytes;
        let text = text::of_response(&mut response, Around::default(), limit);
        // JSON is always UTF-8.
        Ok(String::from_utf8(text).ok().map(Arc::from))
    }
}
