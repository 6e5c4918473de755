//! The rules for valid input, shared by the server and, as WebAssembly, by the browser.
//!
//! Raw input is parsed once into a type that is always valid. Invalid input gives a list of codes, each with a path
//! and parameters, and never text. The crate stays small on wasm32: no regular expressions, no serde, no formatting
//! machinery, no Unicode tables that the browser already has.
#![no_std]

extern crate alloc;

mod violation;

mod fault;
mod finding;

pub mod limits;

mod email;
mod email_domains;
mod email_suggestion;
mod own_words;
mod password;
mod role;

mod profile;
mod profile_entries;
mod profile_picture_url;
mod profile_text;

mod completeness;
mod deletion;

mod message;
mod roster;

mod admin;

mod host_name;
mod text;

#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use admin::{RoleName, Username};
pub use completeness::{full_name, missing_fields};
pub use deletion::confirm;
pub use email::Email;
pub use email_domains::Domains;
pub use email_suggestion::suggest;
pub use fault::Fault;
pub use finding::Field;
pub use message::{ConcernText, Message, Note};
pub use own_words::CAMPUS_WORDS;
pub use password::{COMMON_PASSWORDS, Owner, Password};
pub use profile::{Profile, ProfileInput};
pub use role::{MemberRole, Role};
pub use roster::capacity;
pub use text::{is_invisible, trimmed};
pub use violation::{Code, Param, Violation, Violations};
