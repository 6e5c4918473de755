//! Encrypts the secrets of webhooks and hooks before they are stored, so that a copy of the database signs nothing.
//!
//! A secret is encrypted with ChaCha20-Poly1305 (RFC 8439) under a key that HKDF (RFC 5869) derives from `SECRET_KEY`. The
//! endpoint's id is authenticated with it, so that nobody can move a secret to another endpoint. Without `SECRET_KEY`, which
//! production requires, secrets are stored as they are.

use super::secret;
use crate::config::Secret;
use crate::error::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rand::TryRng;
use rand::rngs::SysRng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use std::fmt;
use uuid::Uuid;

/// How a stored secret begins that is encrypted.
const SEALED: &str = "sealed:";
const SALT: &[u8] = b"bruinbridge";
const PURPOSE: &[u8] = b"secrets of endpoints";

/// The keys. Its `Debug` hides them.
pub struct Seal {
    /// From `SECRET_KEY`; without it, secrets are not encrypted.
    current: Option<LessSafeKey>,
    /// From `SECRET_KEY_PREVIOUS`; only decrypts.
    previous: Option<LessSafeKey>,
}

impl fmt::Debug for Seal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seal(…)")
    }
}

impl Seal {
    /// Derives the keys from the settings.
    ///
    /// # Errors
    /// Never: a key of this length can be derived from any text.
    pub fn new(current: Option<&Secret>, previous: Option<&Secret>) -> Result<Self> {
        Ok(Self {
            current: current.map(derive).transpose()?,
            previous: previous.map(derive).transpose()?,
        })
    }

    /// Whether secrets are encrypted at all.
    #[must_use]
    pub const fn is_in_force(&self) -> bool {
        self.current.is_some()
    }

    /// Encrypts the secret of an endpoint.
    ///
    /// # Errors
    /// When the system provides no randomness.
    pub fn close(&self, endpoint: Uuid, secret: &str) -> Result<String> {
        let Some(key) = &self.current else {
            return Ok(secret.to_owned());
        };
        let mut nonce = [0_u8; NONCE_LEN];
        let no_randomness = |error| Error::Unexpected(format!("no randomness: {error}"));
        SysRng.try_fill_bytes(&mut nonce).map_err(no_randomness)?;
        let mut bytes = secret::key(secret)?;
        let nonce_used = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(nonce_used, Aad::from(endpoint.as_bytes()), &mut bytes)
            .map_err(|_| Error::Unexpected("a secret cannot be encrypted".to_owned()))?;
        let stored = [nonce.as_slice(), &bytes].concat();
        Ok(format!("{SEALED}{}", STANDARD_NO_PAD.encode(stored)))
    }

    /// Decrypts the stored secret of an endpoint. One that was stored without `SECRET_KEY` is returned as it is.
    ///
    /// # Errors
    /// When it was encrypted under another `SECRET_KEY`, or for another endpoint.
    pub fn open(&self, endpoint: Uuid, stored: &str) -> Result<String> {
        let Some(encoded) = stored.strip_prefix(SEALED) else {
            return Ok(stored.to_owned());
        };
        let mut keys = [&self.current, &self.previous].into_iter().flatten();
        let opened = keys.find_map(|key| decrypt(key, endpoint, encoded));
        opened.ok_or_else(|| {
            Error::Unexpected("a secret was encrypted under another SECRET_KEY".to_owned())
        })
    }

    /// Encrypts a stored secret under the current key, if it is not; `None` if it is, or if no key decrypts it.
    ///
    /// # Errors
    /// When the system provides no randomness.
    pub fn renew(&self, endpoint: Uuid, stored: &str) -> Result<Option<String>> {
        let encoded = stored.strip_prefix(SEALED);
        let key = self.current.as_ref();
        let under_current = encoded.and_then(|encoded| decrypt(key?, endpoint, encoded));
        match (under_current, self.open(endpoint, stored)) {
            (None, Ok(secret)) => self.close(endpoint, &secret).map(Some),
            _ => Ok(None),
        }
    }
}

fn derive(setting: &Secret) -> Result<LessSafeKey> {
    let prk = Salt::new(HKDF_SHA256, SALT).extract(setting.expose().as_bytes());
    let key = prk.expand(&[PURPOSE], &CHACHA20_POLY1305);
    let key = key.map_err(|_| Error::Unexpected("the key of secrets is malformed".to_owned()))?;
    Ok(LessSafeKey::new(UnboundKey::from(key)))
}

fn decrypt(key: &LessSafeKey, endpoint: Uuid, encoded: &str) -> Option<String> {
    let stored = STANDARD_NO_PAD.decode(encoded).ok()?;
    let (nonce, bytes) = stored.split_first_chunk::<NONCE_LEN>()?;
    let (nonce, mut bytes) = (Nonce::assume_unique_for_key(*nonce), bytes.to_vec());
    let aad = Aad::from(endpoint.as_bytes());
    let secret = key.open_in_place(nonce, aad, &mut bytes).ok()?;
    Some(secret::text(secret))
}
