//! The HTTP layer: GraphQL over HTTP and WebSocket exactly as specified, and its limits on untrusted clients.

mod budget;
mod credentials;
mod crowd_process;
mod crowds;
mod documents;
mod framing;
mod multipart;
mod pages;
mod requests;
mod shutdown;
mod socket;
mod socket_limits;
pub(crate) mod support;
mod timeouts;
mod typename;
