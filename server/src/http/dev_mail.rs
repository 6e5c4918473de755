//! The mailbox of a development server: its last emails, as their recipients get them. Only for browsers on the same
//! machine, because the emails contain links that set passwords.

use std::net::SocketAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{ConnectInfo, Path, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use url::{Host, Url};
use uuid::Uuid;

use super::state::HttpState;
use crate::mail::MAILBOX_PATH;
use crate::mail::mailbox::SentEmail;

const STYLE: &str = include_str!("../../templates/mailbox.css");

/// The policy of the mailbox's own pages: no scripts, and nothing from elsewhere.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// The policy of an email, which the mailbox shows in a frame: it has styles of its own, and may open links in new
/// tabs, nothing else.
const EMAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; \
     sandbox allow-popups allow-popups-to-escape-sandbox";

/// Headers that a proxy adds: behind one, every client seems to be on this machine.
const OF_PROXIES: [HeaderName; 2] = [
    header::FORWARDED,
    HeaderName::from_static("x-forwarded-for"),
];

#[derive(Template)]
#[template(path = "mailbox.html")]
struct ListPage {
    emails: Vec<SentEmail>,
}

#[derive(Template)]
#[template(path = "mailbox_email.html")]
struct EmailPage {
    email: SentEmail,
}

/// The routes of the mailbox, for development servers only.
pub(super) fn routes(state: &HttpState) -> Router<Arc<HttpState>> {
    if state.app.mail.mailbox().is_none() {
        return Router::new();
    }
    Router::new()
        .route(MAILBOX_PATH, get(list))
        .route("/dev/mail/mailbox.css", get(style))
        .route("/dev/mail/{id}", get(email))
        .route("/dev/mail/{id}/html", get(html))
        .layer(middleware::from_fn(on_this_machine))
}

/// Refuses clients on other machines, and pages whose name was made to point to this one (DNS rebinding).
async fn on_this_machine(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_local = peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    let headers = request.headers();
    let is_proxied = OF_PROXIES.iter().any(|name| headers.contains_key(name));
    if is_local && !is_proxied && has_local_host(headers) {
        return next.run(request).await;
    }
    let text = "The mailbox is only for browsers on the same machine as the server.\n";
    (StatusCode::FORBIDDEN, text).into_response()
}

fn has_local_host(headers: &HeaderMap) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let url = host.and_then(|host| Url::parse(&format!("http://{host}")).ok());
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

async fn list(State(state): State<Arc<HttpState>>) -> Response {
    let emails = state.app.mail.mailbox();
    let emails = emails.map(|mailbox| mailbox.emails()).unwrap_or_default();
    page(&ListPage { emails })
}

async fn email(State(state): State<Arc<HttpState>>, Path(id): Path<Uuid>) -> Response {
    match find(&state, id) {
        Some(email) => page(&EmailPage { email }),
        None => not_found(),
    }
}

async fn html(State(state): State<Arc<HttpState>>, Path(id): Path<Uuid>) -> Response {
    match find(&state, id) {
        // Links would open inside the frame, where nothing runs.
        Some(email) => {
            let html = email
                .html
                .replacen("<head>", "<head>\n<base target=\"_blank\">", 1);
            document(html, EMAIL_POLICY)
        }
        None => not_found(),
    }
}

async fn style() -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], STYLE)
}

fn find(state: &HttpState, id: Uuid) -> Option<SentEmail> {
    state.app.mail.mailbox()?.email(id)
}

fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => document(html, PAGE_POLICY),
        Err(error) => {
            tracing::error!(%error, "cannot render the mailbox");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn document(html: String, policy: &'static str) -> Response {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(policy),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, html).into_response()
}

fn not_found() -> Response {
    let text = "This email is no longer kept. The mailbox is at /dev/mail.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}
