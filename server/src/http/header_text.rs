//! Reads the headers of requests as text, and shows foreign values.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

/// Maximum length of a foreign value in the log or in a response.
const SHOWN_LENGTH: usize = 80;

/// Returns a header as text. Bytes that are not UTF-8 are replaced, so that they spoil only the element that they are
/// part of.
pub(super) fn text(value: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(value.as_bytes())
}

/// Returns the elements of a list, which may be spread over several headers of one name. Elements that are not UTF-8 are
/// left out.
pub(super) fn elements(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let values = headers.get_all(name).into_iter();
    let elements = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let elements = elements.filter_map(|element| str::from_utf8(element).ok());
    elements
        .map(str::trim)
        .filter(|element| !element.is_empty())
}

/// Returns the quality value `q=…` of an element, in thousandths; `None` for another parameter.
pub(super) fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let quality: f32 = value.trim().parse().ok()?;
    // A cast of a float saturates, and converts NaN to 0.
    Some((quality.clamp(0.0, 1.0) * 1000.0) as u16)
}

/// Returns the start of a foreign value, without characters that could pass for something else in the log.
pub(super) fn shown(value: &str) -> String {
    let is_plain = |character: &char| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | ':' | '/' | '.' | '[' | ']')
    };
    value.chars().filter(is_plain).take(SHOWN_LENGTH).collect()
}
