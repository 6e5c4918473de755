//! URLs and origins among the settings.

use super::{ConfigError, Secret, Source, quoted};
use url::Url;

const FRONTEND_URL: &str = "FRONTEND_URL";
const EXAMPLE: &str = "https://bruinbridge.example";

/// Reads a URL that may contain a password, so an error never repeats it.
pub(super) fn secret(
    source: &Source,
    variable: &str,
    schemes: &[&str],
    example: &str,
) -> Result<Secret, ConfigError> {
    let url = Secret::new(source.text(variable));
    let is_split = url.has_at_sign_after_host();
    let cause = match url.expose().split_once("://") {
        Some((scheme, _)) if scheme != "sqlite" && is_split => {
            "has an @ after its host; special characters of the user, the password and the parameters must be percent-encoded"
                .to_owned()
        }
        Some((scheme, rest)) if schemes.contains(&scheme) && !rest.is_empty() => return Ok(url),
        Some((scheme, _)) if schemes.contains(&scheme) => format!("ends after {scheme}://"),
        _ => format!("does not start with {}://", schemes.join(":// or ")),
    };
    let fault = format!("{} {cause}", url.shown());
    Err(ConfigError::new(variable, fault, example))
}

/// Reads the base URL of links, which are built by appending a path to it.
pub(super) fn frontend(source: &Source) -> Result<String, ConfigError> {
    let text = source.text(FRONTEND_URL);
    match check_base(&text) {
        Ok(()) => Ok(text.trim_end_matches('/').to_owned()),
        Err(cause) => {
            let fault = format!("{} {cause}", shown(&text));
            Err(ConfigError::new(FRONTEND_URL, fault, EXAMPLE))
        }
    }
}

/// Reads the base URL of something optional, to which paths are appended; empty is none.
pub(super) fn base(
    source: &Source,
    variable: &str,
    example: &str,
) -> Result<Option<String>, ConfigError> {
    let text = source.text(variable);
    if text.is_empty() {
        return Ok(None);
    }
    match check_base(&text) {
        Ok(()) => Ok(Some(text.trim_end_matches('/').to_owned())),
        Err(cause) => {
            let fault = format!("{} {cause}", shown(&text));
            Err(ConfigError::new(variable, fault, example))
        }
    }
}

/// A value for messages. Someone may have written a password into it.
fn shown(text: &str) -> String {
    match text.contains('@') {
        true => Secret::new(text.to_owned()).shown(),
        false => quoted(text),
    }
}

fn check_base(text: &str) -> Result<(), String> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return Err("does not start with http:// or https://".to_owned());
    }
    let is_unwanted =
        |character: char| character.is_whitespace() || matches!(character, '?' | '#' | '\\');
    if text.contains(is_unwanted) {
        return Err("has a space, a backslash, a ? or a # in it".to_owned());
    }
    let url = Url::parse(text).map_err(|error| format!("is not a URL: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user or a password in it".to_owned());
    }
    Ok(())
}

/// Reads origins, exactly as browsers send them.
pub(super) fn origins(source: &Source, variable: &str) -> Result<Vec<String>, ConfigError> {
    let origins: Vec<String> = source.list(variable, "an origin", EXAMPLE)?;
    for origin in &origins {
        check_origin(origin).map_err(|cause| {
            let fault = format!("{} is not an origin: {cause}", shown(origin));
            ConfigError::new(variable, fault, EXAMPLE)
        })?;
    }
    Ok(origins)
}

fn check_origin(text: &str) -> Result<(), String> {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return Err("it does not start with http:// or https://".to_owned());
    }
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    let sent = url.origin().ascii_serialization();
    match sent == text {
        true => Ok(()),
        false => Err(format!("browsers send {sent} instead")),
    }
}
