//! Profile pictures: uploads, what strangers send, the store and its cleaning, and how pictures are served.

mod cleaning;
mod hostile;
mod memory;
mod profile_url;
mod requests;
mod s3;
mod serving;
pub(crate) mod support;
mod uploads;
