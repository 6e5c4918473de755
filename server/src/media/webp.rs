//! Reads from a WebP file how large its parts are and how much memory its decoder takes.

use image::ColorType;

/// Bytes per pixel that decoding takes at most: the result, the planes of the lossy format, and the transparency, which
/// is decoded like a picture of its own; or the result and the picture that it is copied from.
const WITH_TRANSPARENCY: u64 = 11;
const OPAQUE: u64 = 7;

/// An upper bound of the memory for a picture that is not animated.
pub(super) fn decoding_bytes(width: u32, height: u32, color: ColorType) -> u64 {
    let each = match color.has_alpha() {
        true => WITH_TRANSPARENCY,
        false => OPAQUE,
    };
    each * u64::from(width) * u64::from(height)
}

/// Whether every lossy picture in a file has the size that the file's header gives. Its decoder allocates memory for
/// the picture's own size before it compares them.
pub(super) fn has_size(file: &[u8], width: u32, height: u32) -> bool {
    let mut rest = file.get(12..).unwrap_or_default();
    while let Some((head, content)) = rest.split_first_chunk::<8>() {
        let [kind @ .., a, b, c, d] = *head;
        if kind == *b"VP8 " && lossy_size(content) != Some((width, height)) {
            return false;
        }
        let length = u64::from(u32::from_le_bytes([a, b, c, d])).next_multiple_of(2);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        rest = content.get(length..).unwrap_or_default();
    }
    true
}

/// The size at the start of a lossy picture (RFC 6386, section 9.1).
fn lossy_size(content: &[u8]) -> Option<(u32, u32)> {
    let [_, _, _, 0x9D, 0x01, 0x2A, a, b, c, d, ..] = content else {
        return None;
    };
    let length = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    Some((length(*a, *b), length(*c, *d)))
}
