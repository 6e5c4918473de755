//! The syntax of host names, for e-mail domains and URLs.

use crate::limits::{HOST_LABEL_MAX, HOST_NAME_MAX};

/// Whether it is a host name of letters, digits and dashes (RFC 1123): no address literal, no
/// closing dot, no wildcard.
pub(crate) fn is_host_name(name: &str) -> bool {
    name.len() <= HOST_NAME_MAX as usize
        && name.as_bytes().split(|byte| *byte == b'.').all(is_label)
}

fn is_label(label: &[u8]) -> bool {
    (1..=HOST_LABEL_MAX as usize).contains(&label.len())
        && label.first() != Some(&b'-')
        && label.last() != Some(&b'-')
        && label
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}
