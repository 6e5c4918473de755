//! A proof of work for registrations of a client that has registered many accounts: cheap for a person, who waits for a
//! second, and expensive for thousands of accounts.
//!
//! A proof is `<timestamp>:<nonce>` such that the SHA-256 of
//! `bruinbridge:register:<email as sent>:<timestamp>:<nonce>` begins with enough zero bits. The server gives the time
//! and the number of bits. Nothing is stored for a challenge; a proof is for one address and works once.

use crate::app::App;
use crate::auth::Client;
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use sha2::{Digest, Sha256};

/// How old a proof may be, in seconds, or how far ahead of the server's clock.
const LIFETIME: i64 = 600;
/// The longest proof; no solver needs more.
const MAX_LENGTH: usize = 64;

/// Checks that a client may register one more account.
///
/// # Errors
/// `RateLimited`, or `ProofRequired` when the client has registered many accounts and sends no valid proof.
pub(super) fn check(app: &App, client: &Client, email: &str, proof: Option<&str>) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::Registrations, client)?;
    let free = app
        .rate_limits
        .charge_client(Limit::RegistrationsWithoutProof, client);
    if free.is_ok() || proof.is_some_and(|proof| is_valid(app, email, proof)) {
        return Ok(());
    }
    app.rate_limits.refund_client(Limit::Registrations, client);
    Err(Error::ProofRequired {
        bits: app.config.rate_limits.proof_bits,
        timestamp: app.clock.now().timestamp(),
    })
}

fn is_valid(app: &App, email: &str, proof: &str) -> bool {
    let Some((timestamp, _)) = proof.split_once(':').filter(|_| proof.len() <= MAX_LENGTH) else {
        return false;
    };
    let Ok(timestamp) = timestamp.parse::<i64>() else {
        return false;
    };
    let age = app.clock.now().timestamp().saturating_sub(timestamp);
    let text = format!("bruinbridge:register:{email}:{proof}");
    (-LIFETIME..=LIFETIME).contains(&age)
        && leading_zeros(&Sha256::digest(&text)) >= app.config.rate_limits.proof_bits
        && app.rate_limits.charge(Limit::SpentProofs, &text).is_ok()
}

fn leading_zeros(digest: &[u8]) -> u32 {
    let zeros = digest.iter().take_while(|byte| **byte == 0).count();
    let first = digest.get(zeros).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(zeros * 8)
        .unwrap_or(u32::MAX)
        .saturating_add(first)
}

#[cfg(test)]
mod tests {
    use super::leading_zeros;

    #[test]
    fn zero_bits_are_counted_across_bytes() {
        assert_eq!(leading_zeros(&[0x80, 0]), 0);
        assert_eq!(leading_zeros(&[0, 0x1f]), 11);
        assert_eq!(leading_zeros(&[0, 0]), 16);
    }
}
