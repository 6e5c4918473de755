//! The store of pictures: a folder, or a bucket.

use super::connector::Connector;
use crate::config::{ConfigError, MEDIA_PATH, S3Config, StoreConfig, quoted};
use crate::error::{Error, Result};
use crate::files;
use bytes::Bytes;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{BackoffConfig, ObjectStore, ObjectStoreExt, RetryConfig};
use std::fmt::Display;
use std::io::ErrorKind;
use std::path::{Path as FilePath, PathBuf};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// How long a store may take for one file, with all attempts.
const TIMEOUT: Duration = Duration::from_secs(20);
/// After which time no further attempt begins.
const RETRY_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_RETRIES: usize = 3;
/// The most files that crashes can have left of writing one file.
const MAX_UNFINISHED: u32 = 9;
/// Characters of a library's message that a line about a setting repeats.
const MAX_CAUSE: usize = 300;

/// A store of files by their paths.
#[derive(Debug)]
pub(super) enum Store {
    /// With the folder, as an absolute path.
    Folder(Box<LocalFileSystem>, PathBuf),
    /// With the name of the bucket.
    Bucket(Box<AmazonS3>, String),
}

impl Store {
    pub(super) fn new(config: &StoreConfig) -> Result<Self> {
        match config {
            StoreConfig::Folder(folder) => {
                let absolute = std::path::absolute(folder).map_err(|error| {
                    let fault = format!("{} is not a folder ({error})", quoted(&shown(folder)));
                    ConfigError::new("MEDIA_DIR", fault, "data/media")
                })?;
                let files = LocalFileSystem::new().with_fsync(true);
                Ok(Self::Folder(Box::new(files), absolute))
            }
            StoreConfig::S3(bucket) => {
                let client = client(bucket).map_err(|error| unusable(&bucket.bucket, &error))?;
                Ok(Self::Bucket(Box::new(client), bucket.bucket.clone()))
            }
        }
    }

    /// Checks that files can be stored and removed.
    pub(super) async fn check(&self) -> Result<()> {
        match self {
            Self::Folder(_, folder) => {
                let checked =
                    files::create_folder(folder).and_then(|()| files::check_writable(folder));
                checked.map_err(|error| {
                    let fault = format!(
                        "{} is a folder in which the server cannot create files ({error}); create it for the user that the server runs as, or name another",
                        quoted(&shown(folder))
                    );
                    ConfigError::new("MEDIA_DIR", fault, "data/media").into()
                })
            }
            Self::Bucket(client, bucket) => {
                let probe = Path::from(format!("check-{}", Uuid::new_v4()));
                let checked = in_time(async {
                    let content = Bytes::from_static(b"check");
                    client.put(&probe, content.into()).await?;
                    client.get(&probe).await?.bytes().await?;
                    client.delete(&probe).await
                });
                let checked = checked.await;
                checked.map_err(|error| unusable(bucket, &error).into())
            }
        }
    }

    pub(super) async fn put(&self, path: &str, content: &Bytes) -> Result<()> {
        let location = self.location(path)?;
        let put = self.client().put(&location, content.clone().into());
        in_time(put).await.map(drop).map_err(broken)
    }

    pub(super) async fn get(&self, path: &str) -> Result<Option<Bytes>> {
        let location = self.location(path)?;
        let read = in_time(async { self.client().get(&location).await?.bytes().await });
        absent_as_none(read.await)
    }

    pub(super) async fn remove(&self, path: &str) -> Result<()> {
        let location = self.location(path)?;
        absent_as_none(in_time(self.client().delete(&location)).await)?;
        self.remove_unfinished(path).await
    }

    /// Removes what a crash left of writing a file: its content is written to a file with `#` and a number added to the
    /// name, which then gets the name.
    async fn remove_unfinished(&self, path: &str) -> Result<()> {
        let Self::Folder(_, folder) = self else {
            return Ok(());
        };
        for number in 1..=MAX_UNFINISHED {
            let unfinished = folder.join(format!("{}#{number}", name(path)));
            match tokio::fs::remove_file(&unfinished).await {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(broken(error)),
                _ => {}
            }
        }
        Ok(())
    }

    fn client(&self) -> &dyn ObjectStore {
        match self {
            Self::Folder(files, _) => &**files,
            Self::Bucket(client, _) => &**client,
        }
    }

    fn location(&self, path: &str) -> Result<Path> {
        match self {
            Self::Folder(_, folder) => {
                Path::from_absolute_path(folder.join(name(path))).map_err(broken)
            }
            Self::Bucket(..) => Ok(Path::from(name(path))),
        }
    }
}

/// Waits for a store, but not forever.
async fn in_time<T>(
    operation: impl Future<Output = object_store::Result<T>>,
) -> object_store::Result<T> {
    let late = |_| object_store::Error::Generic {
        store: "media",
        source: "no response in time".into(),
    };
    timeout(TIMEOUT, operation).await.map_err(late).flatten()
}

/// Returns `None` for a file that does not exist.
fn absent_as_none<T>(outcome: object_store::Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(broken(error)),
    }
}

fn broken(error: impl Display) -> Error {
    Error::Media(error.to_string())
}

/// The name of a file in the store.
fn name(path: &str) -> &str {
    path.strip_prefix(MEDIA_PATH).unwrap_or(path)
}

fn shown(folder: &FilePath) -> String {
    folder.display().to_string()
}

fn client(bucket: &S3Config) -> object_store::Result<AmazonS3> {
    let mut builder = AmazonS3Builder::new()
        .with_http_connector(Connector)
        .with_bucket_name(&bucket.bucket)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.access_key)
        .with_secret_access_key(bucket.secret_key.expose())
        .with_allow_http(true)
        .with_retry(RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: MAX_RETRIES,
            retry_timeout: RETRY_TIMEOUT,
        });
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    builder.build()
}

/// The line about a bucket that cannot be used. The messages of the library never contain the key.
fn unusable(bucket: &str, cause: &dyn Display) -> ConfigError {
    let cause: Vec<String> = cause
        .to_string()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let cause: String = cause.join(" ").chars().take(MAX_CAUSE).collect();
    let fault = format!(
        "the server cannot store files in the bucket {} ({cause}); check MEDIA_S3_ENDPOINT, MEDIA_S3_REGION and the keys, and that the keys may get, put and delete objects",
        quoted(bucket)
    );
    ConfigError::new("MEDIA_S3_BUCKET", fault, "bruinbridge-media")
}
