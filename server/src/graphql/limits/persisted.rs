//! Persisted queries: documents that a request names by their SHA-256, after Apollo's protocol.
//!
//! A request for an unknown hash gets `PERSISTED_QUERY_NOT_FOUND`. The client then sends document and hash together,
//! and the document is registered in the cache of parsed documents.

use async_graphql::{Extensions, ServerError, Value};

use super::digest::{self, Digest};
use super::refusal::{coded, refusal};

/// The name of the extension of a request.
const EXTENSION: &str = "persistedQuery";

/// Returns the hash that a request names its document by, if it does.
pub(super) fn claimed(extensions: &Extensions) -> Result<Option<Digest>, ServerError> {
    let claim = match extensions.get(EXTENSION) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(claim)) => claim,
        Some(_) => return Err(malformed()),
    };
    let is_known =
        matches!(claim.get("version"), Some(Value::Number(version)) if version.as_u64() == Some(1));
    if !is_known {
        return Err(refusal("The version of persistedQuery must be 1."));
    }
    match claim.get("sha256Hash") {
        Some(Value::String(hash)) => digest::parse(hash).map(Some).ok_or_else(malformed),
        _ => Err(malformed()),
    }
}

fn malformed() -> ServerError {
    refusal("The extension persistedQuery has a version and a sha256Hash of 64 hexadecimal digits.")
}

/// The document is not the one that the request names.
pub(super) fn mismatch() -> ServerError {
    refusal("The document does not have the SHA-256 that persistedQuery says.")
}

/// No document with this hash is known. Clients compare the message, or the code.
pub(super) fn not_found() -> ServerError {
    coded("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND", 404)
}

/// This server stores no documents. Clients compare the message, or the code.
pub(super) fn not_supported() -> ServerError {
    let code = "PERSISTED_QUERY_NOT_SUPPORTED";
    coded("PersistedQueryNotSupported", code, 400)
}
