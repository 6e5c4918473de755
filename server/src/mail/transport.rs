//! Email transports: a mail server, a folder, or the log.

use super::folder::Folder;
use super::templates::Rendered;
use crate::config::{ConfigError, MailConfig, Secret, TransportKind};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// Timeout for sending one email, from connecting to the server's last response. The library's own timeout covers
/// connecting only.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The transport for emails.
pub struct Transport {
    from: Mailbox,
    route: Route,
}

enum Route {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(Folder),
    Log,
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Transport")
    }
}

/// Why an email was not sent.
#[derive(Debug)]
pub(super) struct Failure {
    /// Whether the server permanently rejects this email.
    pub(super) is_final: bool,
    /// What happened. May name the server, but never contains the recipient's link.
    pub(super) reason: String,
}

impl Transport {
    /// Prepares the transport. Does not connect yet.
    ///
    /// # Errors
    /// When the sender or the server's address is invalid.
    pub fn new(config: &MailConfig) -> Result<Self, ConfigError> {
        let from = config.from.parse().map_err(|_| {
            ConfigError::new(
                "DEFAULT_FROM_EMAIL",
                "is not an email address",
                "BruinBridge <no-reply@bruinbridge.example>",
            )
        })?;
        let route = match &config.transport {
            _ if !config.send => Route::Log,
            TransportKind::Log => Route::Log,
            TransportKind::Smtp(url) => Route::Smtp(smtp(url)?),
            TransportKind::File(folder) => Route::File(Folder::open(folder).map_err(|error| {
                let fault = format!("cannot be created: {error}");
                ConfigError::new("MAIL_DIR", fault, "data/mail")
            })?),
        };
        Ok(Self { from, route })
    }

    /// Sends one email.
    pub(super) async fn send(&self, email: &Rendered) -> Result<(), Failure> {
        match &self.route {
            Route::Log => {
                tracing::info!(
                    link = email.link,
                    subject = email.subject,
                    "email is not sent; here is its link"
                );
                Ok(())
            }
            Route::File(folder) => {
                let message = self.message(email)?;
                let written = folder.write(message.formatted()).await;
                written.map_err(|_| retry("could not write the file".to_owned()))
            }
            Route::Smtp(server) => {
                let message = self.message(email)?;
                match tokio::time::timeout(TIMEOUT, server.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(smtp_failure(&error)),
                    Err(_) => Err(retry("the mail server took too long".to_owned())),
                }
            }
        }
    }

    fn message(&self, email: &Rendered) -> Result<Message, Failure> {
        let refused = |reason: String| Failure {
            is_final: true,
            reason,
        };
        let to = email
            .to
            .parse()
            .map_err(|_| refused("the recipient's address is invalid".to_owned()))?;
        Message::builder()
            .message_id(None)
            .from(self.from.clone())
            .to(to)
            .subject(email.subject)
            .multipart(MultiPart::alternative_plain_html(
                email.text.clone(),
                email.html.clone(),
            ))
            .map_err(|_| refused("the email cannot be built".to_owned()))
    }
}

fn smtp(url: &Secret) -> Result<AsyncSmtpTransport<Tokio1Executor>, ConfigError> {
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&with_encryption(url.expose()));
    let server = server.map_err(|_| {
        let example = "smtp://user:password@mail.example:587";
        ConfigError::new("SMTP_URL", "is not the address of a mail server", example)
    })?;
    Ok(server.timeout(Some(TIMEOUT)).build())
}

/// Plain smtp:// requires STARTTLS if a password is sent. Otherwise it uses STARTTLS only if it is offered: anyone in
/// between could strip the offer. `?tls=…` in the URL overrides this.
fn with_encryption(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    if !address.starts_with("smtp://") || query.split('&').any(|pair| pair.starts_with("tls=")) {
        return url.to_owned();
    }
    let tls = if address.contains('@') {
        "required"
    } else {
        "opportunistic"
    };
    let separator = if query.is_empty() { "" } else { "&" };
    format!("{address}?{query}{separator}tls={tls}")
}

/// Leaves out the server's own text, which may quote addresses and links.
fn smtp_failure(error: &SmtpError) -> Failure {
    let reason = match error.status() {
        Some(code) => format!("the mail server responded with {code}"),
        None if error.is_timeout() => "the mail server took too long".to_owned(),
        None => "could not connect to the mail server".to_owned(),
    };
    Failure {
        is_final: is_about_recipient(error),
        reason,
    }
}

/// A permanent rejection may also be about the sender (a wrong password, a quota), which an operator can fix. Only the
/// enhanced code 5.1.x (RFC 3463: the address) is certainly about this email.
fn is_about_recipient(error: &SmtpError) -> bool {
    let words = error.to_string();
    error.is_permanent()
        && words
            .split([' ', '-', '('])
            .any(|word| word.starts_with("5.1."))
}

const fn retry(reason: String) -> Failure {
    Failure {
        is_final: false,
        reason,
    }
}
