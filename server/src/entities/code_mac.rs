//! The stored form of a code from an email.

use sea_orm::DeriveValueType;
use std::fmt;

/// HMAC-SHA256 of a code, its purpose and its account. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct CodeMac(pub Vec<u8>);

impl fmt::Debug for CodeMac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CodeMac(…)")
    }
}
