//! One connection to an endpoint: checked, encrypted, and with a timeout.
//!
//! Uses hyper's bare connection and no client library, because those follow redirects, use proxies and resolve names
//! themselves.

use super::outcome::{DeliveryResult, Response};
use super::reach::reach;
use super::{Endpoint, Trust, retry_after};
use crate::app::App;
use crate::clock::Clock;
use bytes::Bytes;
use http::{HeaderMap, Request, header};
use http_body_util::{BodyExt, Collected, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// Bytes of a response that are read.
const MAX_RESPONSE: usize = 64 * 1024;

/// An open connection, used for one delivery after another.
pub(crate) struct Post {
    endpoint: Endpoint,
    trust: Trust,
    clock: Clock,
    /// The timeout of an attempt, from resolving the name to the end of the response.
    timeout: Duration,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Post {
    /// Connects only when there is something to send.
    pub(super) fn to(app: &App, endpoint: Endpoint) -> Self {
        Self::within(app, endpoint, app.config.webhooks.delivery_timeout)
    }

    /// The same with another timeout.
    pub(crate) fn within(app: &App, endpoint: Endpoint, timeout: Duration) -> Self {
        Self {
            endpoint,
            trust: app.trust.clone(),
            clock: app.clock.clone(),
            timeout,
            sender: None,
        }
    }

    /// Posts a body; returns the response, or in a few words why there is none.
    pub(crate) async fn send(&mut self, headers: HeaderMap, body: String) -> DeliveryResult {
        match timeout(self.timeout, self.try_to_send(headers, body.into())).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // A late response must not be mistaken for that of the next request.
                self.sender = None;
                Err("no response in time".to_owned())
            }
        }
    }

    /// An endpoint may close a connection at any time between two requests, so the server may notice only when it sends
    /// the next one. That is not the endpoint's failure: the same request is sent once more, on a new connection.
    async fn try_to_send(&mut self, headers: HeaderMap, body: Bytes) -> DeliveryResult {
        if let Some(sender) = self.reuse().await {
            let request = self.request(headers.clone(), body.clone())?;
            match self.exchange(sender, request).await {
                // Bytes that are not HTTP are a response, if a wrong one.
                Err(error) if !error.is_parse() => {}
                outcome => return outcome.map_err(broke),
            }
        }
        let request = self.request(headers, body)?;
        let sender = self.connect().await?;
        self.exchange(sender, request).await.map_err(broke)
    }

    /// Sends a request and reads the response. Keeps the connection if it can be used again.
    async fn exchange(
        &mut self,
        mut sender: SendRequest<Full<Bytes>>,
        request: Request<Full<Bytes>>,
    ) -> hyper::Result<Response> {
        let (head, body) = sender.send_request(request).await?.into_parts();
        let rest = Limited::new(body, MAX_RESPONSE).collect().await;
        if rest.is_ok() {
            self.sender = Some(sender);
        }
        Ok(Response {
            status: head.status,
            retry_after: retry_after::read(&head.headers, self.clock.now()),
            body: rest.ok().map(Collected::to_bytes),
        })
    }

    /// Returns the connection of the previous delivery, if the endpoint kept it open.
    async fn reuse(&mut self) -> Option<SendRequest<Full<Bytes>>> {
        let mut sender = self.sender.take()?;
        sender.ready().await.is_ok().then_some(sender)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, String> {
        let addresses = self.endpoint.resolve().await?;
        // Half of the timeout, so that an endpoint that accepts the connection has as much time left to respond.
        let stream = reach(&addresses, self.timeout / 2).await;
        let stream = stream.ok_or_else(|| "no connection".to_owned())?;
        let url = self.endpoint.url();
        if url.scheme() == "http" {
            return start(stream).await;
        }
        let host = url.host_str().unwrap_or_default();
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| "the host name cannot have a certificate".to_owned())?;
        let encrypted = TlsConnector::from(self.trust.client())
            .connect(name, stream)
            .await;
        start(encrypted.map_err(|_| "no trusted encryption".to_owned())?).await
    }

    fn request(&self, headers: HeaderMap, body: Bytes) -> Result<Request<Full<Bytes>>, String> {
        let url = self.endpoint.url();
        let authority = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (host, _) => host.unwrap_or_default().to_owned(),
        };
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let mut request = Request::post(target)
            .header(header::HOST, authority)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, "BruinBridge-Webhooks/1")
            .body(Full::new(body))
            .map_err(|_| "the URL cannot be requested".to_owned())?;
        request.headers_mut().extend(headers);
        Ok(request)
    }
}

fn broke(_: hyper::Error) -> String {
    "the connection broke".to_owned()
}

async fn start(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Full<Bytes>>, String> {
    let (sender, connection) = handshake(TokioIo::new(stream))
        .await
        .map_err(|_| "no connection".to_owned())?;
    // The task ends when its sender is dropped.
    tokio::spawn(connection);
    Ok(sender)
}
