//! GraphQL over HTTP, after the GraphQL-over-HTTP draft: POST of JSON for everything, GET for queries.

mod body;
mod media;
mod parameters;
mod reply;

use std::{net::SocketAddr, sync::Arc};

use async_graphql::{Response, parser::types::OperationType};
use axum::{
    Extension,
    extract::{ConnectInfo, FromRequestParts, Request, State, WebSocketUpgrade},
    response::{IntoResponse, Response as HttpResponse},
};
use http::{HeaderMap, Method, StatusCode, header, request::Parts};

pub(super) use self::parameters::Parameters;
use self::{media::Media, reply::Refusal};
use super::{
    client::client,
    connection::Connection,
    credentials,
    door::Door,
    execution,
    request::RequestId,
    socket::{self, Visitor},
    sse,
};

/// Answers a POST.
pub(super) async fn post(
    State(door): State<Arc<Door>>,
    Extension(id): Extension<RequestId>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let visitor = visitor(&door, &parts.headers, peer, id);
    let limit = door.limits().response_bytes;
    answer(&parts.headers, limit, async {
        media::require_json(&parts.headers)?;
        let body = body::read(&parts.headers, body, door.limits()).await?;
        let parameters = Parameters::of_body(&body)?;
        run(&door, &parts.headers, parameters, visitor, Method::POST).await
    })
    .await
}

/// Answers a GET: a query in the address, or a WebSocket that wants to be one.
pub(super) async fn get_or_upgrade(
    State(door): State<Arc<Door>>,
    Extension(id): Extension<RequestId>,
    Extension(connection): Extension<Connection>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> HttpResponse {
    let (mut parts, _) = request.into_parts();
    let visitor = visitor(&door, &parts.headers, peer, id);
    if wants_socket(&parts.headers) {
        return upgrade(door, &mut parts, visitor, connection).await;
    }
    let limit = door.limits().response_bytes;
    answer(&parts.headers, limit, async {
        let parameters = Parameters::of_uri(&parts.uri)?;
        run(&door, &parts.headers, parameters, visitor, Method::GET).await
    })
    .await
}

fn wants_socket(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE);
    upgrade.is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

async fn upgrade(
    door: Arc<Door>,
    parts: &mut Parts,
    visitor: Visitor,
    connection: Connection,
) -> HttpResponse {
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => socket::open(door, upgrade, visitor, connection),
        Err(rejection) => rejection.into_response(),
    }
}

fn visitor(door: &Door, headers: &HeaderMap, peer: SocketAddr, id: RequestId) -> Visitor {
    let token = credentials::token(headers, door.config());
    let client = client(headers, peer, &door.config().trusted_proxies);
    Visitor { token, client, id }
}

/// An answer, in one piece or bit by bit.
enum Answered {
    Whole(Response),
    Events(HttpResponse),
}

async fn answer(
    headers: &HeaderMap,
    limit: usize,
    answer: impl Future<Output = Result<Answered, Refusal>>,
) -> HttpResponse {
    let media = match media::accepted(headers) {
        Ok(media) => media,
        Err(refusal) => return refusal.into_response(Media::Json),
    };
    match answer.await {
        Ok(Answered::Whole(response)) => reply::answered(response, media, limit),
        Ok(Answered::Events(response)) => response,
        Err(refusal) => refusal.into_response(media),
    }
}

async fn run(
    door: &Arc<Door>,
    headers: &HeaderMap,
    parameters: Parameters,
    visitor: Visitor,
    method: Method,
) -> Result<Answered, Refusal> {
    let mut request = parameters
        .into_request()
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "The parameter query is missing."))?;
    let operation = match door.gate.admit(&mut request) {
        Ok(operation) => operation,
        Err(error) => return Ok(Answered::Whole(Response::from_errors(vec![error]))),
    };
    let in_events = media::prefers_events(headers, operation);
    permit(operation, &method, in_events)?;
    let id = visitor.id;
    let answered = match execution::caller(door, visitor.token.as_deref(), visitor.client).await {
        // Everything else has one answer, and headers to it.
        Ok(caller) if operation == OperationType::Subscription => {
            let (resumption, place) = sse::resumption(headers);
            let answers =
                execution::start(door, operation, request, caller.clone(), id, resumption);
            let response = sse::respond(Arc::clone(door), answers, place, &caller, id).await;
            response.map(Answered::Events)
        }
        Ok(caller) => {
            let response = execution::execute(door, request, caller, id).await;
            Ok(Answered::Whole(response))
        }
        Err(error) => Err(error),
    };
    Ok(answered.unwrap_or_else(|error| {
        let response = Response::from_errors(vec![error]);
        let response = execution::settled(Ok(response), door, id);
        if in_events {
            let limit = door.limits().response_bytes;
            Answered::Events(reply::answered(response, Media::Events, limit))
        } else {
            Answered::Whole(response)
        }
    }))
}

/// A GET changes nothing: links, images and prefetching browsers send it unasked.
fn permit(operation: OperationType, method: &Method, in_events: bool) -> Result<(), Refusal> {
    match operation {
        OperationType::Query => Ok(()),
        OperationType::Mutation if method == Method::POST => Ok(()),
        OperationType::Mutation => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Mutations are sent by POST.",
        )),
        OperationType::Subscription if in_events => Ok(()),
        OperationType::Subscription => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "Subscriptions run over a WebSocket (graphql-transport-ws) or with Accept: text/event-stream.",
        )),
    }
}
