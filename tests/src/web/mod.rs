//! The browser's copy of the rules, held against the server's.

mod descriptions;
mod inputs;
#[path = "../../../shared-wasm/tests/rules/profiles.rs"]
mod profiles;
mod server_rules;
mod verdict;
