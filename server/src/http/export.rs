//! Downloads of accounts and matches as CSV, for administrators.
//!
//! The table is read while the client receives it, a part at a time. A download that cannot end properly, because the
//! session lost its right or the server stops, breaks off, so that no client takes it for complete.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::{ConnectInfo, Query, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};

use super::client::client;
use super::connection::{Connection, Protected};
use super::live_limits::OpenConnection;
use super::state::HttpState;
use super::{credentials, execution};
use crate::auth::permission::UsersRead;
use crate::auth::session_watch::Watch;
use crate::auth::{self, Admin, Caller, refusals};
use crate::error::{Error, Result};
use crate::export::{Download, Request};

/// A table that can be downloaded.
#[derive(Clone, Copy)]
struct Table {
    /// Its name in the log of refused operations.
    operation: &'static str,
    disposition: &'static str,
    request: fn(Vec<(String, String)>) -> Result<Request>,
}

const USERS: Table = Table {
    operation: "export/users.csv",
    disposition: "attachment; filename=\"users.csv\"",
    request: Request::users,
};
const MATCHES: Table = Table {
    operation: "export/matches.csv",
    disposition: "attachment; filename=\"matches.csv\"",
    request: Request::matches,
};

/// What a handler reads of a request.
type Parts = (
    State<Arc<HttpState>>,
    Extension<Connection>,
    ConnectInfo<SocketAddr>,
    Method,
    Uri,
    HeaderMap,
);

/// Sends the accounts of a filter.
pub(super) async fn users(parts: Parts) -> Response {
    respond(parts, USERS).await
}

/// Sends every match.
pub(super) async fn matches(parts: Parts) -> Response {
    respond(parts, MATCHES).await
}

async fn respond(parts: Parts, table: Table) -> Response {
    let (State(state), Extension(connection), ConnectInfo(peer), method, uri, headers) = parts;
    // A HEAD request would read the whole table for nothing.
    if method != Method::GET {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET"))];
        return (allow, refusal(StatusCode::METHOD_NOT_ALLOWED, "Use GET.")).into_response();
    }
    // From here on the connection is busy.
    let protected = connection.protect();
    let credential = match credentials::credential(&headers, &state.origins, state.config()) {
        Ok(credential) => credential,
        Err(refused) => return refusal(StatusCode::FORBIDDEN, refused.message()),
    };
    let token = credential.as_ref().map(credentials::Credential::token);
    let client = client(&headers, peer, state.config());
    let caller = match auth::authenticate(&state.app, token, client).await {
        Ok(caller) => caller,
        Err(error) => return failure(&error),
    };
    let requested = requested(&state, &caller, &uri, table);
    let (admin, request) = match requested {
        Ok(requested) => requested,
        Err(error) => return failure(&error),
    };
    let Some(opened) = state.open_for_session(&caller) else {
        let text = "You have too many open connections. Close one first.";
        return refusal(StatusCode::TOO_MANY_REQUESTS, text);
    };
    let Ok(watch) = execution::watch(&state, &caller).await else {
        return failure(&Error::Busy);
    };
    let mut download = Download::start(&state.app, &admin, request);
    let first = match download.next().await {
        Some(Ok(first)) => first,
        Some(Err(error)) => return failure(&error),
        None => Vec::new(),
    };
    let rest = Rest {
        state,
        watch,
        download,
        _kept: (opened, protected),
    };
    attachment(table, rest.into_body(first))
}

/// Checks the caller first: nobody else learns which parameters there are.
fn requested(
    state: &HttpState,
    caller: &Caller,
    uri: &Uri,
    table: Table,
) -> Result<(Admin<UsersRead>, Request)> {
    let admin = caller.admin::<UsersRead>();
    if let Err(Error::NotPermitted { permission, .. }) = &admin {
        refusals::note(&state.app, caller, (table.operation, *permission));
    }
    let admin = admin?;
    let Query(parameters) = Query::try_from_uri(uri)
        .map_err(|_| Error::BadInput("The query string is malformed.".to_owned()))?;
    Ok((admin, (table.request)(parameters)?))
}

fn attachment(table: Table, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, table.disposition),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, body).into_response()
}

/// The rest of a download, and what it holds until it ends.
struct Rest {
    state: Arc<HttpState>,
    watch: Option<Watch>,
    download: Download,
    _kept: (OpenConnection, Protected),
}

impl Rest {
    fn into_body(self, first: Vec<u8>) -> Body {
        let start = (Some(self), Some(first));
        let parts = stream::unfold(start, |(rest, first)| async {
            let rest = rest?;
            match first {
                Some(first) => Some((Ok(Bytes::from(first)), (Some(rest), None))),
                None => rest.next().await,
            }
        });
        Body::from_stream(parts)
    }

    /// Returns the next part and what follows; an error breaks the response off.
    async fn next(mut self) -> Option<(io::Result<Bytes>, (Option<Self>, Option<Vec<u8>>))> {
        let stop = self.state.stop.clone();
        let part = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            () = lost(&mut self.watch) => None,
            part = self.download.next() => Some(part?),
        };
        match part {
            Some(Ok(part)) => Some((Ok(part.into()), (Some(self), None))),
            Some(Err(error)) => {
                tracing::error!(%error, "an export failed");
                Some((Err(io::ErrorKind::Other.into()), (None, None)))
            }
            None => {
                self.download.stop().await;
                Some((Err(io::ErrorKind::ConnectionAborted.into()), (None, None)))
            }
        }
    }
}

/// Waits until the session has ended or lost a right.
async fn lost(watch: &mut Option<Watch>) {
    match watch {
        Some(watch) => drop(watch.lost().await),
        None => std::future::pending().await,
    }
}

fn failure(error: &Error) -> Response {
    match error {
        Error::Unauthenticated => refusal(StatusCode::UNAUTHORIZED, "Sign in first."),
        Error::ReauthenticationRequired { .. } => {
            refusal(StatusCode::FORBIDDEN, "Enter your password again.")
        }
        Error::Forbidden(why) | Error::NotPermitted { why, .. } => {
            refusal(StatusCode::FORBIDDEN, why)
        }
        Error::BadInput(what) => refusal(StatusCode::BAD_REQUEST, what),
        error => {
            tracing::error!(%error, "an export failed");
            refusal(StatusCode::SERVICE_UNAVAILABLE, "Try again later.")
        }
    }
}

fn refusal(status: StatusCode, sentence: &str) -> Response {
    let headers = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, headers, format!("{sentence}\n")).into_response()
}
