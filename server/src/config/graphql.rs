//! Settings of the GraphQL API: who may explore it, and which documents it runs.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use super::{ConfigError, Source, quoted};

const TRUSTED: &str = "TRUSTED_DOCUMENTS";
/// The value of TRUSTED_DOCUMENTS that trusts only the documents of the console.
const CONSOLE: &str = "console";
const EXAMPLE: &str = "/etc/bruinbridge/trusted_documents.json";

/// Who may explore the GraphQL API, and which documents it runs.
#[derive(Debug, Clone)]
pub struct GraphqlConfig {
    /// Whether everyone may introspect the schema. Administrators always may.
    pub introspection: bool,
    /// Whether the playground is served.
    pub playground: bool,
    /// The documents that members and anonymous clients may run, in addition to those of the console; `None` allows
    /// all.
    pub trusted_documents: Option<Vec<Arc<str>>>,
}

impl GraphqlConfig {
    pub(super) fn parse(source: &Source, production: bool) -> Result<Self, ConfigError> {
        Ok(Self {
            introspection: source.flag_or("GRAPHQL_INTROSPECTION", !production)?,
            playground: source.flag_or("PLAYGROUND", !production)?,
            trusted_documents: match source.text(TRUSTED).as_str() {
                "" => None,
                CONSOLE => Some(Vec::new()),
                path => Some(read(path)?),
            },
        })
    }
}

/// Reads a file of trusted documents by their SHA-256.
fn read(path: &str) -> Result<Vec<Arc<str>>, ConfigError> {
    let fault =
        |fault: String| ConfigError::new(TRUSTED, format!("{} {fault}", quoted(path)), EXAMPLE);
    let text =
        fs::read_to_string(path).map_err(|error| fault(format!("cannot be read ({error})")))?;
    let documents: BTreeMap<String, Arc<str>> = serde_json::from_str(&text)
        .map_err(|error| fault(format!("is not a JSON object of texts ({error})")))?;
    for (hash, document) in &documents {
        if !hash.eq_ignore_ascii_case(&hexadecimal(document)) {
            return Err(fault(format!(
                "has a document that does not have the SHA-256 {}",
                quoted(hash)
            )));
        }
    }
    Ok(documents.into_values().collect())
}

fn hexadecimal(document: &str) -> String {
    let digest = Sha256::digest(document);
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
