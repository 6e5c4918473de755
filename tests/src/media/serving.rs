//! How pictures are served, and what pages may load.

use std::sync::Arc;

use bruinbridge::config::Config;
use reqwest::StatusCode;

use super::support::{folder, plain};
use crate::harness::{Database, Server};

#[tokio::test]
async fn a_picture_is_served_as_a_picture_and_nothing_else_and_can_be_cached_forever() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let url = jo.upload_accepted(&plain([1, 2, 3])).await;
    let response = reqwest::get(format!("{}{url}", server.url)).await;
    let response = response.expect("a response");
    assert_eq!(response.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "cross-origin"),
    ] {
        assert_eq!(response.headers()[name], value, "{name}");
    }
    let policy = response.headers()["content-security-policy"].to_str();
    let policy = policy.expect("text");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn only_pictures_are_served() {
    let server = Server::start().await;
    std::fs::create_dir_all(folder(&server)).expect("a folder");
    for name in ["secret.txt", "x.jpg"] {
        std::fs::write(folder(&server).join(name), "secret").expect("a file");
    }
    let missing = format!("{}.jpg", "a".repeat(64));
    let upper = format!("{}.jpg", "A".repeat(64));
    for name in [
        "secret.txt",
        "x.jpg",
        "..%2Fsecret.txt",
        "%2e%2e/secret.txt",
        "",
        &missing,
        &upper,
    ] {
        let response = reqwest::get(format!("{}/media/{name}", server.url)).await;
        let response = response.expect("a response");
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}");
        let text = response.text().await.expect("text");
        assert!(!text.contains("secret"), "{name}: {text}");
    }
}

#[tokio::test]
async fn pages_load_pictures_of_this_server_and_of_the_settings_only() {
    let database = Database::sqlite().await;
    for (hosts, media_url, sources) in [
        ("", "", "img-src 'self' data: blob:;"),
        (
            "pictures.example,other.example:8443",
            "https://media.example/pictures",
            "img-src 'self' data: blob: https://media.example https://pictures.example https://other.example:8443;",
        ),
    ] {
        let settings = [("PICTURE_HOSTS", hosts), ("MEDIA_URL", media_url)];
        let server = Server::on(&database, &settings).await;
        let page = reqwest::get(&server.url).await.expect("a page");
        let policy = page.headers()["content-security-policy"].to_str();
        let policy = policy.expect("text");
        assert!(policy.contains(sources), "{policy}");
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_in_one_line() {
    let database = Database::sqlite().await;
    for (settings, expected) in [
        (
            &[("MEDIA_STORE", "ftp")][..],
            "MEDIA_STORE: \"ftp\" is none of file, s3",
        ),
        (
            &[("PICTURE_HOSTS", "https://pictures.example")],
            "PICTURE_HOSTS: ",
        ),
        (&[("PICTURE_HOSTS", "*.example")], "PICTURE_HOSTS: "),
        (&[("MEDIA_URL", "media.example")], "MEDIA_URL: "),
        (
            &[("MEDIA_STORE", "s3")],
            "MEDIA_S3_BUCKET: is not set although MEDIA_STORE=s3",
        ),
        (
            &[("MEDIA_STORE", "s3"), ("MEDIA_S3_BUCKET", "media")],
            "MEDIA_S3_ACCESS_KEY: is not set although MEDIA_STORE=s3",
        ),
    ] {
        let error = Config::read(&database.settings(settings)).expect_err(expected);
        let line = error.to_string();
        assert!(
            line.starts_with(expected) && line.lines().count() == 1,
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_server_does_not_start_where_it_cannot_store_pictures() {
    let database = Database::sqlite().await;
    for folder in ["/proc/media", "/dev/null"] {
        let source = database.settings(&[("MEDIA_DIR", folder)]);
        let config = Config::read(&source).expect("settings");
        let error = bruinbridge::App::open(config).await.expect_err(folder);
        let line = error.to_string();
        assert!(
            line.starts_with("MEDIA_DIR: ") && line.contains(folder),
            "{line}"
        );
    }
    let config = Config::read(&database.settings(&[])).expect("settings");
    let app = bruinbridge::App::open(config)
        .await
        .expect("an application");
    drop(Arc::new(app));
}
