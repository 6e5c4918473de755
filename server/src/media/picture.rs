//! Makes a small square JPEG of a file that a stranger made, within a budget of memory.
//!
//! The format is recognized by the content. The header says how large the picture is and how its decoder works, and
//! with that how much memory decoding takes: `image`'s own limits do not hold for what its decoders allocate inside.
//! Only pixels get into the result: no metadata, and nothing that follows the picture in its file.

use super::{Crop, jpeg, webp};
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageResult, Limits, Rgb, RgbImage};
use rules::{Code, Param, Violation};
use std::io::Cursor;

/// Pixels of a side of the result.
const SIDE: u32 = 400;
/// The quality of the result, out of 100: about 40 kB.
const QUALITY: u8 = 85;
/// The most pixels of a picture.
const MAX_PIXELS: u64 = 16_000_000;
/// The most memory that decoding may take. A picture of 16 megapixels fits in all but rare forms.
const MAX_BYTES: u64 = 96_000_000;
/// The most memory for what a PNG holds in addition to its pixels, such as its color profile.
const MAX_PNG_EXTRAS: u64 = 4_000_000;

/// Makes the square that is shown: upright, cropped, and without metadata.
pub(super) fn square(file: &[u8], crop: Option<Crop>) -> Result<Vec<u8>, Violation> {
    let (decoded, orientation) = decode(file)?;
    let (width, height) = upright_size(&decoded, orientation);
    let crop = match crop {
        Some(crop) => crop.checked(width, height)?,
        None => Crop::usual(width, height),
    };
    let scaled = scaled(&decoded, crop.before(orientation, width, height));
    drop(decoded);
    let mut upright = DynamicImage::ImageRgb8(scaled);
    upright.apply_orientation(orientation);
    let mut content = Vec::new();
    upright
        .write_with_encoder(JpegEncoder::new_with_quality(&mut content, QUALITY))
        .map_err(|_| damaged())?;
    Ok(content)
}

/// The refusal of a file that cannot be decoded.
pub(super) fn damaged() -> Violation {
    Violation::at(Code::PictureDamaged, "file")
}

fn decode(file: &[u8]) -> Result<(DynamicImage, Orientation), Violation> {
    let reader = Cursor::new(file);
    match file {
        [0xFF, 0xD8, 0xFF, ..] => {
            let header = jpeg::read(file).ok_or_else(damaged)?;
            check_pixels(header.width.into(), header.height.into())?;
            check_bytes(header.decoding_bytes())?;
            let decoder = JpegDecoder::new(reader).map_err(|_| damaged())?;
            if decoder.dimensions() != (header.width.into(), header.height.into()) {
                return Err(damaged());
            }
            decoded(decoder)
        }
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => {
            let [width, height] = png_size(file).ok_or_else(damaged)?;
            check_pixels(width, height)?;
            let mut limits = Limits::no_limits();
            limits.max_alloc = Some(MAX_PNG_EXTRAS);
            let decoder = PngDecoder::with_limits(reader, limits).map_err(|_| damaged())?;
            check_bytes(decoder.total_bytes())?;
            decoded(decoder)
        }
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => {
            let decoder = WebPDecoder::new(reader).map_err(|_| damaged())?;
            let (width, height) = decoder.dimensions();
            check_pixels(width, height)?;
            check_bytes(webp::decoding_bytes(width, height, decoder.color_type()))?;
            if decoder.has_animation() {
                return Err(Violation::at(Code::PictureFormat, "file"));
            }
            if !webp::has_size(file, width, height) {
                return Err(damaged());
            }
            decoded(decoder)
        }
        _ => Err(Violation::at(Code::PictureFormat, "file")),
    }
}

/// The size in the header of a PNG, which comes first in the file.
fn png_size(file: &[u8]) -> Option<[u32; 2]> {
    let (width, rest) = file.get(16..)?.split_first_chunk()?;
    let height = rest.first_chunk()?;
    Some([u32::from_be_bytes(*width), u32::from_be_bytes(*height)])
}

fn check_pixels(width: u32, height: u32) -> Result<(), Violation> {
    match u64::from(width) * u64::from(height) {
        0 => Err(damaged()),
        pixels if pixels <= MAX_PIXELS => Ok(()),
        _ => Err(too_many_pixels()),
    }
}

fn check_bytes(needed: u64) -> Result<(), Violation> {
    match needed <= MAX_BYTES {
        true => Ok(()),
        false => Err(too_many_pixels()),
    }
}

fn too_many_pixels() -> Violation {
    let max = u32::try_from(MAX_PIXELS / 1_000_000).unwrap_or(u32::MAX);
    Violation::at(Code::PictureTooManyPixels, "file").with("max", Param::Number(max))
}

fn decoded(mut decoder: impl ImageDecoder) -> Result<(DynamicImage, Orientation), Violation> {
    let mut read = || -> ImageResult<Orientation> { decoder.orientation() };
    // Metadata that cannot be read does not make a picture unreadable.
    let orientation = read().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    Ok((decoded, orientation))
}

fn upright_size(decoded: &DynamicImage, orientation: Orientation) -> (u32, u32) {
    let (width, height) = decoded.dimensions();
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

/// Scales a square of the picture to the size of the result. A large one is first averaged to twice that size, which
/// takes no memory for an intermediate picture of full width.
fn scaled(decoded: &DynamicImage, crop: Crop) -> RgbImage {
    let on_white = OnWhite(decoded);
    let square = imageops::crop_imm(&on_white, crop.left, crop.top, crop.size, crop.size);
    if crop.size > 2 * SIDE {
        let halfway = imageops::thumbnail(&*square, 2 * SIDE, 2 * SIDE);
        return imageops::resize(&halfway, SIDE, SIDE, FilterType::CatmullRom);
    }
    imageops::resize(&*square, SIDE, SIDE, FilterType::CatmullRom)
}

/// A picture whose transparent parts are white.
struct OnWhite<'a>(&'a DynamicImage);

impl GenericImageView for OnWhite<'_> {
    type Pixel = Rgb<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Rgb<u8> {
        let [red, green, blue, alpha] = self.0.get_pixel(x, y).0;
        let blended = |color: u8| {
            let (color, alpha) = (u16::from(color), u16::from(alpha));
            let sum = color * alpha + 255 * (255 - alpha);
            u8::try_from(sum / 255).unwrap_or(u8::MAX)
        };
        Rgb([blended(red), blended(green), blended(blue)])
    }
}
