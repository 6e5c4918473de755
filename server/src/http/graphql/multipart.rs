//! Multipart requests, as the GraphQL multipart request specification describes. Only their operation is read: no field
//! of the schema takes a file, and a file that is mapped to many variables would be held once for each.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::{future, stream};
use http::{HeaderMap, StatusCode, header};
use multer::Multipart;

use super::parameters::Parameters;
use super::reply::Refusal;
use crate::http::header_text::text;

/// Parses a multipart body. The caller must limit its length.
///
/// # Errors
/// When the body is not such a form, and when it contains a file or a batch.
pub(super) async fn parameters(headers: &HeaderMap, body: Bytes) -> Result<Parameters, Refusal> {
    let content_type = headers.get(header::CONTENT_TYPE).map(text);
    let boundary = boundary(&content_type.unwrap_or_default())?;
    let body = stream::once(future::ready(Ok::<_, Infallible>(body)));
    let mut form = Multipart::new(body, boundary);
    let mut operations = None;
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        match field.name() {
            Some("operations") if operations.is_none() => {
                operations = Some(field.bytes().await.map_err(malformed)?);
            }
            Some("map") => {}
            _ => {
                return Err(bad(
                    "No field of this API takes a file. Send only operations and map.",
                ));
            }
        }
    }
    let operations = operations.ok_or_else(|| bad("The form has no field named operations."))?;
    Parameters::of_body(&operations)
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
    multer::parse_boundary(content_type).map_err(malformed)
}

fn malformed(_: multer::Error) -> Refusal {
    bad("The body is not a GraphQL multipart request with the fields operations and map.")
}

fn bad(message: &'static str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}
