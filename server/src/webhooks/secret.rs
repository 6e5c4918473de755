//! The secrets that sign deliveries, in the format of the Standard Webhooks specification.

use super::Seal;
use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;
use uuid::Uuid;

const PREFIX: &str = "whsec_";
/// Bytes of randomness; the specification asks for 24 to 64.
const LENGTH: usize = 32;
/// Why a request cannot be signed, for administrators.
pub(crate) const UNREADABLE: &str = "the secret was encrypted under another SECRET_KEY; rotate it";
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
    Ok(text(&bytes))
}

/// Returns the text of a secret that consists of these bytes.
pub(super) fn text(key: &[u8]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(key))
}

/// Returns the bytes of a secret.
///
/// # Errors
/// When it is malformed.
pub(super) fn key(secret: &str) -> Result<Vec<u8>> {
    let encoded = secret.strip_prefix(PREFIX).unwrap_or(secret);
    let broken = |_| Error::Unexpected("a webhook's secret is malformed".to_owned());
    STANDARD.decode(encoded).map_err(broken)
}

/// The secrets of an endpoint, as they are stored.
#[derive(Clone, Copy)]
pub(crate) struct Secrets<'row> {
    /// The endpoint's id.
    pub(crate) endpoint: Uuid,
    /// The one that is valid.
    pub(crate) current: &'row str,
    /// The one before, after a change.
    pub(crate) previous: Option<&'row str>,
    /// Until when that one is valid too.
    pub(crate) previous_until: Option<DateTime<Utc>>,
}

impl Secrets<'_> {
    fn valid(self, seal: &Seal, now: DateTime<Utc>) -> Result<Vec<String>> {
        let is_valid = self.previous_until.is_some_and(|until| now < until);
        let previous = self.previous.filter(|_| is_valid);
        // After a change of `SECRET_KEY` an unreadable previous one must not keep the new one from signing.
        let previous = previous.and_then(|stored| seal.open(self.endpoint, stored).ok());
        let current = seal.open(self.endpoint, self.current)?;
        Ok([Some(current), previous].into_iter().flatten().collect())
    }
}

/// Returns the headers of a request, as the specification defines them.
///
/// # Errors
/// When a secret is malformed, or was encrypted under another `SECRET_KEY`.
pub(crate) fn headers(
    secrets: Secrets<'_>,
    seal: &Seal,
    id: &str,
    now: DateTime<Utc>,
    body: &str,
) -> Result<HeaderMap> {
    let secrets = secrets.valid(seal, now)?;
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
fn sign(secrets: &[String], id: &str, timestamp: i64, body: &str) -> Result<String> {
    let content = format!("{id}.{timestamp}.{body}");
    let signatures: Result<Vec<String>> = secrets
        .iter()
        .map(|secret| signature(secret, content.as_bytes()))
        .collect();
    Ok(signatures?.join(" "))
}

fn signature(secret: &str, content: &[u8]) -> Result<String> {
    let broken = |_| Error::Unexpected("a webhook's secret is malformed".to_owned());
    let mut hmac = Hmac::<Sha256>::new_from_slice(&key(secret)?).map_err(broken)?;
    hmac.update(content);
    Ok(format!(
        "v1,{}",
        STANDARD.encode(hmac.finalize().into_bytes())
    ))
}
