//! Subscriptions that follow the log: all who want to see the same of a signal share one execution and one text.
//!
//! Each subscriber has its own place in the log and its own way there (`signals::stream`); what is shared is what
//! is said of a signal. It is made by the first who needs it and kept with the signal until all have passed.

use super::execution::{self, Replies, Reply};
use super::refusals::{Observer, observed};
use super::request::RequestId;
use super::state::HttpState;
use super::text::{self, Around};
use crate::auth::Caller;
use crate::cursor::Cursor;
use crate::error::Error;
use crate::graphql::subscription_plan::{Audience, Plan, PlanSlot, SubscriptionPart};
use crate::signals::stream::Subscriber;
use crate::signals::{SharedSignal, log};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Request, Response, ServerError, Variables};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use std::any::Any;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

/// How a client that comes back by itself goes on.
#[derive(Default)]
pub(super) struct Resumption {
    /// The cursor that it has seen last.
    pub(super) after: Option<String>,
    /// Where to say how far the subscription has come since.
    pub(super) progress: Option<watch::Sender<Option<Cursor>>>,
}

/// The views that somebody has at the moment.
#[derive(Default)]
pub(super) struct Views(Mutex<ViewMap>);

#[derive(Default)]
struct ViewMap {
    views: HashMap<SubscriptionKey, Weak<View>>,
    /// As many as there may be before those that nobody has any more are looked for.
    capacity: usize,
}

/// What must be equal for two subscribers to see the same.
#[derive(Clone, PartialEq, Eq, Hash)]
struct SubscriptionKey {
    document: Box<str>,
    operation_name: Option<String>,
    /// As JSON, without the one that only says where to go on.
    variables: String,
    audience: Audience,
}

/// One way to look at signals.
struct View {
    id: u64,
    key: SubscriptionKey,
    parsed: ExecutableDocument,
    variables: Variables,
    /// The first who had it; all others may see exactly as much.
    caller: Caller,
}

/// Starts a subscription that the query limits admitted.
pub(super) fn subscribe(
    state: Arc<HttpState>,
    request: Request,
    caller: Caller,
    id: RequestId,
    resumption: Resumption,
) -> Replies {
    let wanted = Wanted {
        document: request.query,
        operation_name: request.operation_name,
        variables: request.variables,
        caller,
        resumption,
    };
    // One stream through all its stages: each one more would be one more piece of memory to visit at each delivery.
    stream::unfold(Stage::Waiting(state, Box::new(wanted), id), step).boxed()
}

/// How far a subscription has come.
enum Stage {
    Waiting(Arc<HttpState>, Box<Wanted>, RequestId),
    Following(Following),
    /// It does not follow the log, or was refused.
    Other(Replies),
}

/// A request that waits for its turn. The parsed document, many times as large, stays where it is shared.
struct Wanted {
    document: String,
    operation_name: Option<String>,
    variables: Variables,
    caller: Caller,
    resumption: Resumption,
}

async fn step(mut stage: Stage) -> Option<(Result<Reply, Box<dyn Any + Send>>, Stage)> {
    if let Stage::Waiting(state, wanted, id) = stage {
        let opening = async move {
            let _permit = state.permit().await;
            // In a box that is there only meanwhile: opening is larger than what runs then.
            Box::pin(open(Arc::clone(&state), *wanted, id)).await
        };
        // In a task of its own: a socket that waits for its client, or for its own turn, polls nothing else, and
        // must not keep a place or a connection meanwhile.
        let opening = tokio::spawn(opening.in_current_span());
        stage = match AbortOnDropHandle::new(opening).await {
            Ok(opened) => opened,
            Err(error) => {
                let panic = error.try_into_panic().ok()?;
                return Some((Err(panic), Stage::Other(stream::empty().boxed())));
            }
        };
    }
    let answer = match &mut stage {
        Stage::Waiting(..) => None,
        Stage::Following(following) => following.next().await.map(Ok),
        Stage::Other(replies) => replies.next().await,
    };
    answer.map(|answer| (answer, stage))
}

async fn open(state: Arc<HttpState>, wanted: Wanted, id: RequestId) -> Stage {
    let mut request = Request::new(wanted.document).variables(wanted.variables);
    request.operation_name = wanted.operation_name;
    let parsed = match state.documents.check(&mut request) {
        Ok(_) => request.parsed_query().cloned(),
        Err(error) => Err(error),
    };
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Stage::Other(execution::own(refused(error))),
    };
    let slot = PlanSlot::new(wanted.resumption.after);
    let view = View {
        id: 0,
        key: SubscriptionKey {
            document: request.query.as_str().into(),
            operation_name: request.operation_name.clone(),
            variables: String::new(),
            audience: Audience::Permitted(Vec::new()),
        },
        parsed,
        variables: request.variables.clone(),
        caller: wanted.caller.clone(),
    };
    let observer = Observer::new(&state, &wanted.caller, &mut request);
    let request = request
        .data(wanted.caller)
        .data(SubscriptionPart::Plan(slot.clone()));
    let responses = observed(observer, state.schema.execute_stream(request));
    let mut responses = execution::own(responses);
    let first = responses.next().await;
    match (first, slot.take()) {
        (None, Some(mut plan)) => {
            if let Some(progress) = wanted.resumption.progress {
                plan.subscriber.report_progress(progress);
            }
            let view = state.views.share(view, &plan);
            Stage::Following(Following {
                state,
                view,
                subscriber: plan.subscriber,
                id,
            })
        }
        // async-graphql passes over fragments at the root, and fields that are skipped.
        (None, None) => Stage::Other(execution::own(refused(rootless()))),
        (first, _) => Stage::Other(stream::iter(first).chain(responses).boxed()),
    }
}

fn rootless() -> ServerError {
    let message =
        "A subscription has its one field at its root: not in a fragment, and not skipped.";
    ServerError::new(message, None)
}

fn refused(error: ServerError) -> BoxStream<'static, Response> {
    stream::iter([Response::from_errors(vec![error])]).boxed()
}

/// What there is to say of a signal could not be found out, for reasons on our side that may pass.
struct Failed(Box<ServerError>);

/// A subscriber and what they look at.
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
                Err(error) => return Some(broken(error)),
            };
            match self.view.text(&self.state, &signal, self.id).await {
                Ok(Some(text)) => {
                    let cursor = log::cursor(&signal.signal);
                    return Some(Reply::Shared { text, cursor });
                }
                Ok(None) => {}
                Err(Failed(mut error)) => {
                    error.path.clear();
                    // Without a cursor: whoever comes back goes on before this signal, and hears of it then.
                    self.subscriber.end();
                    let response = Response::from_errors(vec![*error]);
                    return Some(Reply::Own(Box::new(response)));
                }
            }
        }
    }
}

/// The log could not be followed any further.
fn broken(error: Error) -> Reply {
    if error.is_internal() {
        tracing::error!(%error, "a subscriber lost the log");
    }
    Reply::Own(Box::new(Response::from_errors(vec![error.extend()])))
}

impl Views {
    /// The view like this one that somebody has already, else this one.
    fn share(&self, mut view: View, plan: &Plan) -> Arc<View> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        view.complete(plan);
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = map.views.get(&view.key).and_then(Weak::upgrade) {
            return shared;
        }
        view.id = NEXT.fetch_add(1, Ordering::Relaxed);
        let key = view.key.clone();
        let view = Arc::new(view);
        if map.views.len() >= map.capacity {
            map.views.retain(|_, view| view.strong_count() > 0);
            map.capacity = 2 * map.views.len() + 16;
        }
        map.views.insert(key, Arc::downgrade(&view));
        view
    }
}

impl View {
    fn complete(&mut self, plan: &Plan) {
        let mut variables = self.variables.clone();
        if let Some(name) = &plan.cursor_variable {
            // Declared and used, and nothing else: then no field can depend on it.
            let uses = self.key.document.matches(&format!("${name}")).count();
            if uses == 2 {
                variables.remove(name.as_str());
            }
        }
        self.key.variables = serde_json::to_string(&variables).unwrap_or_default();
        self.key.audience = plan.audience.clone();
    }

    /// What is said of a signal, whoever made it; nothing when it is not for those who have this view.
    async fn text(
        &self,
        state: &HttpState,
        signal: &SharedSignal,
        id: RequestId,
    ) -> Result<Option<Arc<str>>, Failed> {
        let made = signal.text(self.id, async {
            // In a box: few subscribers ever execute, and all have room for what they may wait for. In no task of its
            // own: what one view says comes at once, or is one account's, whose slow client delays only itself.
            Box::pin(self.execute(state, signal, id)).await
        });
        made.await
    }

    async fn execute(
        &self,
        state: &HttpState,
        signal: &SharedSignal,
        id: RequestId,
    ) -> Result<Option<Arc<str>>, Failed> {
        let mut request = Request::new(&*self.key.document)
            .variables(self.variables.clone())
            .data(self.caller.clone())
            .data(SubscriptionPart::Event(Arc::clone(&signal.signal)));
        request.operation_name = self.key.operation_name.clone();
        request.set_parsed_query(self.parsed.clone());
        let mut responses = state.schema.execute_stream(request);
        let executed = AssertUnwindSafe(responses.next()).catch_unwind().await;
        let Some(executed) = executed.transpose() else {
            return Ok(None);
        };
        let mut response = execution::finished(executed, state, id);
        if let Some(error) = response
            .errors
            .iter()
            .find(|error| execution::is_ours(error))
        {
            return Err(Failed(Box::new(error.clone())));
        }
        let limit = state.limits().response_bytes;
        let text = text::of_response(&mut response, Around::default(), limit);
        // JSON is text.
        Ok(String::from_utf8(text).ok().map(Arc::from))
    }
}
