//! Files that attack, deceive or do not work: each is refused with a code, or only its pixels remain.

use image::ImageFormat;

use super::support::{
    black_png, compressed_zeros, encoded, fetched, jpeg, png, png_header, quarters, refused, shown,
    with_segment,
};
use crate::harness::{Client, Server, codes};
use serde_json::Value;

const FORMAT: &str = "PICTURE_FORMAT file";
const DAMAGED: &str = "PICTURE_DAMAGED file";
const TOO_MANY_PIXELS: &str = "PICTURE_TOO_MANY_PIXELS file";

/// A WebP file of these chunks.
fn webp(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut content = b"WEBP".to_vec();
    for (kind, chunk) in chunks {
        content.extend(*kind);
        content.extend(u32::try_from(chunk.len()).expect("short").to_le_bytes());
        content.extend(chunk);
        content.resize(content.len().next_multiple_of(2), 0);
    }
    let length = u32::try_from(content.len()).expect("short").to_le_bytes();
    [b"RIFF", &length[..], &content].concat()
}

/// The header of an extended WebP file: flags, and the size of the canvas.
fn canvas(flags: u8, width: u32, height: u32) -> (&'static [u8; 4], Vec<u8>) {
    let [width, height] = [width, height].map(|length| (length - 1).to_le_bytes());
    let content = [&[flags, 0, 0, 0], &width[..3], &height[..3]].concat();
    (b"VP8X", content)
}

/// The start of a lossy WebP picture that claims this size.
fn lossy(width: u16, height: u16) -> (&'static [u8; 4], Vec<u8>) {
    let sizes = [width.to_le_bytes(), height.to_le_bytes()].concat();
    let start = [0x10, 0, 0, 0x9D, 0x01, 0x2A];
    (b"VP8 ", [&start[..], &sizes, &[0; 64]].concat())
}

/// Replaces the size in the frame header of a baseline JPEG.
fn resized(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = jpeg.to_vec();
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]);
    let start = frame.expect("a frame") + 5;
    jpeg[start..start + 2].copy_from_slice(&height.to_be_bytes());
    jpeg[start + 2..start + 4].copy_from_slice(&width.to_be_bytes());
    jpeg
}

async fn all_refused(client: &Client, files: &[(&str, Vec<u8>, &str)]) {
    for (what, file, code) in files {
        assert_eq!(refused(client, file).await, [*code], "{what}");
    }
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let script = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
    all_refused(
        &jo,
        &[
            ("no bytes", Vec::new(), FORMAT),
            ("one byte", vec![0xFF], FORMAT),
            ("an SVG", script.into(), FORMAT),
            ("a page", "<!doctype html><script>1</script>".into(), FORMAT),
            ("a GIF", gif, FORMAT),
            ("a BMP", b"BM\x3a\0\0\0\0\0\0\0".to_vec(), FORMAT),
            ("a PDF", b"%PDF-1.7\n".to_vec(), FORMAT),
            ("zeros", vec![0; 10_000], FORMAT),
            (
                "a RIFF file of another kind",
                b"RIFF\x04\0\0\0WAVE".to_vec(),
                FORMAT,
            ),
            (
                "only the signature of a JPEG",
                vec![0xFF, 0xD8, 0xFF],
                DAMAGED,
            ),
            (
                "only the signature of a PNG",
                b"\x89PNG\r\n\x1a\n".to_vec(),
                DAMAGED,
            ),
            (
                "only the signature of a WebP",
                b"RIFF\0\0\0\0WEBP".to_vec(),
                DAMAGED,
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn incomplete_pictures_are_refused() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = encoded(quarters(300, 300), format);
        for end in [12, 30, file.len() / 2, file.len() - 16] {
            let refused = refused(&jo, &file[..end]).await;
            assert_eq!(refused, [DAMAGED], "{format:?}, {end} of {}", file.len());
        }
    }
}

#[tokio::test]
async fn pictures_that_are_too_large_are_refused_by_their_header() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let huge_png = png(&[
        (b"IHDR", png_header(2_000_000_000, 2_000_000_000)),
        (b"IDAT", compressed_zeros(1000)),
        (b"IEND", Vec::new()),
    ]);
    let sixteen_bits = {
        let mut header = png_header(4000, 4000);
        header[8] = 16;
        header[9] = 6;
        png(&[
            (b"IHDR", header),
            (b"IDAT", compressed_zeros(1000)),
            (b"IEND", Vec::new()),
        ])
    };
    let progressive = {
        let mut file = resized(&jpeg(64, 64), 4000, 4000);
        let frame = file.windows(2).position(|pair| pair == [0xFF, 0xC0]);
        let frame = frame.expect("a frame");
        file[frame + 1] = 0xC2;
        // Every color has as many coefficients as pixels.
        for color in 0..3 {
            file[frame + 11 + 3 * color] = 0x11;
        }
        file
    };
    all_refused(
        &jo,
        &[
            (
                "a bomb of 17 megapixels",
                black_png(4250, 4000),
                TOO_MANY_PIXELS,
            ),
            ("a PNG of 4 gigapixels", huge_png, TOO_MANY_PIXELS),
            ("a PNG of 128 MB", sixteen_bits, TOO_MANY_PIXELS),
            (
                "a JPEG of 4 gigapixels",
                resized(&jpeg(64, 64), 65_500, 65_500),
                TOO_MANY_PIXELS,
            ),
            ("a progressive JPEG of 144 MB", progressive, TOO_MANY_PIXELS),
            (
                "a WebP of 268 megapixels",
                webp(&[canvas(0, 16_383, 16_383), lossy(16_383, 16_383)]),
                TOO_MANY_PIXELS,
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn pictures_that_contradict_themselves_are_refused() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let good = jpeg(64, 64);
    let frame = good.windows(2).position(|pair| pair == [0xFF, 0xC0]);
    let frame = frame.expect("a frame");
    let length = usize::from(good[frame + 2]) * 256 + usize::from(good[frame + 3]);
    let header = &good[frame..frame + 2 + length];
    let two_frames = [
        &good[..frame],
        &resized(&[header, header].concat(), 9000, 9000),
        &good[frame..],
    ];
    let scan = good
        .windows(2)
        .position(|pair| pair == [0xFF, 0xDA])
        .expect("a scan");
    let many_scans = [
        &good[..good.len() - 2],
        &good[scan..good.len() - 2].repeat(100),
        b"\xFF\xD9",
    ];
    let no_pixels = png(&[(b"IHDR", png_header(0, 10)), (b"IEND", Vec::new())]);
    all_refused(
        &jo,
        &[
            (
                "a WebP that is larger than its canvas",
                webp(&[canvas(0, 10, 10), lossy(16_383, 16_383)]),
                DAMAGED,
            ),
            ("a JPEG with two frames", two_frames.concat(), DAMAGED),
            ("a JPEG with a hundred scans", many_scans.concat(), DAMAGED),
            ("a PNG without pixels", no_pixels, DAMAGED),
            (
                "an animated WebP",
                webp(&[
                    canvas(0b10, 10, 10),
                    (b"ANIM", vec![0; 6]),
                    (b"ANMF", vec![0; 40]),
                ]),
                FORMAT,
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_color_profile_that_expands_to_a_gigabyte_is_refused_or_ignored() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let mut profile = b"name\0\0".to_vec();
    profile.extend(compressed_zeros(1 << 28));
    let file = png(&[
        (b"IHDR", png_header(10, 10)),
        (b"iCCP", profile),
        (b"IDAT", compressed_zeros(310)),
        (b"IEND", Vec::new()),
    ]);
    let payload = jo.upload(&file, Value::Null).await;
    let codes = codes(&payload);
    assert!(codes.is_empty() || codes == [DAMAGED], "{codes:?}");
}

/// What follows a picture, or hides in its comments, does not reach anyone.
#[tokio::test]
async fn only_the_pixels_remain_of_a_file_that_is_also_something_else() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let script = b"<script>alert(document.cookie)</script>";
    let page = with_segment(&jpeg(100, 100), 0xFE, script);
    let archive = [
        &encoded(quarters(100, 100), ImageFormat::Png)[..],
        b"PK\x03\x04",
        script,
    ]
    .concat();
    for file in [page, archive] {
        let url = jo.upload_accepted(&file).await;
        let served = fetched(&server, &url).await;
        let has_script = served.windows(8).any(|bytes| bytes == b"<script>");
        assert!(!has_script);
        assert_eq!(shown(&server, &url).await.dimensions(), (400, 400));
    }
}

#[tokio::test]
async fn the_first_picture_of_an_animated_png_is_shown() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let file = png(&[
        (b"IHDR", png_header(10, 10)),
        (b"acTL", [2_u32.to_be_bytes(), 0_u32.to_be_bytes()].concat()),
        (b"IDAT", compressed_zeros(310)),
        (b"IEND", Vec::new()),
    ]);
    let url = jo.upload_accepted(&file).await;
    assert_eq!(shown(&server, &url).await.dimensions(), (400, 400));
}
