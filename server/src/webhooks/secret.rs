//! The secrets that sign deliveries, in the format of the Standard Webhooks specification.

use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::Sha256;

const PREFIX: &str = "whsec_";
/// Bytes of randomness; the specification asks for 24 to 64.
const LENGTH: usize = 32;

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

/// Returns the header `webhook-signature` of a delivery: one signature for each valid secret.
pub(super) fn sign(secrets: &[&str], id: &str, timestamp: i64, body: &str) -> Result<String> {
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
