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
use self::reply::Refusal;
use super::{
    client::client,
    connection::Connection,
    credentials,
    door::Door,
    execution,
    request::RequestId,
    socket::{self, Visitor},
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
    answer(&parts.headers, async {
        media::require_json(&parts.headers)?;
        let body = body::read(&parts.headers, body, door.limits()).await?;
        run(&door, Parameters::of_body(&body)?, visitor, Method::POST).await
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
    answer(&parts.headers, async {
        run(&door, Parameters::of_uri(&parts.uri)?, visitor, Method::GET).await
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

async fn answer(
    headers: &HeaderMap,
    answer: impl Future<Output = Result<Response, Refusal>>,
) -> HttpResponse {
    let media = match media::accepted(headers) {
        Ok(media) => media,
        Err(refusal) => return refusal.into_response(media::Media::Json),
    };
    match answer.await {
        Ok(response) => reply::answered(response, media),
        Err(refusal) => refusal.into_response(media),
    }
}

async fn run(
    door: &Door,
    parameters: Parameters,
    visitor: Visitor,
    method: Method,
) -> Result<Response, Refusal> {
    let mut request = parameters
        .into_request()
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "The parameter query is missing."))?;
    let operation = match door.gate.admit(&mut request) {
        Ok(operation) => operation,
        Err(error) => return Ok(Response::from_errors(vec![error])),
    };
    permit(operation, &method)?;
    match execution::caller(door, visitor.token.as_deref(), visitor.client).await {
        Ok(caller) => Ok(execution::execute(door, request, caller, visitor.id).await),
        Err(error) => Ok(execution::settled(
            Ok(Response::from_errors(vec![error])),
            door,
            visitor.id,
        )),
    }
}

/// A GET changes nothing: links, images and prefetching browsers send it unasked.
fn permit(operation: OperationType, method: &Method) -> Result<(), Refusal> {
    match operation {
        OperationType::Query => Ok(()),
        OperationType::Mutation if method == Method::POST => Ok(()),
        OperationType::Mutation => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Mutations are sent by POST.",
        )),
        OperationType::Subscription => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "Subscriptions run over a WebSocket (graphql-transport-ws).",
        )),
    }
}
