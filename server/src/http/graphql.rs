//! GraphQL over HTTP, following the GraphQL-over-HTTP draft: POST for all operations, GET for queries.

mod body;
mod compression;
mod media;
mod multipart;
mod parameters;
mod reply;

use std::net::SocketAddr;
use std::sync::Arc;

use async_graphql::parser::types::OperationType;
use async_graphql::{Request as GraphqlRequest, Response};
use async_graphql_axum::GraphQLProtocol;
use axum::Extension;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State, WebSocketUpgrade};
use axum::response::{IntoResponse, Response as HttpResponse};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};

use self::media::{BodyFormat, Media};
use self::multipart::Length;
pub(super) use self::parameters::Parameters;
use self::reply::Refusal;
use super::client::client;
use super::clients::Counted;
use super::connection::Connection;
use super::credentials::{self, Credential};
use super::live_limits::OpenConnection;
use super::origin::RefusedOrigin;
use super::request::RequestId;
use super::socket::{self, UnauthenticatedRequest};
use super::state::HttpState;
use super::{execution, sse};
use crate::error::Error;

/// Handles a POST request.
pub(super) async fn post(
    State(state): State<Arc<HttpState>>,
    Extension(id): Extension<RequestId>,
    Extension(connection): Extension<Connection>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let unauthenticated = unauthenticated(&state, &parts.headers, peer, id);
    let limit = state.limits().response_bytes;
    respond(&parts.headers, limit, async {
        let format = media::body_format(&parts.headers)?;
        media::check_coding(&parts.headers)?;
        let (request, length, _counted) = match format {
            BodyFormat::Json => {
                let body = body::read(&parts.headers, body, state.limits()).await?;
                (Parameters::of_body(&body)?.into_request(), body.len(), None)
            }
            BodyFormat::Multipart => {
                let length = length(&state, &parts.headers, &unauthenticated).await?;
                let read = multipart::read(&parts.headers, body, state.limits(), &length).await?;
                (read.0, read.1, Some(length))
            }
        };
        unauthenticated.client.credit.add(length);
        let context = RequestContext {
            headers: &parts.headers,
            method: Method::POST,
            connection: &connection,
        };
        run(&state, context, request, unauthenticated).await
    })
    .await
}

/// Decides how long a multipart request may be. Only those of signed-in members may be longer than others, a few at a
/// time.
async fn length(
    state: &HttpState,
    headers: &HeaderMap,
    unauthenticated: &UnauthenticatedRequest,
) -> Result<Length, Refusal> {
    let limits = state.limits();
    let usual = body::check_length(headers, limits.body_bytes);
    if usual.is_ok() && body::has_length(headers) {
        return Ok(Length::Usual);
    }
    let token = unauthenticated.credential.as_ref().map(Credential::token);
    let client = unauthenticated.client.clone();
    let caller = execution::caller(state, token, client).await;
    let caller = caller.map_err(|_| Refusal::busy())?;
    let Ok(member) = caller.member() else {
        return usual.map(|()| Length::Usual);
    };
    body::check_length(headers, multipart::longest(limits))?;
    let upload = state.uploads.begin(member.user().id);
    upload.map(Length::Upload).ok_or_else(Refusal::busy)
}

/// Handles a GET request: a query in the URL, or an upgrade to a WebSocket.
pub(super) async fn get_or_upgrade(
    State(state): State<Arc<HttpState>>,
    Extension(id): Extension<RequestId>,
    Extension(connection): Extension<Connection>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> HttpResponse {
    let (mut parts, _) = request.into_parts();
    let unauthenticated = unauthenticated(&state, &parts.headers, peer, id);
    if is_upgrade(&parts.headers) {
        return upgrade(state, &mut parts, unauthenticated, connection).await;
    }
    let limit = state.limits().response_bytes;
    respond(&parts.headers, limit, async {
        let request = Parameters::of_uri(&parts.uri)?.into_request();
        let context = RequestContext {
            headers: &parts.headers,
            method: Method::GET,
            connection: &connection,
        };
        run(&state, context, request, unauthenticated).await
    })
    .await
}

fn is_upgrade(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE);
    upgrade.is_some_and(|protocol| protocol.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

async fn upgrade(
    state: Arc<HttpState>,
    parts: &mut Parts,
    unauthenticated: UnauthenticatedRequest,
    connection: Connection,
) -> HttpResponse {
    let offered = GraphQLProtocol::from_request_parts(parts, &()).await.ok();
    let upgrade = match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    match count(&state, &unauthenticated, &connection) {
        Ok(counted) => socket::open(
            state,
            upgrade,
            unauthenticated,
            connection,
            offered,
            counted,
        ),
        Err(refusal) => refusal.into_response(Media::Json),
    }
}

fn unauthenticated(
    state: &HttpState,
    headers: &HeaderMap,
    peer: SocketAddr,
    id: RequestId,
) -> UnauthenticatedRequest {
    let credential = credentials::credential(headers, &state.origins, state.config());
    let (credential, refused_origin) = match credential {
        Ok(credential) => (credential, None),
        Err(refused) => (None, Some(refused)),
    };
    let client = client(headers, peer, state.config());
    UnauthenticatedRequest {
        credential,
        refused_origin,
        client,
        id,
    }
}

/// A response: a single GraphQL response, or a stream of events.
enum GraphqlResponse {
    Whole {
        response: Response,
        /// Whether it may be compressed.
        may_compress: bool,
    },
    Events(HttpResponse),
}

impl GraphqlResponse {
    /// A response that is not compressed.
    const fn plain(response: Response) -> Self {
        Self::Whole {
            response,
            may_compress: false,
        }
    }
}

async fn respond(
    headers: &HeaderMap,
    limit: usize,
    response: impl Future<Output = Result<GraphqlResponse, Refusal>>,
) -> HttpResponse {
    let media = match media::accepted(headers) {
        Ok(media) => media,
        Err(refusal) => return refusal.into_response(Media::Json),
    };
    match response.await {
        Ok(GraphqlResponse::Whole {
            response,
            may_compress,
        }) => {
            let response = reply::respond(response, media, limit);
            match may_compress && media != Media::Events {
                true => compression::compressed(headers, response).await,
                false => response,
            }
        }
        Ok(GraphqlResponse::Events(response)) => response,
        Err(refusal) => refusal.into_response(media),
    }
}

/// The HTTP side of a request.
struct RequestContext<'a> {
    headers: &'a HeaderMap,
    method: Method,
    connection: &'a Connection,
}

async fn run(
    state: &Arc<HttpState>,
    context: RequestContext<'_>,
    request: Option<GraphqlRequest>,
    unauthenticated: UnauthenticatedRequest,
) -> Result<GraphqlResponse, Refusal> {
    // From here on the connection is busy.
    let protected = context.connection.protect();
    let headers = context.headers;
    let mut request = request
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "The parameter query is missing."))?;
    let id = unauthenticated.id;
    let operation = match state.documents.read(&mut request) {
        Ok(operation) => operation,
        Err(error) => return Ok(GraphqlResponse::plain(Response::from_errors(vec![error]))),
    };
    let as_events = media::prefers_events(headers, operation.kind);
    check_method(operation.kind, &context.method, as_events)?;
    let counted = match operation.kind {
        OperationType::Subscription => Some(count(state, &unauthenticated, context.connection)?),
        _ => None,
    };
    let refused_origin = unauthenticated.refused_origin;
    let credential = unauthenticated.credential.as_ref();
    let may_compress = compression::is_safe(operation.kind, &context.method, credential);
    let outcome = match execution::caller(
        state,
        credential.map(Credential::token),
        unauthenticated.client,
    )
    .await
    .map(|caller| match credential {
        Some(Credential::Cookie(_)) => caller.with_cookie(),
        _ => caller,
    }) {
        // All subscriptions need a session. A stream could not say why there is none.
        Ok(_) if operation.kind == OperationType::Subscription && refused_origin.is_some() => {
            Err(Error::Unauthenticated.into_server_error())
        }
        // All other operations have one response, which may set headers.
        Ok(caller) if operation.kind == OperationType::Subscription => {
            let opened = match caller.is_signed_in() {
                true => Some(
                    state
                        .open_for_session(&caller)
                        .ok_or_else(too_many_connections)?,
                ),
                false => None,
            };
            let (resumption, progress) = sse::resumption(headers);
            let replies =
                execution::start(state, operation, request, caller.clone(), id, resumption);
            // A stream of an anonymous caller may be closed when others need its connection.
            let kept = (counted, opened, caller.is_signed_in().then_some(protected));
            let response =
                sse::respond(Arc::clone(state), replies, progress, &caller, id, kept).await;
            response.map(GraphqlResponse::Events)
        }
        Ok(caller) => {
            let response = execution::execute(state, operation, request, caller, id).await;
            Ok(GraphqlResponse::Whole {
                response: explained(response, refused_origin.as_ref()),
                may_compress,
            })
        }
        Err(error) => Err(error),
    };
    Ok(outcome.unwrap_or_else(|error| {
        let response = Response::from_errors(vec![error]);
        let response = execution::finished(Ok(response), state, id);
        let response = explained(response, refused_origin.as_ref());
        if as_events {
            let limit = state.limits().response_bytes;
            GraphqlResponse::Events(reply::respond(response, Media::Events, limit))
        } else {
            GraphqlResponse::plain(response)
        }
    }))
}

/// Adds to a response why the session cookie was ignored, if it was.
fn explained(mut response: Response, refused: Option<&RefusedOrigin>) -> Response {
    let refused = refused.and_then(|refused| async_graphql::to_value(refused).ok());
    let refused = refused.map(|refused| ("ignoredCookie".to_owned(), refused));
    response.extensions.extend(refused);
    response
}

/// A WebSocket or event stream that is counted for its client: as one, and as a connection if it comes through a
/// trusted proxy, whose own connections are not counted.
pub(super) type CountedLive = (OpenConnection, Option<Counted>);

/// Counts a WebSocket or event stream for its client.
fn count(
    state: &HttpState,
    unauthenticated: &UnauthenticatedRequest,
    connection: &Connection,
) -> Result<CountedLive, Refusal> {
    let client = &unauthenticated.client;
    let opened = state.open_for_client(client);
    let opened = opened.ok_or_else(too_many_connections)?;
    if !connection.is_from_proxy() {
        return Ok((opened, None));
    }
    let counted = state.clients.count(client.network);
    let counted = counted.ok_or_else(too_many_connections)?;
    Ok((opened, Some(counted)))
}

fn too_many_connections() -> Refusal {
    let message = "You have too many open connections. Close one first.";
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, message)
}

/// Checks that an operation may be sent this way. A GET must not change anything: links, images and prefetching
/// browsers send GET requests without the user's intent.
fn check_method(operation: OperationType, method: &Method, as_events: bool) -> Result<(), Refusal> {
    match operation {
        OperationType::Query => Ok(()),
        OperationType::Mutation if method == Method::POST => Ok(()),
        OperationType::Mutation => Err(Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "Send mutations by POST.",
        )),
        OperationType::Subscription if as_events => Ok(()),
        OperationType::Subscription => Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "Run subscriptions over a WebSocket (graphql-transport-ws) or with Accept: text/event-stream.",
        )),
    }
}
