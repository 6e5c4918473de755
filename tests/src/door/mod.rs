//! The door: GraphQL over HTTP and WebSocket to the letter, and what it bears from strangers.

mod credentials;
mod crowd_process;
mod crowds;
mod documents;
mod framing;
mod http;
mod pages;
mod patience;
mod shutdown;
mod socket;
mod socket_limits;
pub(crate) mod support;
