//! The content codings that a client accepts.

use http::{HeaderMap, header};

use super::header_text::{elements, quality};

/// Whether a client accepts gzip, and does not prefer to get the content as it is (RFC 9110, 12.5.3).
pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    let gzip = weight(headers, &["gzip", "x-gzip"]).or_else(|| weight(headers, &["*"]));
    let identity = weight(headers, &["identity"]).unwrap_or_default();
    gzip.is_some_and(|gzip| gzip > 0 && gzip >= identity)
}

/// Returns the weight of the first of these codings that a client names, in thousandths.
fn weight(headers: &HeaderMap, names: &[&str]) -> Option<u16> {
    elements(headers, header::ACCEPT_ENCODING).find_map(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let name = parts.next()?;
        let is_named = names.iter().any(|it| it.eq_ignore_ascii_case(name));
        is_named.then(|| parts.find_map(quality).unwrap_or(1000))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_client_gets_gzip_if_it_accepts_it_and_prefers_nothing_else() {
        for (accepted, expected) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("x-gzip", true),
            ("deflate, gzip;q=1.0, *;q=0", true),
            ("*", true),
            ("*;q=0.1", true),
            ("identity;q=0.5, gzip", true),
            ("gzip;q=0.001", true),
            ("gzip ; q=0.8", true),
            ("", false),
            ("br, deflate", false),
            ("identity", false),
            ("gzip;q=0", false),
            ("gzip;q=0.000, *", false),
            ("*;q=0", false),
            ("identity, gzip;q=0.5", false),
            ("gzipped", false),
        ] {
            let value = HeaderValue::from_static(accepted);
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]);
            assert_eq!(accepts_gzip(&headers), expected, "{accepted}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
