//! The memory that decoding takes, measured in a process of its own.

use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::support::{black_png, encoded};
use crate::harness::{Database, form};
use crate::soak::process::Process;

/// How much more memory the server may use than when it is idle.
const MOST: u64 = 150_000_000;
/// How many members upload at once.
const MEMBERS: usize = 3;

/// Uploads a picture, again while the server is busy, and returns the codes of its errors.
async fn upload(url: String, token: String, file: Vec<u8>) -> Value {
    let document = "mutation($input: UploadProfilePictureInput!) { uploadProfilePicture(input: $input) { errors { code } } }";
    let operations = json!({ "query": document, "variables": { "input": { "file": null } } });
    loop {
        let (content_type, body) = form(&[
            ("operations", operations.to_string().as_bytes()),
            ("map", br#"{ "0": ["variables.input.file"] }"#),
            ("0", &file),
        ]);
        let request = reqwest::Client::new()
            .post(format!("{url}/graphql"))
            .header("graphql-require-preflight", "1")
            .bearer_auth(&token)
            .header("content-type", content_type)
            .body(body);
        // A refused body may be cut off before the response is read.
        let Ok(response) = request.send().await else {
            continue;
        };
        let mut response: Value = response.json().await.expect("JSON");
        if response["errors"][0]["extensions"]["code"] != "BUSY" {
            return response["data"]["uploadProfilePicture"]["errors"].take();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

/// Noise of 16 megapixels cannot be compressed to 5 MB; stripes can.
fn stripes(side: u32, format: ImageFormat) -> Vec<u8> {
    let stripe = |x: u32, y: u32| image::Rgb([(x / 64) as u8, (y / 64) as u8, 90]);
    encoded(RgbImage::from_fn(side, side, stripe), format)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_stays_bounded_while_many_members_upload_large_pictures() {
    let database = Database::sqlite().await;
    let server = Process::start_with(&database, &[], None).await;
    let mut tokens = Vec::new();
    for number in 0..MEMBERS {
        tokens.push(server.member(&format!("member{number}@ucla.edu")).await);
    }
    let idle = server.memory("VmRSS");
    let accepted = json!([]);
    let too_large = json!([{ "code": "PICTURE_TOO_MANY_PIXELS" }]);
    // The first by all members at once, the others by one: decoding takes seconds without optimization.
    let files = [
        (stripes(4000, ImageFormat::Jpeg), MEMBERS, &accepted),
        (stripes(3700, ImageFormat::WebP), 1, &accepted),
        (black_png(4000, 4000), 1, &accepted),
        (black_png(20_000, 20_000), 1, &too_large),
    ];
    for (file, members, expected) in files {
        assert!(file.len() < 5_000_000, "{}", file.len());
        let mut uploads = JoinSet::new();
        for token in tokens.iter().take(members) {
            uploads.spawn(upload(server.url.clone(), token.clone(), file.clone()));
        }
        for errors in uploads.join_all().await {
            assert_eq!(errors, *expected);
        }
    }
    let more = server.memory("VmHWM") - idle;
    assert!(more < MOST, "{more} bytes more than {idle}");
}
