//! The square that is cut out of a picture.

use image::metadata::Orientation;
use rules::{Code, Param, Violation};

/// A square within the upright picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// Pixels to the left of the square.
    pub left: u32,
    /// Pixels above the square.
    pub top: u32,
    /// Pixels of a side of the square.
    pub size: u32,
}

impl Crop {
    /// The largest square, centered. In a tall picture it is nearer to the top, where faces are.
    pub(super) fn usual(width: u32, height: u32) -> Self {
        let size = width.min(height);
        Self {
            left: (width - size) / 2,
            top: (height - size) / 4,
            size,
        }
    }

    /// Checks that the square is within an upright picture of this size.
    pub(super) fn checked(self, width: u32, height: u32) -> Result<Self, Violation> {
        let ends_within = |start: u32, end: u32| {
            let square_end = start.checked_add(self.size);
            square_end.is_some_and(|square_end| square_end <= end)
        };
        if self.size > 0 && ends_within(self.left, width) && ends_within(self.top, height) {
            return Ok(self);
        }
        Err(Violation::at(Code::CropOutOfRange, "crop")
            .with("width", Param::Number(width))
            .with("height", Param::Number(height)))
    }

    /// The same square in the picture as it is stored, before its orientation is applied; `width` and `height` are those
    /// of the upright picture. Cutting first needs no second copy of a whole picture.
    pub(super) fn before(self, orientation: Orientation, width: u32, height: u32) -> Self {
        let Self { left, top, size } = self;
        let (right, bottom) = (width - left - size, height - top - size);
        let (left, top) = match orientation {
            Orientation::NoTransforms => (left, top),
            Orientation::FlipHorizontal => (right, top),
            Orientation::FlipVertical => (left, bottom),
            Orientation::Rotate180 => (right, bottom),
            Orientation::Rotate90 => (top, right),
            Orientation::Rotate270 => (bottom, left),
            Orientation::Rotate90FlipH => (top, left),
            Orientation::Rotate270FlipH => (bottom, right),
        };
        Self { left, top, size }
    }
}
