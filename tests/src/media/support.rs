//! Pictures, made by the encoders of `image` or written byte by byte.

use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use bruinbridge::config::StoreConfig;
use bruinbridge::jobs::remove_pictures::remove_unused;
use chrono::Duration;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::Value;

use crate::harness::{Client, Server, codes};

pub(super) const RED: Rgb<u8> = Rgb([220, 20, 20]);
pub(super) const GREEN: Rgb<u8> = Rgb([20, 200, 20]);
pub(super) const BLUE: Rgb<u8> = Rgb([20, 20, 220]);
pub(super) const WHITE: Rgb<u8> = Rgb([250, 250, 250]);

/// A picture of four colors: red at the top left, green at the top right, blue at the bottom left, white.
pub(super) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        }
    })
}

/// Encodes a picture.
pub(super) fn encoded(picture: RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgb8(picture);
    picture.write_to(&mut file, format).expect("a file");
    file.into_inner()
}

/// A JPEG of four colors.
pub(super) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(quarters(width, height), ImageFormat::Jpeg)
}

/// A picture of one color, so that its result differs from others.
pub(crate) fn plain(color: [u8; 3]) -> Vec<u8> {
    encoded(RgbImage::from_pixel(50, 50, Rgb(color)), ImageFormat::Png)
}

/// Adds EXIF data with an orientation, from 1 to 8, and a GPS position to a JPEG.
pub(super) fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    // The orientation, a short.
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    // A pointer to the position, which follows: GPSLatitudeRef.
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 34.0689 N 118.4452 W");
    with_segment(jpeg, 0xE1, &exif)
}

/// Adds a segment after the first marker of a JPEG.
pub(super) fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a short segment");
    let head = [0xFF, marker];
    let segment = [&head[..], &length.to_be_bytes(), content].concat();
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

/// A PNG of these chunks.
pub(super) fn png(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, content) in chunks {
        file.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
        let mut checked = flate2::Crc::new();
        checked.update(*kind);
        checked.update(content);
        file.extend(*kind);
        file.extend(content);
        file.extend(checked.sum().to_be_bytes());
    }
    file
}

/// The header of a PNG: 8 bits per color, RGB.
pub(super) fn png_header(width: u32, height: u32) -> Vec<u8> {
    let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [sizes, vec![8, 2, 0, 0, 0]].concat()
}

/// So many zero bytes, compressed as in a PNG.
pub(super) fn compressed_zeros(count: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1 << 16];
    let mut rest = count;
    while rest > 0 {
        let length = rest.min(block.len());
        encoder.write_all(&block[..length]).expect("compressed");
        rest -= length;
    }
    encoder.finish().expect("compressed")
}

/// A black PNG of this size.
pub(super) fn black_png(width: u32, height: u32) -> Vec<u8> {
    let rows = (width as usize * 3 + 1) * height as usize;
    png(&[
        (b"IHDR", png_header(width, height)),
        (b"IDAT", compressed_zeros(rows)),
        (b"IEND", Vec::new()),
    ])
}

/// Fetches a picture that a member has, and decodes it.
pub(super) async fn shown(server: &Server, url: &str) -> RgbImage {
    let file = fetched(server, url).await;
    let format = image::guess_format(&file).expect("a picture");
    assert_eq!(format, ImageFormat::Jpeg);
    image::load_from_memory(&file).expect("a picture").to_rgb8()
}

/// Fetches the file of a picture.
pub(super) async fn fetched(server: &Server, url: &str) -> Vec<u8> {
    let response = reqwest::get(format!("{}{url}", server.url)).await;
    let response = response.expect("a response");
    assert!(response.status().is_success(), "{url}: {response:?}");
    response.bytes().await.expect("a file").to_vec()
}

/// Whether a picture is served.
pub(super) async fn is_there(server: &Server, url: &str) -> bool {
    let response = reqwest::get(format!("{}{url}", server.url)).await;
    response.expect("a response").status().is_success()
}

/// Asserts that a pixel has nearly this color: JPEG is lossy.
pub(super) fn assert_color(picture: &RgbImage, (x, y): (u32, u32), expected: Rgb<u8>) {
    let found = picture.get_pixel(x, y);
    let differs = |(a, b): (&u8, &u8)| a.abs_diff(*b) > 24;
    let is_near = !found.0.iter().zip(&expected.0).any(differs);
    assert!(is_near, "({x}, {y}) is {found:?}, not {expected:?}");
}

/// Uploads a file that must be refused, and returns the codes.
pub(super) async fn refused(client: &Client, file: &[u8]) -> Vec<String> {
    codes(&client.upload(file, Value::Null).await)
}

/// Runs one round of the job, after the time for which unused files stay.
pub(super) async fn clean(server: &Server) -> u64 {
    server.advance(Duration::minutes(6));
    remove_unused(&server.app, 2).await.expect("a round")
}

/// The folder of the store.
pub(super) fn folder(server: &Server) -> PathBuf {
    match &server.app.config.media.store {
        StoreConfig::Folder(folder) => folder.clone(),
        other => panic!("no folder: {other:?}"),
    }
}

/// The names of all files in the store, sorted.
pub(super) fn files(server: &Server) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(server)) else {
        return Vec::new();
    };
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        let name = entry.expect("an entry").file_name();
        name.into_string().expect("text")
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}
