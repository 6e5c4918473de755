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
    clients::Counted,
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
    Extension(connection): Extension<Connection>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let visitor = visitor(&door, &parts.headers, peer, id);
    answer(&parts.headers, async {
        media::require_json(&parts.headers)?;
        let body = body::read(&parts.headers, body, door.limits()).await?;
        let parameters = Parameters::of_body(&body)?;
        let asked = Asked {
            headers: &parts.headers,
            method: Method::POST,
            connection: &connection,
        };
        run(&door, asked, parameters, visitor).await
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
        let parameters = Parameters::of_uri(&parts.uri)?;
        let asked = Asked {
            headers: &parts.headers,
            method: Method::GET,
            connection: &connection,
        };
        run(&door, asked, parameters, visitor).await
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
    let upgrade = match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    match place(&door, &visitor, &connection) {
        Ok(place) => socket::open(door, upgrade, visitor, connection, place),
        Err(refusal) => refusal.into_response(Media::Json),
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
    answer: impl Future<Output = Result<Answered, Refusal>>,
) -> HttpResponse {
    let media = match media::accepted(headers) {
        Ok(media) => media,
        Err(refusal) => return refusal.into_response(Media::Json),
    };
    match answer.await {
        Ok(Answered::Whole(response)) => reply::answered(response, media),
        Ok(Answered::Events(response)) => response,
        Err(refusal) => refusal.into_response(media),
    }
}

/// How a request came.
struct Asked<'a> {
    headers: &'a HeaderMap,
    method: Method,
    connection: &'a Connection,
}

async fn run(
    door: &Arc<Door>,
    asked: Asked<'_>,
    parameters: Parameters,
    visitor: Visitor,
) -> Result<Answered, Refusal> {
    // From here on somebody works for it.
    let protected = asked.connection.protect();
    let headers = asked.headers;
    let mut request = parameters
        .into_request()
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "The parameter query is missing."))?;
    let operation = match door.gate.admit(&mut request) {
        Ok(operation) => operation,
        Err(error) => return Ok(Answered::Whole(Response::from_errors(vec![error]))),
    };
    let in_events = media::prefers_events(headers, operation);
    permit(operation, &asked.method, in_events)?;
    let id = visitor.id;
    let place = match operation {
        OperationType::Subscription => place(door, &visitor, asked.connection)?,
        _ => None,
    };
    let answered = match execution::caller(door, visitor.token.as_deref(), visitor.client).await {
        // Everything else has one answer, and headers to it.
        Ok(caller) if operation == OperationType::Subscription => {
            let (resumption, progress) = sse::resumption(headers);
            let answers =
                execution::start(door, operation, request, caller.clone(), id, resumption);
            // A stream for nobody is not kept when others need its connection.
            let kept = (place, caller.is_signed_in().then_some(protected));
            let response =
                sse::respond(Arc::clone(door), answers, progress, &caller, id, kept).await;
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
            Answered::Events(reply::answered(response, Media::Events))
        } else {
            Answered::Whole(response)
        }
    }))
}

/// What lasts is counted for its client, also where that is behind a proxy of ours.
fn place(
    door: &Door,
    visitor: &Visitor,
    connection: &Connection,
) -> Result<Option<Counted>, Refusal> {
    if !connection.is_of_proxy() {
        return Ok(None);
    }
    let counted = door.clients.count(door.network(&visitor.client));
    counted.map(Some).ok_or_else(|| {
        let message = "You have as many connections open as you may. Close one first.";
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, message)
    })
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
