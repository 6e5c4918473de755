//! The parameters of a GraphQL request, from a JSON body, a query string or a WebSocket message.

use async_graphql::{Request, Variables};
use axum::extract::Query;
use http::{StatusCode, Uri};
use serde::Deserialize;

use super::reply::Refusal;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The parameters of a request. `null` is the same as a missing parameter.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::http) struct Parameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<Variables>,
    extensions: Option<async_graphql::Extensions>,
}

impl Parameters {
    /// Parses the parameters in a JSON body.
    pub(super) fn of_body(body: &[u8]) -> Result<Self, Refusal> {
        // Some programs start every text with a byte order mark.
        let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(bad(
                "Batches are not supported: send one operation per request.",
            ));
        }
        // Without the parser's message: it quotes the body, which may contain a password.
        serde_json::from_slice(body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            bad(format!(
                "The body is not a JSON object with query, operationName, variables and extensions \
                 (line {line}, column {column})."
            ))
        })
    }

    /// Parses the parameters in a query string.
    pub(super) fn of_uri(uri: &Uri) -> Result<Self, Refusal> {
        let Query(pairs) = Query::<Pairs>::try_from_uri(uri)
            .map_err(|_| bad("The query string is malformed, or contains a parameter twice."))?;
        Ok(Self {
            query: pairs.query,
            operation_name: pairs.operation_name,
            variables: json(pairs.variables.as_deref(), "variables")?,
            extensions: json(pairs.extensions.as_deref(), "extensions")?,
        })
    }

    /// Converts the parameters to a request. Returns `None` when the document is missing and no extension can name it.
    pub(in crate::http) fn into_request(self) -> Option<Request> {
        let extensions = self.extensions.unwrap_or_default();
        let query = match self.query {
            None if extensions.contains_key("persistedQuery") => String::new(),
            query => query?,
        };
        let mut request = Request::new(query);
        request.operation_name = self.operation_name;
        request.variables = self.variables.unwrap_or_default();
        request.extensions = extensions;
        Some(request)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pairs {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

fn json<'a, T: Deserialize<'a>>(text: Option<&'a str>, name: &str) -> Result<Option<T>, Refusal> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => serde_json::from_str(text)
            .map_err(|_| bad(format!("The parameter {name} is not a JSON object."))),
    }
}

fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}
