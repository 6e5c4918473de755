//! The syntax of host names, for email domains and URLs.

use crate::limits::{HOST_LABEL_MAX, HOST_NAME_MAX};

/// Whether it is a host name of letters, digits and dashes (RFC 1123): no address literal, no trailing dot, no
/// wildcard.
pub(crate) fn is_host_name(name: &[u8]) -> bool {
    let mut before = b'.';
    let mut label = 0;
    for &byte in name {
        let is_allowed = match byte {
            b'.' => !matches!(before, b'.' | b'-'),
            b'-' => before != b'.',
            _ => byte.is_ascii_alphanumeric(),
        };
        label = if byte == b'.' { 0 } else { label + 1 };
        if !is_allowed || label > HOST_LABEL_MAX {
            return false;
        }
        before = byte;
    }
    name.len() <= HOST_NAME_MAX as usize && !matches!(before, b'.' | b'-')
}
