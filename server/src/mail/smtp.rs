//! The connection to the mail server: its URL, its encryption, and the name with which this server introduces itself.

use super::transport::TIMEOUT;
use crate::config::{ConfigError, Secret};
use lettre::message::Mailbox;
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use url::{Host, Url};

/// Prepares the transport to a mail server. Does not connect yet.
///
/// # Errors
/// When the URL is not that of a mail server.
pub(super) fn transport(
    url: &Secret,
    frontend_url: &str,
    from: &Mailbox,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, ConfigError> {
    let parsed = check(url)?;
    let address = with_encryption(url.expose());
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&address);
    let server = server.map_err(|_| refused(url, "it cannot be used"))?;
    let server = server.timeout(Some(TIMEOUT));
    // A path in the URL is the name to use.
    let server = match parsed.path().len() {
        0 | 1 => server.hello_name(name(frontend_url, from)),
        _ => server,
    };
    Ok(server.build())
}

/// Finds what the library would not explain, or would ignore.
fn check(url: &Secret) -> Result<Url, ConfigError> {
    let parsed = Url::parse(url.expose()).map_err(|error| {
        let cause = format!(
            "{error}; special characters in the user and the password must be percent-encoded"
        );
        refused(url, &cause)
    })?;
    if parsed.host_str().is_none_or(str::is_empty) {
        return Err(refused(url, "it has no host"));
    }
    if !parsed.username().is_empty() && parsed.password().is_none() {
        return Err(refused(url, "it has a user but no password"));
    }
    for (name, value) in parsed.query_pairs() {
        match (&*name, &*value) {
            ("tls", "required" | "opportunistic") => {}
            ("tls", _) => return Err(refused(url, "tls is neither required nor opportunistic")),
            _ => return Err(refused(url, "it has a parameter other than tls")),
        }
    }
    Ok(parsed)
}

fn refused(url: &Secret, cause: &str) -> ConfigError {
    let fault = format!("{} is not the URL of a mail server: {cause}", url.shown());
    ConfigError::new("SMTP_URL", fault, "smtp://user:password@mail.example:587")
}

/// The name for EHLO. Many mail servers reject the bare name of a machine, so this is the host that users know, or
/// otherwise the sender's domain.
fn name(frontend_url: &str, from: &Mailbox) -> ClientId {
    let url = Url::parse(frontend_url).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(domain)) if domain.contains('.') => ClientId::Domain(domain.to_owned()),
        _ => ClientId::Domain(from.email.domain().to_owned()),
    }
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
