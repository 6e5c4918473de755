//! Uploading a picture: the result, its crop and its orientation, and the signals.

use image::{ImageFormat, Rgba, RgbaImage};
use serde_json::{Value, json};

use super::support::{
    BLUE, GREEN, RED, WHITE, assert_color, encoded, fetched, files, folder, jpeg, plain, quarters,
    shown, with_exif,
};
use crate::harness::{Server, codes, each_database, names};

#[tokio::test]
async fn a_picture_is_shown_as_a_square_of_400_pixels() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let url = jo.upload_accepted(&jpeg(1200, 900)).await;
        let name = url.strip_prefix("/media/").expect("a path");
        let digest = name.strip_suffix(".jpg").expect("a JPEG");
        assert!(digest.len() == 64 && digest.chars().all(|digit| digit.is_ascii_hexdigit()));
        assert_eq!(jo.me("profilePictureUrl").await["profilePictureUrl"], url);
        assert_eq!(files(&server), [name]);
        let picture = shown(&server, &url).await;
        assert_eq!(picture.dimensions(), (400, 400));
        for (place, color) in [
            ((20, 20), RED),
            ((380, 20), GREEN),
            ((20, 380), BLUE),
            ((380, 380), WHITE),
        ] {
            assert_color(&picture, place, color);
        }
    })
    .await;
}

#[tokio::test]
async fn jpeg_png_and_webp_are_accepted_whatever_their_size() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for (width, height) in [(1, 1), (3, 500), (400, 400), (401, 399), (2000, 1000)] {
            let file = encoded(quarters(width, height), format);
            let url = jo.upload_accepted(&file).await;
            let picture = shown(&server, &url).await;
            assert_eq!(
                picture.dimensions(),
                (400, 400),
                "{format:?} {width}x{height}"
            );
        }
    }
}

#[tokio::test]
async fn every_orientation_is_applied() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    // Which colors are at the top left, top right, bottom left and bottom right.
    let orientations = [
        [RED, GREEN, BLUE, WHITE],
        [GREEN, RED, WHITE, BLUE],
        [WHITE, BLUE, GREEN, RED],
        [BLUE, WHITE, RED, GREEN],
        [RED, BLUE, GREEN, WHITE],
        [BLUE, RED, WHITE, GREEN],
        [WHITE, GREEN, BLUE, RED],
        [GREEN, WHITE, RED, BLUE],
    ];
    for (number, colors) in (1_u8..).zip(orientations) {
        let file = with_exif(&jpeg(600, 600), number);
        let picture = shown(&server, &jo.upload_accepted(&file).await).await;
        for (place, color) in [(20, 20), (380, 20), (20, 380), (380, 380)]
            .into_iter()
            .zip(colors)
        {
            assert_color(&picture, place, color);
        }
    }
}

/// The crop is in pixels of the upright picture, whatever the file's orientation is.
#[tokio::test]
async fn the_crop_is_that_of_the_upright_picture() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    for number in 1..=8 {
        let file = with_exif(&jpeg(900, 600), number);
        let (width, height) = if number < 5 { (900, 600) } else { (600, 900) };
        let whole = shown(&server, &jo.upload_accepted(&file).await).await;
        for (left, top, place) in [
            (0, 0, (20, 20)),
            (width - 200, 0, (380, 20)),
            (0, height - 200, (20, 380)),
            (width - 200, height - 200, (380, 380)),
        ] {
            let crop = json!({ "left": left, "top": top, "size": 200 });
            let payload = jo.upload(&file, crop).await;
            let url = payload["profilePictureUrl"].as_str().expect("a URL");
            let part = shown(&server, url).await;
            // The corners of the default square have the colors of the picture's corners.
            assert_color(&part, (200, 200), *whole.get_pixel(place.0, place.1));
        }
    }
}

#[tokio::test]
async fn a_crop_beyond_the_picture_is_refused_with_its_size() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let file = with_exif(&jpeg(300, 200), 6);
    for (left, top, size) in [
        (0, 0, 201),
        (1, 0, 200),
        (0, 101, 200),
        (0, 0, 0),
        (-1, 0, 100),
        (i32::MAX, i32::MAX, i32::MAX),
    ] {
        let crop = json!({ "left": left, "top": top, "size": size });
        let payload = jo.upload(&file, crop).await;
        assert_eq!(codes(&payload), ["CROP_OUT_OF_RANGE crop"]);
        let params = &payload["errors"][0]["params"];
        assert_eq!(*params, json!({ "width": 200, "height": 300 }));
    }
    let crop = json!({ "left": 0, "top": 100, "size": 200 });
    assert_eq!(codes(&jo.upload(&file, crop).await), [""; 0]);
}

#[tokio::test]
async fn transparent_parts_are_white() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let mut file = std::io::Cursor::new(Vec::new());
    let clear = RgbaImage::from_pixel(900, 900, Rgba([0, 0, 0, 0]));
    clear.write_to(&mut file, ImageFormat::Png).expect("a file");
    let picture = shown(&server, &jo.upload_accepted(file.get_ref()).await).await;
    assert_color(&picture, (200, 200), WHITE);
}

#[tokio::test]
async fn metadata_is_removed() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let url = jo.upload_accepted(&with_exif(&jpeg(500, 500), 1)).await;
    let file = fetched(&server, &url).await;
    for trace in [&b"Exif"[..], b"GPS"] {
        let has_trace = file.windows(trace.len()).any(|bytes| bytes == trace);
        assert!(!has_trace, "{trace:?}");
    }
}

#[tokio::test]
async fn an_upload_emits_the_signals_of_an_update_and_its_own_in_one_workflow() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        server.forget_signals().await;
        let url = jo.upload_accepted(&plain([1, 2, 3])).await;
        let signals = server.signals().await;
        let emitted = [
            "user_update_started",
            "user_pre_update",
            "user_post_update",
            "user_profile_picture_uploaded",
            "user_updated",
        ];
        assert_eq!(names(&signals), emitted);
        let data = &signals[1].arguments["update_data"];
        assert_eq!(*data, json!({ "profilePictureUrl": url }));
    })
    .await;
}

#[tokio::test]
async fn a_refused_picture_ends_its_workflow_and_changes_nothing() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        server.forget_signals().await;
        let payload = jo.upload(b"no picture", Value::Null).await;
        assert_eq!(codes(&payload), ["PICTURE_FORMAT file"]);
        let emitted = ["user_update_started", "user_update_failed"];
        assert_eq!(names(&server.signals().await), emitted);
        assert_eq!(server.count("pictures").await, 0);
        assert_eq!(files(&server), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn a_store_that_fails_is_an_error_with_a_code_and_nothing_is_half_done() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let folder = folder(&server);
    // A file where the folder should be.
    std::fs::write(&folder, "").expect("a file");
    server.forget_signals().await;
    let response = jo.try_to_upload(&plain([1, 2, 3])).await;
    let extensions = &response["errors"][0]["extensions"];
    assert_eq!(extensions["code"], "MEDIA_UNAVAILABLE", "{response}");
    assert_eq!(extensions["retryAfter"], 5);
    assert_eq!(
        jo.me("profilePictureUrl").await["profilePictureUrl"],
        Value::Null
    );
    let signals = server.signals().await;
    assert_eq!(
        names(&signals),
        ["user_update_started", "user_update_failed"]
    );
    assert_eq!(signals[1].arguments["error_type"], "repository_error");
    std::fs::remove_file(&folder).expect("no file");
    jo.upload_accepted(&plain([1, 2, 3])).await;
}

#[tokio::test]
async fn an_account_uploads_only_so_often() {
    let server = Server::start_with(|config| {
        config.rate_limits.is_on = true;
        config.rate_limits.pictures_per_account = "2/hour".parse().expect("a rate");
    })
    .await;
    let jo = server.member("jo@ucla.edu").await;
    jo.upload_accepted(&plain([1, 2, 3])).await;
    jo.upload(b"no picture", Value::Null).await;
    let response = jo.try_to_upload(&plain([1, 2, 3])).await;
    let code = &response["errors"][0]["extensions"]["code"];
    assert_eq!(*code, "RATE_LIMITED", "{response}");
    let bo = server.member("bo@ucla.edu").await;
    bo.upload_accepted(&plain([1, 2, 3])).await;
}

#[tokio::test]
async fn everyone_sees_the_picture_and_null_removes_it() {
    each_database(async |server| {
        let (jo, mo) = (
            server.member("jo@ucla.edu").await,
            server.mentor("mo@ucla.edu").await,
        );
        let url = mo.upload_accepted(&plain([9, 9, 9])).await;
        let document = "{ mentors { nodes { profilePictureUrl } } }";
        let mentors = jo.run(document, json!({})).await;
        assert_eq!(mentors["mentors"]["nodes"][0]["profilePictureUrl"], url);
        let removed = json!({ "profilePictureUrl": null });
        mo.accept("updateProfile", removed, "").await;
        assert_eq!(
            mo.me("profilePictureUrl").await["profilePictureUrl"],
            Value::Null
        );
    })
    .await;
}
