//! The rules, tested against the vectors that the browser's tests share, and by their properties.
#![cfg(test)]

// By the name the server knows it by.
extern crate shared_wasm as rules;

mod addresses;
mod characters;
mod invisible;
mod names;
mod passwords;
mod profiles;
mod properties;
mod rosters;
mod suggestions;
mod vectors;
mod violations;
