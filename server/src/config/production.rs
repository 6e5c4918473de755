//! Checks that a production server does not start with settings that are right only for development.

use super::{Config, ConfigError, NEW_SECRET_KEY, Source, TransportKind, quoted};

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
    if config.secret_key.is_none() {
        let fault = "is not set although PROFILE=production, and the codes in emails would stop working at each restart; set it to a text that only this server knows and keep it";
        return Err(ConfigError::new("SECRET_KEY", fault, NEW_SECRET_KEY));
    }
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
