//! Serializes a response as JSON, once and within the size limit.

use std::io::{self, Write};

use async_graphql::{Response, Value};
use serde::Serialize;

use super::execution::ResponseBody;
use crate::graphql::too_large;

/// The text that a transport puts before and after a response.
#[derive(Clone, Copy, Default)]
pub(super) struct Around {
    pub(super) before: &'static str,
    pub(super) after: &'static str,
}

/// Serializes a response. A response that is too long is replaced by an error.
pub(super) fn of_response(response: &mut Response, around: Around, limit: usize) -> Vec<u8> {
    if let Some(text) = of(&ResponseBody::from(&*response), around, limit) {
        return text;
    }
    response.data = Value::Null;
    response.errors = vec![too_large(limit)];
    of(&ResponseBody::from(&*response), around, usize::MAX).unwrap_or_default()
}

/// Serializes a value. Returns `None` if the JSON is longer than `limit` bytes. (Maps with string keys never fail.)
pub(super) fn of(value: &impl Serialize, around: Around, limit: usize) -> Option<Vec<u8>> {
    let mut text = Bounded {
        bytes: around.before.as_bytes().to_vec(),
        limit: limit.saturating_add(around.before.len()),
    };
    serde_json::to_writer(&mut text, value).ok()?;
    text.bytes.extend_from_slice(around.after.as_bytes());
    Some(text.bytes)
}

struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
