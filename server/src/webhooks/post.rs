//! One connection to an endpoint: checked, encrypted, and waited for no longer than it takes.
//!
//! hyper's bare connection and no client library, because those follow redirects, use proxies and look names up by
//! themselves.

use super::reach::reach;
use super::{Endpoint, Trust};
use crate::app::App;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

/// Bytes of an answer that are read; what it says does not matter.
const MAX_RESPONSE: usize = 64 * 1024;

/// An open connection, used for one delivery after the other.
pub(super) struct Post {
    endpoint: Endpoint,
    trust: Trust,
    /// For how long a try is waited for, from the look-up of the name to the end of the answer.
    patience: Duration,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Post {
    /// Connects when there is something to send.
    pub(super) fn to(app: &App, endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            trust: app.trust.clone(),
            patience: app.config.webhooks.patience,
            sender: None,
        }
    }

    /// Posts a body; returns the status, or in a few words why there is none.
    pub(super) async fn send(
        &mut self,
        headers: HeaderMap,
        body: String,
    ) -> Result<StatusCode, String> {
        match timeout(self.patience, self.try_to_send(headers, body)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // The answer may still come, to nobody.
                self.sender = None;
                Err("no answer in time".to_owned())
            }
        }
    }

    async fn try_to_send(
        &mut self,
        headers: HeaderMap,
        body: String,
    ) -> Result<StatusCode, String> {
        let mut sender = match self.kept().await {
            Some(sender) => sender,
            None => self.connect().await?,
        };
        let request = self.request(headers, body)?;
        let answer = sender.send_request(request).await;
        let answer = answer.map_err(|_| "the connection broke".to_owned())?;
        let status = answer.status();
        let rest = Limited::new(answer.into_body(), MAX_RESPONSE)
            .collect()
            .await;
        if rest.is_ok() {
            self.sender = Some(sender);
        }
        Ok(status)
    }

    /// The connection of the delivery before, if the endpoint kept it open.
    async fn kept(&mut self) -> Option<SendRequest<Full<Bytes>>> {
        let mut sender = self.sender.take()?;
        sender.ready().await.is_ok().then_some(sender)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, String> {
        let addresses = self.endpoint.resolve().await?;
        // Half of the time, so that one who takes the connection has as much to answer in.
        let stream = reach(&addresses, self.patience / 2).await;
        let stream = stream.ok_or_else(|| "no connection".to_owned())?;
        let url = self.endpoint.url();
        if url.scheme() == "http" {
            return speak(stream).await;
        }
        let host = url.host_str().unwrap_or_default();
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| "the name cannot have a certificate".to_owned())?;
        let encrypted = TlsConnector::from(self.trust.client())
            .connect(name, stream)
            .await;
        speak(encrypted.map_err(|_| "no trusted encryption".to_owned())?).await
    }

    fn request(&self, headers: HeaderMap, body: String) -> Result<Request<Full<Bytes>>, String> {
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
            .body(Full::new(body.into()))
            .map_err(|_| "the address cannot be asked for".to_owned())?;
        request.headers_mut().extend(headers);
        Ok(request)
    }
}

async fn speak(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<SendRequest<Full<Bytes>>, String> {
    let (sender, connection) = handshake(TokioIo::new(stream))
        .await
        .map_err(|_| "no connection".to_owned())?;
    // It ends with its sender.
    tokio::spawn(connection);
    Ok(sender)
}
