//! Multipart requests, as the GraphQL multipart request specification describes: an operation, and at most one file,
//! which one variable refers to.
//!
//! async-graphql has a parser of these requests, on the same library. It ignores files that nothing refers to, puts one
//! file into any number of variables, and takes batches.

use std::collections::BTreeMap;
use std::io;

use async_graphql::{Request, UploadValue, Value};
use axum::body::Body;
use bytes::Bytes;
use futures_util::TryStreamExt;
use http::{HeaderMap, StatusCode, header};
use multer::{Constraints, Multipart, SizeLimit};
use tokio::time;

use super::parameters::Parameters;
use super::reply::Refusal;
use crate::config::limits::Limits;
use crate::http::header_text::text;
use crate::http::uploads::Upload;

/// How long a multipart request may be.
pub(super) enum Length {
    /// As long as any other request.
    Usual,
    /// As long as a picture may be. Counts the request until this is dropped.
    Upload(#[expect(dead_code, reason = "counts the request")] Upload),
}

/// The parts of a form.
#[derive(Default)]
struct Form {
    operations: Option<Bytes>,
    map: Option<Bytes>,
    /// With the name of its field.
    file: Option<(String, UploadValue)>,
}

/// Reads a multipart request. Returns it, or `None` when the document is missing, and
/// the number of its bytes.
///
/// # Errors
/// When the body is too long, takes too long, or is not such a form, and when it contains a batch or files that no
/// variable refers to.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
    length: &Length,
) -> Result<(Option<Request>, usize), Refusal> {
    let content_type = headers.get(header::CONTENT_TYPE).map(text);
    let boundary = boundary(&content_type.unwrap_or_default())?;
    let (longest, timeout) = match length {
        Length::Upload(_) => (longest(limits), limits.upload_timeout),
        Length::Usual => (limits.body_bytes, limits.body_timeout),
    };
    let form = time::timeout(timeout, form(body, boundary, limits, longest));
    let form = form.await.map_err(|_| {
        let message = "The body took too long to arrive.";
        Refusal::new(StatusCode::REQUEST_TIMEOUT, message)
    })??;
    let length = form.length();
    Ok((form.into_request()?, length))
}

/// The length of the longest body that a request may have.
pub(super) fn longest(limits: &Limits) -> usize {
    limits.picture_bytes + limits.body_bytes
}

async fn form(
    body: Body,
    boundary: String,
    limits: &Limits,
    longest: usize,
) -> Result<Form, Refusal> {
    let size = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
    let sizes = SizeLimit::new()
        .whole_stream(size(longest))
        .for_field("operations", size(limits.body_bytes))
        .for_field("map", size(limits.body_bytes));
    let constraints = Constraints::new().size_limit(sizes);
    let body = body.into_data_stream().map_err(io::Error::other);
    let mut fields = Multipart::with_constraints(body, boundary, constraints);
    let mut form = Form::default();
    let refused = |error| refused(error, longest);
    while let Some(field) = fields.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().unwrap_or_default().to_owned();
        let content_type = field.content_type().map(ToString::to_string);
        match (name.as_str(), &form) {
            (
                "operations",
                Form {
                    operations: None, ..
                },
            ) => {
                form.operations = Some(field.bytes().await.map_err(refused)?);
            }
            ("map", Form { map: None, .. }) => {
                form.map = Some(field.bytes().await.map_err(refused)?);
            }
            ("operations" | "map", _) => return Err(bad("The form has a field twice.")),
            (_, Form { map: None, .. }) => {
                return Err(bad("Send the fields operations and map before the file."));
            }
            (_, Form { file: Some(_), .. }) => {
                return Err(bad("The form has several files. Send one per request."));
            }
            _ => {
                let content = field.bytes().await.map_err(refused)?;
                let file = UploadValue {
                    filename,
                    content_type,
                    content,
                };
                form.file = Some((name, file));
            }
        }
    }
    Ok(form)
}

impl Form {
    fn length(&self) -> usize {
        let texts = [&self.operations, &self.map].into_iter().flatten();
        let file = self.file.as_ref().map_or(0, |(_, file)| file.content.len());
        texts.map(Bytes::len).sum::<usize>() + file
    }

    fn into_request(self) -> Result<Option<Request>, Refusal> {
        let operations = self.operations.as_deref();
        let operations =
            operations.ok_or_else(|| bad("The form has no field named operations."))?;
        let parameters = Parameters::of_body(operations)?;
        let mut places = places(self.map.as_deref().unwrap_or(b"{}"))?.into_iter();
        let (place, file) = match (places.next(), self.file, places.next()) {
            (None, None, _) => return Ok(parameters.into_request()),
            (Some((key, place)), Some((name, file)), None) if key == name => (place, file),
            (Some(_), None, None) => {
                return Err(bad("The form lacks the file that is named in map."));
            }
            (_, _, Some(_)) => {
                return Err(bad("The map names several files. Send one per request."));
            }
            _ => return Err(bad("The form has a file that map does not name.")),
        };
        let Some(mut request) = parameters.into_request() else {
            return Ok(None);
        };
        if !is_null_variable(&request, &place) {
            return Err(bad(
                "The map must name a variable that is null in operations, such as variables.input.file.",
            ));
        }
        request.set_upload(&place, file);
        Ok(Some(request))
    }
}

/// Reads which variable each file is for.
fn places(map: &[u8]) -> Result<BTreeMap<String, String>, Refusal> {
    let map: BTreeMap<String, Vec<String>> = serde_json::from_slice(map).map_err(|_| {
        bad("The field map is not a JSON object with a list of variables for each file.")
    })?;
    let place = |(name, places): (String, Vec<String>)| match <[String; 1]>::try_from(places) {
        Ok([place]) => Ok((name, place)),
        Err(_) => Err(bad("Each file must be mapped to exactly one variable.")),
    };
    map.into_iter().map(place).collect()
}

/// Whether a path such as `variables.input.file` leads to a null.
fn is_null_variable(request: &Request, place: &str) -> bool {
    let mut steps = place.split('.');
    if steps.next() != Some("variables") {
        return false;
    }
    let variable = steps.next().and_then(|name| request.variables.get(name));
    let found = steps.try_fold(variable, |value, step| match value? {
        Value::Object(fields) => Some(fields.get(step)),
        Value::List(entries) => Some(entries.get(step.parse::<usize>().ok()?)),
        _ => None,
    });
    matches!(found, Some(Some(Value::Null)))
}

/// Returns the boundary in a content type. The parser gets no other parameter, so that none can be its problem.
fn boundary(content_type: &str) -> Result<String, Refusal> {
    let is_boundary = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.trim().eq_ignore_ascii_case("boundary")
    };
    let boundary = content_type.split(';').skip(1).find(is_boundary);
    let content_type = format!("multipart/form-data;{}", boundary.unwrap_or_default());
    // Without the parser's messages, which may quote the body.
    multer::parse_boundary(content_type).map_err(|_| malformed())
}

fn refused(error: multer::Error, longest: usize) -> Refusal {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => {
            super::body::too_long(longest)
        }
        multer::Error::StreamReadFailed(_) => {
            Refusal::new(StatusCode::BAD_REQUEST, "The body is incomplete.")
        }
        _ => malformed(),
    }
}

fn malformed() -> Refusal {
    bad("The body is not a GraphQL multipart request with the fields operations and map.")
}

fn bad(message: &'static str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}
