//! Where profile pictures are stored, under which URLs they are shown, and which other hosts may show one.

use super::{ConfigError, Secret, Source, quoted, urls};
use std::borrow::Cow;
use std::path::PathBuf;
use std::str::FromStr;
use url::Url;

/// The path under which this server serves its pictures. A stored picture is named by it, whatever MEDIA_URL is.
pub const MEDIA_PATH: &str = "/media/";
/// The ending of every stored picture's name, after the SHA-256 of its content.
const ENDING: &str = ".jpg";
const SECRET_KEY: &str = "MEDIA_S3_SECRET_KEY";
/// An example of a bucket's name.
const BUCKET: &str = "bruinbridge-media";
/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// Where profile pictures are stored, and how they are shown.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// The store.
    pub store: StoreConfig,
    /// The URL that stands for `/media` in responses, without a trailing slash.
    pub url: Option<String>,
    /// Hosts other than this server from which pictures may be loaded.
    pub picture_hosts: Vec<PictureHost>,
}

/// A store of files.
#[derive(Debug, Clone)]
pub enum StoreConfig {
    /// A folder of this computer.
    Folder(PathBuf),
    /// A bucket of a service that understands the protocol of Amazon S3.
    S3(S3Config),
}

/// A bucket.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// The URL of the service; `None` is Amazon's.
    pub endpoint: Option<String>,
    /// The name of the bucket.
    pub bucket: String,
    /// The region that signatures name.
    pub region: String,
    /// The id of the key that signs requests.
    pub access_key: String,
    /// The key.
    pub secret_key: Secret,
}

/// A host, with a port if it is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureHost(Url);

impl FromStr for PictureHost {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let url = Url::parse(&format!("https://{text}")).map_err(|_| ())?;
        let is_only_host = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let is_plain = !text.contains(['/', '*', '@', '?', '#', ' ']);
        (is_only_host && is_plain).then_some(Self(url)).ok_or(())
    }
}

impl PictureHost {
    /// The origin as content security policies write it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }
}

impl MediaConfig {
    pub(super) fn read(source: &Source) -> Result<Self, ConfigError> {
        let store = match source.choice("MEDIA_STORE", &["file", "s3"])?.as_str() {
            "s3" => StoreConfig::S3(S3Config::read(source)?),
            _ => match source.text("MEDIA_DIR") {
                folder if folder.is_empty() => {
                    return Err(ConfigError::new("MEDIA_DIR", "is empty", "data/media"));
                }
                folder => StoreConfig::Folder(PathBuf::from(folder)),
            },
        };
        let kind = "a host name, with a port if it is not 443";
        Ok(Self {
            store,
            url: urls::base(source, "MEDIA_URL", "https://media.bruinbridge.example")?,
            picture_hosts: source.list("PICTURE_HOSTS", kind, "pictures.example")?,
        })
    }

    /// The name by which a stored picture is known, from the SHA-256 of its content in hexadecimal.
    #[must_use]
    pub fn path_of(digest: &str) -> String {
        format!("{MEDIA_PATH}{digest}{ENDING}")
    }

    /// Whether this is the name of a file in the store, as `path_of` makes them, without its folder.
    #[must_use]
    pub fn is_file_name(name: &str) -> bool {
        name.strip_suffix(ENDING).is_some_and(|digest| {
            let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            digest.len() == DIGITS && digest.bytes().all(is_digit)
        })
    }

    /// The URL of a picture for clients, from the one that is stored with an account.
    #[must_use]
    pub fn shown<'a>(&self, stored: &'a str) -> Cow<'a, str> {
        match (&self.url, stored.strip_prefix(MEDIA_PATH)) {
            (Some(base), Some(name)) => Cow::Owned(format!("{base}/{name}")),
            _ => Cow::Borrowed(stored),
        }
    }

    /// The URL of a picture for the database, from one that a client sent: that of a picture of this server has always
    /// the same form.
    #[must_use]
    pub fn stored<'a>(&self, url: &'a str) -> Cow<'a, str> {
        let base = self.url.as_deref();
        let name = base.and_then(|base| url.strip_prefix(base)?.strip_prefix('/'));
        match name.filter(|name| Self::is_file_name(name)) {
            Some(name) => Cow::Owned(format!("{MEDIA_PATH}{name}")),
            None => Cow::Borrowed(url),
        }
    }

    /// Whether members may have pictures of this URL's host.
    #[must_use]
    pub fn allows(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| {
            let mut hosts = self.picture_hosts.iter();
            hosts.any(|PictureHost(host)| {
                host.host() == url.host()
                    && host.port_or_known_default() == url.port_or_known_default()
            })
        })
    }

    /// The origins that pages load pictures from, apart from their own.
    #[must_use]
    pub fn origins(&self) -> Vec<String> {
        let own = self.url.as_deref().and_then(|url| Url::parse(url).ok());
        let own = own.map(|url| url.origin().ascii_serialization());
        own.into_iter()
            .chain(self.picture_hosts.iter().map(PictureHost::origin))
            .collect()
    }
}

impl S3Config {
    fn read(source: &Source) -> Result<Self, ConfigError> {
        let bucket = needed(source, "MEDIA_S3_BUCKET", BUCKET)?;
        if bucket.contains(|character: char| !is_of_bucket(character)) {
            let fault = format!("{} is not the name of a bucket", quoted(&bucket));
            return Err(ConfigError::new("MEDIA_S3_BUCKET", fault, BUCKET));
        }
        Ok(Self {
            endpoint: urls::base(source, "MEDIA_S3_ENDPOINT", "https://s3.example")?,
            bucket,
            region: needed(source, "MEDIA_S3_REGION", "us-west-2")?,
            access_key: needed(source, "MEDIA_S3_ACCESS_KEY", "bruinbridge")?,
            secret_key: Secret::new(needed(source, SECRET_KEY, "the key")?),
        })
    }
}

/// Reads a text that signatures and URLs contain.
fn needed(source: &Source, variable: &str, example: &str) -> Result<String, ConfigError> {
    let text = source.text(variable);
    let fault = if text.is_empty() {
        "is not set although MEDIA_STORE=s3; set it, or store pictures in a folder with MEDIA_STORE=file"
            .to_owned()
    } else if text.contains(|character: char| !character.is_ascii_graphic()) {
        let shown = match variable {
            SECRET_KEY => "the value".to_owned(),
            _ => quoted(&text),
        };
        format!("{shown} has a space or another character in it that no such value has")
    } else {
        return Ok(text);
    };
    Err(ConfigError::new(variable, fault, example))
}

fn is_of_bucket(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '.' | '_')
}
