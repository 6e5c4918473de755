//! The way out for letters: a mail server, a folder, or the log.

use super::letters::Letter;
use crate::config::{ConfigError, MailConfig, Secret, TransportKind};
use crate::error::{Error, Result};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::file::AsyncFileTransport;
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// A whole sending, from connecting to the server's last answer. The library's own limit covers connecting only.
const TIMEOUT: Duration = Duration::from_secs(60);

/// How letters leave.
pub struct Transport {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(AsyncFileTransport<Tokio1Executor>),
    Log,
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Transport")
    }
}

/// Why a letter did not leave.
#[derive(Debug)]
pub(super) struct Failure {
    /// The server refuses this letter and always will.
    pub(super) is_final: bool,
    /// What happened; may name the server, never the recipient's link.
    pub(super) reason: String,
}

impl Transport {
    /// Prepares the way out. Connects to nothing yet.
    ///
    /// # Errors
    /// When the sender or the server's address cannot be understood.
    pub fn new(config: &MailConfig) -> Result<Self> {
        let from = config.from.parse().map_err(|_| {
            fault(
                "DEFAULT_FROM_EMAIL",
                "is not a mail address",
                "BruinBridge <no-reply@bruinbridge.example>",
            )
        })?;
        let way = match &config.transport {
            _ if !config.send => Way::Log,
            TransportKind::Log => Way::Log,
            TransportKind::Smtp(url) => Way::Smtp(smtp(url)?),
            TransportKind::File(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| {
                    fault(
                        "MAIL_DIR",
                        &format!("cannot be created: {error}"),
                        "data/mail",
                    )
                })?;
                Way::File(AsyncFileTransport::new(folder))
            }
        };
        Ok(Self { from, way })
    }

    /// Sends one letter.
    pub(super) async fn send(&self, letter: &Letter) -> std::result::Result<(), Failure> {
        match &self.way {
            Way::Log => {
                tracing::info!(
                    link = letter.link,
                    subject = letter.subject,
                    "mail is not sent; here is its link"
                );
                Ok(())
            }
            Way::File(files) => {
                let message = self.message(letter)?;
                files
                    .send(message)
                    .await
                    .map(|_| ())
                    .map_err(|error| retry(error.to_string()))
            }
            Way::Smtp(server) => {
                let message = self.message(letter)?;
                match tokio::time::timeout(TIMEOUT, server.send(message)).await {
                    Ok(Ok(_)) => Ok(()),
                    Ok(Err(error)) => Err(smtp_failure(&error)),
                    Err(_) => Err(retry("the mail server took too long".to_owned())),
                }
            }
        }
    }

    fn message(&self, letter: &Letter) -> std::result::Result<Message, Failure> {
        let refused = |reason: String| Failure {
            is_final: true,
            reason,
        };
        let to = letter
            .to
            .parse()
            .map_err(|_| refused("the address cannot be written to".to_owned()))?;
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(letter.subject)
            .multipart(MultiPart::alternative_plain_html(
                letter.text.clone(),
                letter.html.clone(),
            ))
            .map_err(|error| refused(error.to_string()))
    }
}

fn smtp(url: &Secret) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let url = url.expose();
    // Plain smtp:// takes encryption where the server offers it; `?tls=required` insists.
    let url = match url.starts_with("smtp://") && !url.contains("tls=") {
        true => format!(
            "{url}{}tls=opportunistic",
            if url.contains('?') { '&' } else { '?' }
        ),
        false => url.to_owned(),
    };
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|_| {
        fault(
            "SMTP_URL",
            "is not the address of a mail server",
            "smtp://user:password@mail.example:587",
        )
    })?;
    Ok(server.timeout(Some(TIMEOUT)).build())
}

fn smtp_failure(error: &SmtpError) -> Failure {
    Failure {
        is_final: error.is_permanent(),
        reason: error.to_string(),
    }
}

const fn retry(reason: String) -> Failure {
    Failure {
        is_final: false,
        reason,
    }
}

fn fault(variable: &str, fault: &str, example: &str) -> Error {
    Error::Unexpected(ConfigError::new(variable, fault, example).to_string())
}
