//! Executes operations for HTTP and sockets: authenticates the caller, runs the operation and finishes its errors.

use super::refusals::{Observer, observed};
use super::request::RequestId;
use super::shared_subscription::{self, Resumption};
use super::state::HttpState;
use crate::auth::session_watch::Watch;
use crate::auth::{self, Caller, Client};
use crate::cursor::Cursor;
use crate::error::Error;
use crate::graphql::limits::ReadOperation;
use crate::graphql::too_many_subscriptions;
use async_graphql::parser::types::OperationType;
use async_graphql::{ErrorExtensionValues, Request, Response, ServerError, Value};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use http::StatusCode;
use serde::Serialize;
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// The responses to one operation. A panic of a resolver is an error and ends the stream.
pub(super) type Replies = BoxStream<'static, Result<Reply, Box<dyn Any + Send>>>;

/// One response of an operation.
pub(super) enum Reply {
    /// A response for this client only. Boxed, because most responses are shared.
    Own(Box<Response>),
    /// A response that subscribers share: its JSON text, and the cursor after its signal.
    Shared { text: Arc<str>, cursor: Cursor },
}

/// Authenticates the caller of a request.
pub(super) async fn caller(
    state: &HttpState,
    token: Option<&str>,
    client: Client,
) -> Result<Caller, ServerError> {
    auth::authenticate(&state.app, token, client)
        .await
        .map_err(Error::into_server_error)
}

/// Starts to watch the caller's session.
pub(super) async fn watch(
    state: &HttpState,
    caller: &Caller,
) -> Result<Option<Watch>, ServerError> {
    let watch = state.app.watches.watch(&state.app, caller);
    watch.await.map_err(Error::into_server_error)
}

/// Returns the current state of a caller on a long-lived connection, and watches the session as such. The caller is
/// anonymous if the session has ended.
pub(super) async fn renewed(
    state: &HttpState,
    caller: &Caller,
    watch: Option<&mut Watch>,
) -> Result<Caller, ServerError> {
    let renewed = auth::renew(&state.app, caller).await;
    let renewed = renewed.map_err(Error::into_server_error)?;
    if let Some(watch) = watch {
        let extended = watch.extend(&state.app, &renewed).await;
        extended.map_err(Error::into_server_error)?;
    }
    Ok(renewed)
}

/// Runs a query or mutation whose document was read.
pub(super) async fn execute(
    state: &HttpState,
    operation: ReadOperation,
    mut request: Request,
    caller: Caller,
    id: RequestId,
) -> Response {
    let operation = match state.documents.prepare(operation, &mut request, &caller) {
        Ok(operation) => operation,
        Err(errors) => return finished(Ok(Response::from_errors(errors)), state, id),
    };
    let name = request.operation_name.as_deref();
    let observer = Observer::new(state, &caller, &operation.document, name);
    let execution = state.executor.execute(&operation, request.data(caller));
    let outcome = AssertUnwindSafe(execution).catch_unwind().await;
    if let (Some(observer), Ok(response)) = (observer, &outcome) {
        observer.note(response);
    }
    finished(outcome, state, id)
}

/// Starts an operation of any kind whose document was read.
pub(super) fn start(
    state: &Arc<HttpState>,
    operation: ReadOperation,
    mut request: Request,
    caller: Caller,
    id: RequestId,
    resumption: Resumption,
) -> Replies {
    let operation = match state.documents.prepare(operation, &mut request, &caller) {
        Ok(operation) => operation,
        Err(errors) => return refused(state, errors, id),
    };
    if operation.kind == OperationType::Subscription {
        let Some(held) = state.hold(&caller, operation.bytes) else {
            return refused(state, vec![too_many_subscriptions()], id);
        };
        let state = Arc::clone(state);
        return shared_subscription::subscribe(state, request, caller, id, resumption, held);
    }
    let name = request.operation_name.as_deref();
    let observer = Observer::new(state, &caller, &operation.document, name);
    let responses = (state.executor).execute_stream(&operation, request.data(caller));
    own(observed(observer, responses))
}

/// Returns replies for one client only.
pub(super) fn own(responses: BoxStream<'static, Response>) -> Replies {
    AssertUnwindSafe(responses.map(|response| Reply::Own(Box::new(response))))
        .catch_unwind()
        .boxed()
}

/// Returns a refusal as the only reply.
pub(super) fn refused(state: &HttpState, errors: Vec<ServerError>, id: RequestId) -> Replies {
    let response = finished(Ok(Response::from_errors(errors)), state, id);
    own(stream::iter([response]).boxed())
}

/// Returns a response that may be sent to the client: with a limited number of errors, each with its extensions.
pub(super) fn finished(
    outcome: Result<Response, Box<dyn Any + Send>>,
    state: &HttpState,
    id: RequestId,
) -> Response {
    // The panic hook has logged it.
    let mut response = outcome.unwrap_or_else(|_| Response::from_errors(vec![internal()]));
    response.errors.truncate(state.limits().errors);
    for error in &mut response.errors {
        complete(error, id);
    }
    response
}

/// Whether nothing was executed because the document, the operation's name or the variables were invalid.
/// Execution errors have the path of their field.
pub(super) fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// Returns the HTTP status in the extensions of an error.
pub(super) fn status(error: &ServerError) -> Option<u16> {
    match extension(error, "status")? {
        Value::Number(number) => number.as_u64()?.try_into().ok(),
        _ => None,
    }
}

/// Adds a code to validation errors, which have none, and the request id to internal errors, so that the log line can
/// be found.
fn complete(error: &mut ServerError, id: RequestId) {
    let is_of_request = error.path.is_empty();
    let extensions = error.extensions.get_or_insert_default();
    match extensions.get("code") {
        Some(code) if is_code_internal(code) => extensions.set("requestId", id.to_string()),
        None if is_of_request => {
            extensions.set("code", "BAD_USER_INPUT");
            extensions.set("status", 400);
        }
        _ => {}
    }
}

/// Whether the server caused an error: an internal error, or a temporary overload.
pub(super) fn is_server_error(error: &ServerError) -> bool {
    let code = extension(error, "code");
    code.is_some_and(|code| is_code_internal(code) || is_code_busy(code))
}

/// Returns after how many seconds the client should try again, if any of the errors says so.
pub(super) fn retry_after(response: &Response) -> Option<u64> {
    let seconds = response.errors.iter().filter_map(|error| {
        let Value::Number(seconds) = extension(error, "retryAfter")? else {
            return None;
        };
        seconds.as_u64()
    });
    seconds.max()
}

/// Returns the status of a request that failed only because the server was busy or the client has to slow down.
pub(super) fn status_of_refused(response: &Response) -> Option<StatusCode> {
    let is_all = |expected: &str| {
        let is_expected = |error| matches!(extension(error, "code"), Some(Value::String(code)) if code == expected);
        response.errors.iter().all(is_expected)
    };
    if response.data != Value::Null || response.errors.is_empty() {
        return None;
    }
    let statuses = [
        ("BUSY", StatusCode::SERVICE_UNAVAILABLE),
        ("RATE_LIMITED", StatusCode::TOO_MANY_REQUESTS),
        ("PROOF_OF_WORK_REQUIRED", StatusCode::TOO_MANY_REQUESTS),
    ];
    statuses
        .into_iter()
        .find(|(code, _)| is_all(code))
        .map(|(_, status)| status)
}

fn extension<'a>(error: &'a ServerError, name: &str) -> Option<&'a Value> {
    error.extensions.as_ref()?.get(name)
}

fn is_code_busy(code: &Value) -> bool {
    matches!(code, Value::String(code) if code == "BUSY")
}

fn is_code_internal(code: &Value) -> bool {
    matches!(code, Value::String(code) if code == "INTERNAL")
}

/// Returns the error that clients receive for an internal failure.
pub(super) fn internal() -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", "INTERNAL");
    extensions.set("status", 500);
    let mut error = ServerError::new("Something went wrong on our side. Try again later.", None);
    error.extensions = Some(extensions);
    error
}

/// The JSON of a response. The specification omits `data` when nothing was executed.
#[derive(Serialize)]
pub(super) struct ResponseBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> From<&'a Response> for ResponseBody<'a> {
    fn from(response: &'a Response) -> Self {
        let data = (!is_request_error(response)).then_some(&response.data);
        Self {
            data,
            errors: &response.errors,
            extensions: &response.extensions,
        }
    }
}
