//! The rules for the browser: calls pass only numbers, and texts are in a buffer that both sides can access.
//!
//! package/src/validation.js writes a length for each text and the bytes of all texts, one after the other. The result
//! is a number: accepted unchanged, which is the usual case; the number of findings; or accepted with changes.
//! Unchanged texts are not copied, and only the buffer is allocated.

mod buffer;
mod response;
mod survey;

use lol_alloc::LeakingPageAllocator;
use wasm_bindgen::prelude::wasm_bindgen;

use self::buffer::{BUFFER, Buffer, Texts};
use self::response::{Becomes, Response};
use crate::completeness::lacks;
use crate::email_domains::Names;
use crate::email_suggestion::meant;
use crate::finding::{Field, Findings};
use crate::password::Guesses;
use crate::text::trim_address;
use crate::{MemberRole, deletion, email, password};

/// The buffer is allocated once, and again only when a text is too long for it.
#[global_allocator]
static MEMORY: LeakingPageAllocator = LeakingPageAllocator;

/// Stops without a message, which would be larger than the rules.
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Allocates a buffer for this many texts, and for four times as many bytes of texts and of results. Returns its
/// address.
#[wasm_bindgen]
pub fn reserve(texts: usize) -> usize {
    let buffer = Buffer::new(texts);
    let address = buffer.address();
    *BUFFER.lock() = buffer;
    address
}

/// Checks the texts by a rule, given by its number below. `majors` and `year` are for surveys and completeness; for
/// passwords, `majors` is the fewest characters.
#[wasm_bindgen]
pub fn judge(rule: u32, texts: usize, majors: usize, year: i32) -> i32 {
    let mut buffer = BUFFER.lock();
    let Some((mut response, mut texts)) = buffer.parts(texts) else {
        return response::ACCEPTED;
    };
    match rule {
        0 => judge_email(&mut texts, &mut response),
        1 => judge_password(&mut texts, majors, &mut response),
        2 => judge_role(&mut texts, &mut response),
        3 => judge_deletion(&mut texts, &mut response),
        4 => return missing(&mut texts, majors, year),
        _ => survey::judge_survey(&mut texts, majors, year, &mut response),
    }
    response.finish()
}

/// Texts: the email address, and additional domains separated by commas.
fn judge_email(texts: &mut Texts<'_>, response: &mut Response<'_>) {
    let (Some((raw, word)), domains) = (texts.next(), domains(texts)) else {
        return;
    };
    let has_capitals = make_lowercase(raw);
    let address = trim_address(raw);
    match email::judge(address, domains) {
        Ok(()) if has_capitals => response.set_text(word, raw, address, Becomes::Other),
        Ok(()) => response.set_text(word, raw, address, Becomes::Trimmed),
        Err(fault) => {
            let may_be_mistyped = email::may_be_mistyped(fault);
            let meant = may_be_mistyped.then(|| meant(address, domains)).flatten();
            let entry = meant.map(|domain| response.write_suggestion(address, domain));
            response.add(fault, Field::Email, entry);
        }
    }
}

/// Texts: the password after NFKC, what it consists of, the common passwords, the words of the campus, of the address
/// and of the names, and the email address if it is known.
fn judge_password(texts: &mut Texts<'_>, min: usize, response: &mut Response<'_>) {
    let Some((password, word)) = texts.next() else {
        return;
    };
    let mut text = || texts.next().map_or(&[][..], |(text, _)| text);
    let core = text();
    let guesses = Guesses {
        common: text(),
        campus: text(),
        email_words: text(),
        name_words: text(),
        email: texts.next().map(|(email, _)| trim_address(email)),
    };
    password::judge(password, core, min as u32, &guesses, response);
    response.set_text(word, password, password, Becomes::Trimmed);
}

fn judge_role(texts: &mut Texts<'_>, response: &mut Response<'_>) {
    let Some((role, word)) = texts.next() else {
        return;
    };
    if let Err(fault) = MemberRole::read(role) {
        response.add(fault, Field::Role, None);
    }
    response.set_text(word, role, role, Becomes::Trimmed);
}

/// Texts: the confirmation and the account's email address.
fn judge_deletion(texts: &mut Texts<'_>, response: &mut Response<'_>) {
    let (Some((raw, word)), Some((email, _))) = (texts.next(), texts.next()) else {
        return;
    };
    let confirmation = trim_address(raw);
    if let Err(fault) = deletion::judge(confirmation, trim_address(email)) {
        response.add(fault, Field::Confirmation, None);
    }
    response.set_text(word, raw, confirmation, Becomes::Trimmed);
}

/// Texts: the names of a survey. Returns the missing fields as bits.
fn missing(texts: &mut Texts<'_>, majors: usize, year: i32) -> i32 {
    let mut name = || texts.next().map_or(&[][..], |(name, _)| name);
    lacks([name(), name()], year >= 0, majors > 0)
}

fn domains<'buf>(texts: &mut Texts<'buf>) -> Names<'buf> {
    let extra = texts.next().map_or(&mut [][..], |(extra, _)| extra);
    make_lowercase(extra);
    Names::with_extra(extra)
}

/// Turns ASCII letters into lowercase, and returns whether there were capital letters.
fn make_lowercase(text: &mut [u8]) -> bool {
    let mut has_capitals = false;
    for byte in text {
        if byte.is_ascii_uppercase() {
            *byte |= 0x20;
            has_capitals = true;
        }
    }
    has_capitals
}
