//! The stored form of a token.

use sea_orm::DeriveValueType;
use std::fmt;

/// SHA-256 of a token that a client holds. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash, DeriveValueType)]
pub struct TokenDigest(pub Vec<u8>);

impl fmt::Debug for TokenDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenDigest(…)")
    }
}
