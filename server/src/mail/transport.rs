//! Email transports: a mail server, a folder, or the log.

use super::content::Rendered;
use super::folder::Folder;
use super::mailbox::DevelopmentMailbox;
use super::smtp;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, TransportKind, quoted};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// Timeout for sending one email, from connecting to the server's last response. The library's own timeout covers
/// connecting only.
pub(super) const TIMEOUT: Duration = Duration::from_secs(60);

/// Marks emails that no person wrote (RFC 3834), so that out-of-office replies and the like are not sent in return.
const AUTO_SUBMITTED: (HeaderName, &str) = (
    HeaderName::new_from_ascii_str("Auto-Submitted"),
    "auto-generated",
);

const LIST_UNSUBSCRIBE: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const POST_NAME: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");

/// What a mail program posts to the URL of List-Unsubscribe (RFC 8058).
pub const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// Where a development server shows its emails.
pub const MAILBOX_PATH: &str = "/dev/mail";

/// The transport for emails.
pub struct Transport {
    from: Mailbox,
    route: Route,
    /// The clock that dates emails, which tests can move.
    clock: Clock,
    mailbox: Option<DevelopmentMailbox>,
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
    pub fn new(config: &Config, clock: Clock) -> Result<Self, ConfigError> {
        let mailbox = (!config.production).then(DevelopmentMailbox::default);
        let config = &config.mail;
        let from = sender(&config.from)?;
        let route = match &config.transport {
            _ if !config.send => Route::Log,
            TransportKind::Log => Route::Log,
            TransportKind::Smtp(url) => {
                Route::Smtp(smtp::transport(url, &config.frontend_url, &from)?)
            }
            TransportKind::File(folder) => Route::File(Folder::open(folder).map_err(|error| {
                let fault = format!(
                    "{} cannot be used ({error}): the server creates this folder and its files",
                    quoted(&folder.to_string_lossy())
                );
                ConfigError::new("MAIL_DIR", fault, "data/mail")
            })?),
        };
        Ok(Self {
            from,
            route,
            clock,
            mailbox,
        })
    }

    /// The emails of a development server, for its developer.
    #[must_use]
    pub const fn mailbox(&self) -> Option<&DevelopmentMailbox> {
        self.mailbox.as_ref()
    }

    /// Sends one email.
    pub(super) async fn send(&self, email: &Rendered) -> Result<(), Failure> {
        let message = self.message(email)?;
        let headers = message.headers().to_string();
        self.send_message(email, message).await?;
        if let Some(mailbox) = &self.mailbox {
            mailbox.keep(&self.clock, email, headers);
        }
        Ok(())
    }

    async fn send_message(&self, email: &Rendered, message: Message) -> Result<(), Failure> {
        match &self.route {
            Route::Log => {
                let mailbox = self.mailbox.as_ref().map(|_| MAILBOX_PATH);
                tracing::info!(
                    link = email.link,
                    subject = email.subject,
                    mailbox,
                    "email is not sent; here is its link"
                );
                Ok(())
            }
            Route::File(folder) => {
                let written = folder.write(email.id, message.formatted()).await;
                written.map_err(|_| retry("could not write the file".to_owned()))
            }
            Route::Smtp(server) => {
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
        let (auto_submitted, generated) = AUTO_SUBMITTED;
        // Unique in the sender's domain (RFC 5322), and the same for each attempt, so that a mailbox which gets an email
        // twice can show it once. The name of this machine may be known to nobody else.
        let message_id = format!("<{}@{}>", email.id, self.from.email.domain());
        let mut builder = Message::builder();
        if let Some(preferences) = &email.preferences {
            // With both, mail programs show a button (RFC 2369, RFC 8058).
            let link = format!("<{}>", preferences.unsubscribe);
            builder = builder
                .raw_header(HeaderValue::new(LIST_UNSUBSCRIBE, link))
                .raw_header(HeaderValue::new(POST_NAME, ONE_CLICK.to_owned()));
        }
        builder
            .message_id(Some(message_id))
            .date(self.clock.now().into())
            .raw_header(HeaderValue::new(auto_submitted, generated.to_owned()))
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

/// Parses the sender of every email.
fn sender(text: &str) -> Result<Mailbox, ConfigError> {
    let example = "BruinBridge <no-reply@bruinbridge.example>";
    let refused = |cause: &str| {
        let fault = format!("{} is not an email address: {cause}", quoted(text));
        ConfigError::new("DEFAULT_FROM_EMAIL", fault, example)
    };
    // It becomes a header, and a line break would begin another one.
    if text.contains(char::is_control) {
        return Err(refused("it has a control character"));
    }
    let parsed: Result<Mailbox, _> = text.parse();
    parsed.map_err(|_| refused("it is neither name@host nor Name <name@host>"))
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
