//! The secrets that sign deliveries, in the format of the Standard Webhooks specification.

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// Bytes of randomness; the specification asks for 24 to 64.
const LENGTH: usize = 32;
/// How long requests are also signed with the previous secret after a change.
pub const OVERLAP: Duration = Duration::hours(24);

/// Generates a secret.
///
/// # Errors
/// When the system provides no randomness.
pub fn generate() -> Result<String> {
    let mut bytes = [0_u8; LENGTH];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::Unexpected(format!("no randomness: {error}")))?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// Returns the headers of a request, as the specification defines them. `previous` is a secret that is also still valid.
///
/// # Errors
/// When a secret is malformed.
pub(crate) fn headers(
    secret: &str,
    previous: Option<&str>,
    id: &str,
    now: DateTime<Utc>,
    body: &str,
) -> Result<HeaderMap> {
    let secrets: Vec<&str> = [Some(secret), previous].into_iter().flatten().collect();
    let timestamp = now.timestamp();
    let signature = sign(&secrets, id, timestamp, body)?;
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signature),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    Ok(headers)
}

/// Returns the header `webhook-signature`: one signature for each valid secret.
fn sign(secrets: &[&str], id: &str, timestamp: i64, body: &str) -> Result<String> {
    let content = format!("{id}.{timestamp}.{body}");
    let signatures: Result<Vec<String>> = secrets
        .iter()
        .map(|secret| signature(secret, content.as_bytes()))
        .collect();
    Ok(signatures?.join(" "))
}

fn signature(secret: &str, content: &[u8]) -> Result<String> {
    let broken = || Error::Unexpected("a webhook's secret is malformed".to_owned());
    let encoded = secret.strip_prefix(PREFIX).unwrap_or(secret);
    let key = STANDARD.decode(encoded).map_err(|_| broken())?;
    let mut hmac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| broken())?;
    hmac.update(content);
    Ok(format!(
        "v1,{}",
        STANDARD.encode(hmac.finalize().into_bytes())
    ))
}
