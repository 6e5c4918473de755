//! Pictures in a bucket, of `s3s-fs`: an S3 service on a folder, in this process.

use std::path::{Path, PathBuf};

use bruinbridge::App;
use bruinbridge::config::Config;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::support::{clean, is_there, plain, shown};
use crate::harness::{Database, Server};

const BUCKET: &str = "media";
const ACCESS_KEY: &str = "an-access-key";
const SECRET_KEY: &str = "a-secret-key";

/// A running service.
struct Service {
    url: String,
    folder: PathBuf,
    serving: JoinHandle<()>,
}

impl Service {
    async fn start(folder: &Path) -> Self {
        let bucket = folder.join(BUCKET);
        std::fs::create_dir_all(&bucket).expect("a bucket");
        let files = FileSystem::new(folder).expect("a file system");
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = auto::Builder::new(TokioExecutor::new());
                    drop(http.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
        Self {
            url,
            folder: bucket,
            serving,
        }
    }

    fn settings<'a>(&'a self, secret_key: &'a str) -> [(&'a str, &'a str); 5] {
        [
            ("MEDIA_STORE", "s3"),
            ("MEDIA_S3_ENDPOINT", &self.url),
            ("MEDIA_S3_BUCKET", BUCKET),
            ("MEDIA_S3_ACCESS_KEY", ACCESS_KEY),
            ("MEDIA_S3_SECRET_KEY", secret_key),
        ]
    }

    /// The pictures in the bucket.
    fn pictures(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let names = names.map(|name| name.into_string().expect("text"));
        names.filter(|name| name.ends_with(".jpg")).collect()
    }
}

#[tokio::test]
async fn pictures_are_stored_in_a_bucket_served_from_it_and_removed() {
    let database = Database::sqlite().await;
    let service = Service::start(&database.media).await;
    let server = Server::on(&database, &service.settings(SECRET_KEY)).await;
    let jo = server.member("jo@ucla.edu").await;
    let url = jo.upload_accepted(&plain([1, 2, 3])).await;
    let name = url.strip_prefix("/media/").expect("a path");
    assert_eq!(service.pictures(), [name]);
    assert_eq!(shown(&server, &url).await.dimensions(), (400, 400));
    let missing = format!("/media/{}.jpg", "a".repeat(64));
    assert!(!is_there(&server, &missing).await);
    let removed = json!({ "profilePictureUrl": null });
    jo.accept("updateProfile", removed, "").await;
    assert_eq!(clean(&server).await, 1);
    assert_eq!(service.pictures(), [""; 0]);
    assert!(!is_there(&server, &url).await);
}

#[tokio::test]
async fn a_server_starts_only_if_it_can_use_the_bucket() {
    let database = Database::sqlite().await;
    let service = Service::start(&database.media).await;
    let open = async |settings: &[(&str, &str)]| {
        let source = database.settings(settings);
        App::open(Config::read(&source).expect("settings")).await
    };
    open(&service.settings(SECRET_KEY))
        .await
        .expect("it starts");
    let mut unreachable = service.settings(SECRET_KEY);
    unreachable[1].1 = "http://127.0.0.1:9";
    for settings in [service.settings("wrong-key"), unreachable] {
        let error = open(&settings).await.expect_err("it does not start");
        let line = error.to_string();
        assert!(line.starts_with("MEDIA_S3_BUCKET: "), "{line}");
        assert!(line.contains("check MEDIA_S3_ENDPOINT"), "{line}");
        assert!(
            !line.contains("wrong-key") && line.lines().count() == 1,
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_service_that_stops_fails_uploads_with_a_code_and_reading_with_a_status() {
    let database = Database::sqlite().await;
    let service = Service::start(&database.media).await;
    let mut settings = service.settings(SECRET_KEY);
    settings[1].1 = "http://127.0.0.1:9";
    let server = Server::on(&database, &settings).await;
    let jo = server.member("jo@ucla.edu").await;
    let response = jo.try_to_upload(&plain([1, 2, 3])).await;
    let code = &response["errors"][0]["extensions"]["code"];
    assert_eq!(*code, "MEDIA_UNAVAILABLE", "{response}");
    assert_eq!(
        jo.me("profilePictureUrl").await["profilePictureUrl"],
        Value::Null
    );
    let path = format!("{}/media/{}.jpg", server.url, "a".repeat(64));
    let status = reqwest::get(path).await.expect("a response").status();
    assert_eq!(status.as_u16(), 503);
    service.serving.abort();
}
