//! Profile pictures: what is made of an uploaded file, and the store of the results.

mod connector;
mod crop;
mod jpeg;
mod picture;
mod store;
mod webp;

pub use self::crop::Crop;
use self::store::Store;
use crate::config::MediaConfig;
use crate::error::{Error, Result};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task;

/// The media store, and the permit to decode pictures.
#[derive(Debug)]
pub struct Media {
    store: Store,
    /// One decoding at a time: each may take more than a hundred megabytes.
    decoding: Arc<Semaphore>,
}

/// A square picture, ready to be stored.
#[derive(Debug, Clone)]
pub struct Picture {
    /// `/media/`, the SHA-256 of the content, and `.jpg`.
    pub path: String,
    /// A JPEG without metadata.
    pub content: Bytes,
}

impl Media {
    /// Creates the client of a store. Nothing is read or written yet.
    ///
    /// # Errors
    /// When the settings are not usable.
    pub fn new(config: &MediaConfig) -> Result<Self> {
        Ok(Self {
            store: Store::new(&config.store)?,
            decoding: Arc::new(Semaphore::new(1)),
        })
    }

    /// Checks that files can be stored, by storing one and removing it.
    ///
    /// # Errors
    /// A `Setting` that names the cause and what to do.
    pub async fn check(&self) -> Result<()> {
        self.store.check().await
    }

    /// Makes a square picture of 400 by 400 pixels of an uploaded file. Waits until no other picture is being decoded.
    ///
    /// # Errors
    /// The code that says what is wrong with the file or with the crop.
    pub async fn square(&self, file: Bytes, crop: Option<Crop>) -> Result<Picture> {
        let permit = Arc::clone(&self.decoding).acquire_owned().await;
        let square = task::spawn_blocking(move || {
            // Held to the end, also when the caller is gone: the work cannot be canceled.
            let _permit = permit;
            picture::square(&file, crop)
        });
        // Decoders should not panic, but read what strangers made.
        let content = square
            .await
            .unwrap_or_else(|_| Err(picture::damaged()))
            .map_err(Error::from)?;
        Ok(Picture {
            path: MediaConfig::path_of(&digest(&content)),
            content: content.into(),
        })
    }

    /// Stores a picture; storing it again changes nothing.
    ///
    /// # Errors
    /// `Media` when the store does not respond.
    pub async fn put(&self, picture: &Picture) -> Result<()> {
        self.store.put(&picture.path, &picture.content).await
    }

    /// Returns the content of a picture, if there is one with this path.
    ///
    /// # Errors
    /// `Media` when the store does not respond.
    pub async fn get(&self, path: &str) -> Result<Option<Bytes>> {
        self.store.get(path).await
    }

    /// Removes a picture, if it exists.
    ///
    /// # Errors
    /// `Media` when the store does not respond.
    pub async fn remove(&self, path: &str) -> Result<()> {
        self.store.remove(path).await
    }
}

fn digest(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
