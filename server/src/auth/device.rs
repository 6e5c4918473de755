//! Recognizes a device on which someone signed in to an account before, so that failures of strangers do not slow down
//! its owner.
//!
//! The cookie is a random name of the device and a MAC of it, keyed with the account's password hash: nothing is
//! stored, it is for one account, and a new password ends it. It permits nothing: it only selects which failures are
//! counted.

use super::Client;
use crate::client::DeviceCookie;
use crate::entities::user::Model;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use rand::RngExt;
use sha2::Sha256;

/// Bytes of a device's name.
const NAME: usize = 16;
/// Bytes of the MAC.
const MAC: usize = 16;

/// Returns the cookie for a client that has signed in to an account. A device keeps its name.
pub(crate) fn issue(user: &Model, client: &Client) -> Option<DeviceCookie> {
    let known = client.device.as_ref().and_then(parse);
    let name = known.map_or_else(|| rand::rng().random(), |(name, _)| name);
    let mut bytes = name.to_vec();
    let mac = mac(user, &name)?.finalize().into_bytes();
    bytes.extend(mac.iter().take(MAC));
    Some(DeviceCookie(URL_SAFE_NO_PAD.encode(bytes)))
}

/// Returns the device's name if someone signed in to the account on it before.
pub(super) fn recognize(user: &Model, cookie: &DeviceCookie) -> Option<String> {
    let (name, sent) = parse(cookie)?;
    mac(user, &name)?.verify_truncated_left(&sent).ok()?;
    Some(URL_SAFE_NO_PAD.encode(name))
}

fn parse(cookie: &DeviceCookie) -> Option<([u8; NAME], [u8; MAC])> {
    let bytes = URL_SAFE_NO_PAD.decode(&cookie.0).ok()?;
    let (name, mac) = bytes.split_at_checked(NAME)?;
    Some((name.try_into().ok()?, mac.try_into().ok()?))
}

fn mac(user: &Model, name: &[u8; NAME]) -> Option<Hmac<Sha256>> {
    // HMAC accepts keys of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(user.password.0.as_bytes()).ok()?;
    mac.update(b"bruinbridge device");
    mac.update(name);
    mac.update(user.id.0.as_bytes());
    Some(mac)
}
