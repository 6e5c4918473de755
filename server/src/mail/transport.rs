//! The way out for emails: a mail server, a folder, or the log.

use super::folder::Folder;
use super::templates::Rendered;
use crate::config::{ConfigError, MailConfig, Secret, TransportKind};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// A whole sending, from connecting to the server's last answer. The library's own limit covers connecting only.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How emails leave.
pub struct Transport {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(Folder),
    Log,
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Transport")
    }
}

/// Why an email did not leave.
#[derive(Debug)]
pub(super) struct Failure {
    /// The server refuses this email and always will.
    pub(super) is_final: bool,
    /// What happened; may name the server, never the recipient's link.
    pub(super) reason: String,
}

impl Transport {
    /// Prepares the way out. Connects to nothing yet.
    ///
    /// # Errors
    /// When the sender or the server's address cannot be understood.
    pub fn new(config: &MailConfig) -> Result<Self, ConfigError> {
        let from = config.from.parse().map_err(|_| {
            ConfigError::new(
                "DEFAULT_FROM_EMAIL",
                "is not a mail address",
                "BruinBridge <no-reply@bruinbridge.example>",
            )
        })?;
        let way = match &config.transport {
            _ if !config.send => Way::Log,
            TransportKind::Log => Way::Log,
            TransportKind::Smtp(url) => Way::Smtp(smtp(url)?),
            TransportKind::File(folder) => Way::File(Folder::open(folder).map_err(|error| {
                let fault = format!("cannot be created: {error}");
                ConfigError::new("MAIL_DIR", fault, "data/mail")
            })?),
        };
        Ok(Self { from, way })
    }

    /// Sends one letter.
    pub(super) async fn send(&self, email: &Rendered) -> Result<(), Failure> {
        match &self.way {
            Way::Log => {
                tracing::info!(
                    link = email.link,
                    subject = email.subject,
                    "mail is not sent; here is its link"
                );
                Ok(())
            }
            Way::File(folder) => {
                let message = self.message(email)?;
                let written = folder.write(message.formatted()).await;
                written.map_err(|_| retry("the file could not be written".to_owned()))
            }
            Way::Smtp(server) => {
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
            .map_err(|_| refused("the address cannot be written to".to_owned()))?;
        Message::builder()
            .message_id(None)
            .from(self.from.clone())
            .to(to)
            .subject(email.subject)
            .multipart(MultiPart::alternative_plain_html(
                email.text.clone(),
                email.html.clone(),
            ))
            .map_err(|_| refused("the letter cannot be put together".to_owned()))
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

/// Plain smtp:// insists on STARTTLS where a password is sent, and takes it where it is offered otherwise:
/// whoever sits in between could strip the offer. `?tls=…` in the address decides differently.
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

/// The server's own words stay outside: they quote addresses, and filters quote links.
fn smtp_failure(error: &SmtpError) -> Failure {
    let reason = match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server took too long".to_owned(),
        None => "the mail server could not be spoken to".to_owned(),
    };
    Failure {
        is_final: is_about_recipient(error),
        reason,
    }
}

/// A refusal for good may also be one of us (a wrong password, a quota), which an operator mends. Only the
/// enhanced code 5.1.x (RFC 3463: the address) is surely about this email.
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
