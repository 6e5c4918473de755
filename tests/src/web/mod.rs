//! Compares the browser's copy of the validation rules with the server's.

mod descriptions;
mod inputs;
#[path = "../../../shared-wasm/tests/rules/profiles.rs"]
mod profiles;
mod server_rules;
mod verdict;
