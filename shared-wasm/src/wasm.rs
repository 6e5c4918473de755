//! The browser's door to the rules: text in, text out, and nothing in between that needs room.
//!
//! Fields travel in one text, parted by control characters that no accepted value has; package/validation.js
//! writes and reads it. An answer is empty when the input is accepted as it is, which is the usual case and
//! costs no copy.

mod answer;
mod fields;
mod survey;

use alloc::string::String;

use lol_alloc::{FreeListAllocator, LockedAllocator};
use wasm_bindgen::prelude::wasm_bindgen;

use self::answer::{changes_of, refusals};
use self::fields::{Fields, given};
use crate::violation::Violations;
use crate::{Email, MemberRole, Password, confirm, missing_fields, suggest};

#[global_allocator]
static MEMORY: LockedAllocator<FreeListAllocator> = LockedAllocator::new(FreeListAllocator::new());

/// There is nobody to tell, and a message would be larger than the rules.
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Judges the fields by a rule, of the numbers below; `year` is for the survey. One function and not
/// seven, because each would bring its own bindings.
#[wasm_bindgen]
pub fn judge(rule: u32, fields: &str, year: i32) -> String {
    let mut fields = Fields::of(fields);
    let judged = match rule {
        0 => email(&mut fields),
        1 => password(&mut fields),
        2 => role(&mut fields),
        3 => survey::survey(&mut fields, year),
        4 => deletion(&mut fields),
        5 => Ok(suggest(fields.next(), &fields.domains()).unwrap_or_default()),
        _ => Ok(missing(&mut fields)),
    };
    judged.unwrap_or_else(|violations| refusals(&violations))
}

/// The e-mail, then further domains.
fn email(fields: &mut Fields<'_>) -> Result<String, Violations> {
    let raw = fields.next();
    let email = Email::parse(raw, &fields.domains()).map_err(|violation| [violation])?;
    Ok(changes_of(raw, email.as_str()))
}

/// The password after NFKC, the e-mail or nothing, and the common passwords.
fn password(fields: &mut Fields<'_>) -> Result<String, Violations> {
    let password = fields.next();
    let email = given(fields.next()).map(stored);
    let common = fields.next().as_bytes();
    Password::parse_against(common, password, email.as_ref(), "password")?;
    Ok(String::new())
}

fn role(fields: &mut Fields<'_>) -> Result<String, Violations> {
    MemberRole::parse(fields.next()).map_err(|violation| [violation])?;
    Ok(String::new())
}

/// The confirmation and the account's e-mail.
fn deletion(fields: &mut Fields<'_>) -> Result<String, Violations> {
    let confirmation = fields.next();
    let email = stored(fields.next());
    confirm(confirmation, &email).map_err(|violation| [violation])?;
    Ok(changes_of(confirmation, email.as_str()))
}

/// First and last name, and whether there is a year and a major: something or nothing. Answers the names
/// of the fields that are missing.
fn missing(fields: &mut Fields<'_>) -> String {
    let (first, last) = (fields.next(), fields.next());
    let year = given(fields.next()).map(|_| 0);
    let majors = given(fields.next()).map_or(0, |_| 1);
    let mut names = String::new();
    for name in missing_fields(first, last, year, majors) {
        names.push_str(name);
        names.push(fields::FIELD);
    }
    names
}

/// An address of an account, as the account has it.
fn stored(raw: &str) -> Email {
    Email::from_stored(raw.trim().to_ascii_lowercase())
}
