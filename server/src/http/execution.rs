//! The one way to the schema, for HTTP and sockets alike: who calls, what runs, and what is made of errors.

use std::{any::Any, collections::BTreeMap, panic::AssertUnwindSafe};

use async_graphql::{ErrorExtensionValues, Request, Response, ServerError, Value};
use futures_util::{
    FutureExt, StreamExt,
    stream::{BoxStream, CatchUnwind},
};
use serde::Serialize;

use super::{door::Door, request::RequestId};
use crate::{
    auth::{self, Caller, Client},
    error::Error,
};

/// The answers to one operation; a panic of a resolver comes as an error and ends them.
pub(super) type Responses = CatchUnwind<AssertUnwindSafe<BoxStream<'static, Response>>>;

/// Finds out for whom a request speaks.
pub(super) async fn caller(
    door: &Door,
    token: Option<&str>,
    client: Client,
) -> Result<Caller, ServerError> {
    auth::authenticate(&door.app, token, client)
        .await
        .map_err(Error::extend)
}

/// Runs a query or mutation that the gate admitted.
pub(super) async fn execute(
    door: &Door,
    request: Request,
    caller: Caller,
    id: RequestId,
) -> Response {
    let execution = door.schema.execute(request.data(caller));
    let outcome = AssertUnwindSafe(execution).catch_unwind().await;
    settled(outcome, door, id)
}

/// Starts an operation of any kind that the gate admitted.
pub(super) fn start(door: &Door, request: Request, caller: Caller) -> Responses {
    AssertUnwindSafe(door.schema.execute_stream(request.data(caller))).catch_unwind()
}

/// An answer as it may leave the server.
pub(super) fn settled(
    outcome: Result<Response, Box<dyn Any + Send>>,
    door: &Door,
    id: RequestId,
) -> Response {
    // The panic hook has logged it.
    let mut response = outcome.unwrap_or_else(|_| Response::from_errors(vec![internal()]));
    response.errors.truncate(door.limits().errors);
    for error in &mut response.errors {
        complete(error, id);
    }
    response
}

/// Whether nothing was executed: the document, the operation's name or the variables were at fault.
/// Errors of execution have the path of their field.
pub(super) fn is_request_error(response: &Response) -> bool {
    response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty())
}

/// The status that an error asks for in its extensions.
pub(super) fn status(error: &ServerError) -> Option<u16> {
    match error.extensions.as_ref()?.get("status")? {
        Value::Number(number) => number.as_u64()?.try_into().ok(),
        _ => None,
    }
}

/// Validation's errors have no code of their own, and an internal one gets the id under which it is logged.
fn complete(error: &mut ServerError, id: RequestId) {
    let is_of_request = error.path.is_empty();
    let extensions = error.extensions.get_or_insert_default();
    match extensions.get("code") {
        Some(Value::String(code)) if code == "INTERNAL" => {
            extensions.set("requestId", id.to_string())
        }
        None if is_of_request => {
            extensions.set("code", "BAD_USER_INPUT");
            extensions.set("status", 400);
        }
        _ => {}
    }
}

fn internal() -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", "INTERNAL");
    extensions.set("status", 500);
    let mut error = ServerError::new("Something went wrong on our side.", None);
    error.extensions = Some(extensions);
    error
}

/// A response as the specification has it: without `data` when nothing was executed.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ServerError],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'a BTreeMap<String, Value>,
}

impl<'a> From<&'a Response> for Answer<'a> {
    fn from(response: &'a Response) -> Self {
        let data = (!is_request_error(response)).then_some(&response.data);
        Self {
            data,
            errors: &response.errors,
            extensions: &response.extensions,
        }
    }
}
