//! The HTTP layer: GraphQL over HTTP and WebSocket exactly as specified, and its limits on untrusted clients.

mod budget;
mod compression;
mod credentials;
mod crowd_process;
mod crowds;
mod documents;
mod exploration;
mod export;
mod framing;
mod headers;
mod live_limits;
mod multipart;
mod newer_syntax;
mod pages;
mod persisted;
mod requests;
mod shutdown;
mod socket;
mod socket_limits;
pub(crate) mod support;
mod timeouts;
mod typed_client;
mod typename;
mod values;
