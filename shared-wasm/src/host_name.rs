//! The syntax of host names, for e-mail domains and URLs.

use crate::limits::{HOST_LABEL_MAX, HOST_NAME_MAX};

/// Whether it is a host name of letters, digits and dashes (RFC 1123): no address literal, no
/// closing dot, no wildcard.
pub(crate) fn is_host_name(name: &str) -> bool {
    name.len() <= HOST_NAME_MAX as usize && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=HOST_LABEL_MAX as usize).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
