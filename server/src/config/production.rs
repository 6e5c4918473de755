//! Checks that a production server does not start with settings that are right only for development.

use super::{Config, ConfigError, NEW_SECRET_KEY, Secret, Source, TransportKind, quoted};
use std::net::IpAddr;
use url::{Host, Url};

/// What the examples of the documentation have in place of a key.
const PLACEHOLDER: &str = "replace this";

/// Checks the settings of a server with PROFILE=production.
///
/// # Errors
/// The first setting that is missing or unsafe: the variable, why it matters, and what to set.
pub(super) fn check(config: &Config, source: &Source) -> Result<(), ConfigError> {
    if !config.mail.frontend_url.starts_with("https://") {
        let fault = format!(
            "{} does not start with https:// although PROFILE=production, and links that set passwords would travel unencrypted",
            quoted(&config.mail.frontend_url)
        );
        return Err(ConfigError::new(
            "FRONTEND_URL",
            fault,
            "https://bruinbridge.example",
        ));
    }
    let mut origins = config.allowed_origins.iter();
    if let Some(origin) = origins.find(|origin| !origin.starts_with("https://")) {
        let fault = format!(
            "{} does not start with https:// although PROFILE=production, and anyone on the network could change its pages",
            quoted(origin)
        );
        return Err(ConfigError::new(
            "ALLOWED_ORIGINS",
            fault,
            "https://bruinbridge.example",
        ));
    }
    if !config.mail.send && !source.is_set("AUTO_VERIFY") {
        let fault = "is not set although PROFILE=production and SEND_EMAILS=false, and any address would be verified without a check; set it explicitly, or send emails with SEND_EMAILS=true and SMTP_URL";
        return Err(ConfigError::new("AUTO_VERIFY", fault, "true"));
    }
    check_database(&config.database.url)?;
    check_secret_key(config.secret_key.as_ref())?;
    match config.mail.transport {
        TransportKind::File(_) if config.mail.send && !source.is_set("SEND_EMAILS") => {
            let fault = "is file although PROFILE=production, and emails would stay in MAIL_DIR; set SEND_EMAILS=true as well if another program sends them from there, or use a mail server";
            Err(ConfigError::new("MAIL_TRANSPORT", fault, "smtp"))
        }
        TransportKind::Log if config.mail.send => {
            let fault = "is log although PROFILE=production, and no emails would be sent while the log contains links that set passwords; use a mail server, or set SEND_EMAILS=false and AUTO_VERIFY";
            Err(ConfigError::new("MAIL_TRANSPORT", fault, "smtp"))
        }
        _ => Ok(()),
    }
}

/// Refuses a PostgreSQL server on another machine if the URL does not say how the connection is protected: without
/// `sslmode` it would be in clear text if the server offers nothing else, and no certificate would be verified.
fn check_database(url: &Secret) -> Result<(), ConfigError> {
    let Ok(parsed) = Url::parse(url.expose()) else {
        return Ok(());
    };
    let of_query = |names: [&str; 2]| {
        let mut pairs = parsed.query_pairs();
        pairs.find_map(|(name, value)| names.contains(&&*name).then(|| value.into_owned()))
    };
    // A host among the parameters replaces the one before them.
    let is_local = match of_query(["host", "hostaddr"]) {
        Some(host) => is_local(&host),
        None => parsed.host().is_none_or(|host| match host {
            Host::Domain(name) => is_local(name),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        }),
    };
    let is_said = of_query(["sslmode", "ssl-mode"]).is_some();
    if parsed.scheme() == "sqlite" || is_local || is_said {
        return Ok(());
    }
    let fault = format!(
        "{} is on another machine and has no sslmode although PROFILE=production, and passwords could travel unencrypted; add ?sslmode=verify-full, or sslmode=disable if something else encrypts the connection",
        url.shown()
    );
    let example = "postgres://user:password@db.example/bruinbridge?sslmode=verify-full";
    Err(ConfigError::new("DATABASE_URL", fault, example))
}

/// Whether a host is this machine: by name, by address, or by the folder of a socket, which may be percent-encoded.
fn is_local(host: &str) -> bool {
    let is_loopback = host
        .parse()
        .is_ok_and(|address: IpAddr| address.is_loopback());
    let is_folder = host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f");
    host == "localhost" || is_loopback || is_folder
}

fn check_secret_key(key: Option<&Secret>) -> Result<(), ConfigError> {
    let fault = match key {
        None => {
            "is not set although PROFILE=production, and the codes in emails would stop working at each restart; set it to a text that only this server knows and keep it"
        }
        Some(key) if key.expose().contains(PLACEHOLDER) => {
            "is the text of the example, which everyone knows, although PROFILE=production"
        }
        Some(_) => return Ok(()),
    };
    Err(ConfigError::new("SECRET_KEY", fault, NEW_SECRET_KEY))
}
