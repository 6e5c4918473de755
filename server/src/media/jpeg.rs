//! Reads from a JPEG file how large the picture is and how much memory its decoder takes.
//!
//! A progressive picture is decoded from all its coefficients at once, which take more memory than its pixels. Each of
//! its scans costs a pass over all of them, so a small file with many scans could keep a processor busy for minutes.

/// The most scans of a picture. Programs write about ten.
const MAX_SCANS: usize = 30;

/// What the header of a JPEG file says.
pub(super) struct Header {
    pub(super) width: u16,
    pub(super) height: u16,
    /// How many of its pixels in a row and a column have one coefficient, for each color: 1 or 2, seldom 3 or 4.
    samplings: Vec<(u8, u8)>,
    /// Whether all coefficients are in memory at once.
    is_buffered: bool,
}

impl Header {
    /// An upper bound of the memory for the decoded picture and its coefficients.
    pub(super) fn decoding_bytes(&self) -> u64 {
        let most = |part: fn(&(u8, u8)) -> u8| self.samplings.iter().map(part).max().unwrap_or(1);
        let (across, down) = (most(|(across, _)| *across), most(|(_, down)| *down));
        let unit = u64::from(across) * u64::from(down);
        // Pictures are padded to whole units of coefficients.
        let padded =
            |length: u16, unit: u8| u64::from(length).next_multiple_of(8 * u64::from(unit));
        let padded = padded(self.width, across) * padded(self.height, down);
        let samples = self.samplings.iter();
        let samples: u64 = samples
            .map(|(across, down)| u64::from(*across) * u64::from(*down) * padded / unit)
            .sum();
        let pixels = 4 * u64::from(self.width) * u64::from(self.height);
        let pixels = match self.samplings.len() {
            1 => pixels / 4,
            3 => pixels / 4 * 3,
            _ => pixels,
        };
        match self.is_buffered {
            true => pixels + 2 * samples,
            false => pixels,
        }
    }
}

/// Reads the header of a whole JPEG file. Returns `None` if it is malformed, incomplete, or of a kind that no program
/// writes.
pub(super) fn read(file: &[u8]) -> Option<Header> {
    let mut rest = file.get(2..)?;
    let mut frame = None;
    loop {
        let [0xFF, marker, after @ ..] = rest else {
            return None;
        };
        let (marker, after) = (*marker, after);
        if marker == 0xFF {
            // A fill byte.
            rest = rest.get(1..)?;
            continue;
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
        let segment = after.get(2..length)?;
        match marker {
            // Two frames, or a frame of a lossless or arithmetic kind.
            0xC0..=0xC2 if frame.is_some() => return None,
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return None,
            0xC0..=0xC2 => frame = Some(self::frame(segment, marker == 0xC2)?),
            0xDA => {
                let mut header: Header = frame?;
                let colors = usize::from(*segment.first()?);
                header.is_buffered |= colors < header.samplings.len();
                return is_whole(after.get(length..)?).then_some(header);
            }
            // Markers without a segment do not occur before the first scan.
            0x00..=0x01 | 0xD0..=0xD9 => return None,
            _ => {}
        }
        rest = after.get(length..)?;
    }
}

fn frame(segment: &[u8], is_progressive: bool) -> Option<Header> {
    let [
        _,
        height_high,
        height_low,
        width_high,
        width_low,
        count,
        colors @ ..,
    ] = segment
    else {
        return None;
    };
    let samplings: Vec<(u8, u8)> = colors
        .chunks_exact(3)
        .filter_map(|color| color.get(1).map(|factors| (factors >> 4, factors & 0x0F)))
        .collect();
    let is_valid = |(across, down): &(u8, u8)| (1..=4).contains(across) && (1..=4).contains(down);
    let is_complete = samplings.len() == usize::from(*count) && (1..=4).contains(count);
    (is_complete && samplings.iter().all(is_valid)).then_some(Header {
        width: u16::from_be_bytes([*width_high, *width_low]),
        height: u16::from_be_bytes([*height_high, *height_low]),
        samplings,
        is_buffered: is_progressive,
    })
}

/// Whether the rest of a file has the marker of the picture's end and not too many scans. In a scan, no byte 0xFF
/// comes before the value of a marker.
fn is_whole(rest: &[u8]) -> bool {
    let count = |marker: u8| {
        rest.windows(2)
            .filter(|pair| **pair == [0xFF, marker])
            .count()
    };
    count(0xD9) > 0 && count(0xDA) < MAX_SCANS
}
