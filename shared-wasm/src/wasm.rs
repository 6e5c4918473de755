//! The browser's door to the rules: nothing but numbers passes it, and texts lie in a memory that both sides see.
//!
//! package/src/validation.js writes a length for each text and the bytes of all of them, one behind another. The
//! answer is a number: nothing to say, which is the usual case; so many findings; or that something was changed.
//! Nothing is copied that stays as it is, and nothing is allocated but that memory.

mod answer;
mod room;
mod survey;

use lol_alloc::LeakingPageAllocator;
use wasm_bindgen::prelude::wasm_bindgen;

use self::answer::{Answer, Becomes};
use self::room::{ROOM, Room, Texts};
use crate::completeness::lacks;
use crate::email_domains::Names;
use crate::email_suggestion::meant;
use crate::finding::{Field, Findings};
use crate::text::trim;
use crate::{MemberRole, deletion, email, password};

/// The memory is allocated once, and again only when a text is too long for it.
#[global_allocator]
static MEMORY: LeakingPageAllocator = LeakingPageAllocator;

/// There is nobody to tell, and a message would be larger than the rules.
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Makes room for so many texts, and for four times as many bytes of them and of an answer; says where it is.
#[wasm_bindgen]
pub fn reserve(texts: usize) -> usize {
    let room = Room::new(texts);
    let address = room.address();
    *ROOM.lock() = room;
    address
}

/// Judges the texts by a rule, of the numbers below. A survey has majors among its texts, and a year.
#[wasm_bindgen]
pub fn judge(rule: u32, texts: usize, majors: usize, year: i32) -> i32 {
    let mut room = ROOM.lock();
    let Some((mut answer, mut texts)) = room.parts(texts) else {
        return answer::ACCEPTED;
    };
    match rule {
        0 => judge_email(&mut texts, &mut answer),
        1 => judge_password(&mut texts, &mut answer),
        2 => judge_role(&mut texts, &mut answer),
        3 => judge_deletion(&mut texts, &mut answer),
        4 => return missing(&mut texts, majors, year),
        _ => survey::judge_survey(&mut texts, majors, year, &mut answer),
    }
    answer.finish()
}

/// The e-mail, and further domains with commas between them.
fn judge_email(texts: &mut Texts<'_>, answer: &mut Answer<'_>) {
    let (Some((raw, word)), domains) = (texts.next(), domains(texts)) else {
        return;
    };
    let has_capitals = make_small(raw);
    let address = trim(raw);
    match email::judge(address, domains) {
        Ok(()) if has_capitals => answer.settle(word, raw, address, Becomes::Other),
        Ok(()) => answer.settle(word, raw, address, Becomes::Trimmed),
        Err(fault) => {
            let may_be_mistyped = email::may_be_mistyped(fault);
            let meant = may_be_mistyped.then(|| meant(address, domains)).flatten();
            let entry = meant.map(|domain| answer.write_suggestion(address, domain));
            answer.add(fault, Field::Email, entry);
        }
    }
}

/// The password after NFKC, the e-mail if it is known, and the common passwords.
fn judge_password(texts: &mut Texts<'_>, answer: &mut Answer<'_>) {
    let Some((password, word)) = texts.next() else {
        return;
    };
    let email = texts.next().map(|(email, _)| trim(email));
    let common = texts.next().map_or(&[][..], |(common, _)| common);
    password::judge(password, email, common, answer);
    answer.settle(word, password, password, Becomes::Trimmed);
}

fn judge_role(texts: &mut Texts<'_>, answer: &mut Answer<'_>) {
    let Some((role, word)) = texts.next() else {
        return;
    };
    if let Err(fault) = MemberRole::read(role) {
        answer.add(fault, Field::Role, None);
    }
    answer.settle(word, role, role, Becomes::Trimmed);
}

/// The confirmation and the account's e-mail.
fn judge_deletion(texts: &mut Texts<'_>, answer: &mut Answer<'_>) {
    let (Some((raw, word)), Some((email, _))) = (texts.next(), texts.next()) else {
        return;
    };
    make_small(email);
    let confirmation = trim(raw);
    if let Err(fault) = deletion::judge(confirmation, trim(email)) {
        answer.add(fault, Field::Confirmation, None);
    }
    answer.settle(word, raw, confirmation, Becomes::Trimmed);
}

/// The names of a survey; says by its bits what is missing.
fn missing(texts: &mut Texts<'_>, majors: usize, year: i32) -> i32 {
    let mut name = || texts.next().map_or(&[][..], |(name, _)| name);
    lacks([name(), name()], year >= 0, majors > 0)
}

fn domains<'room>(texts: &mut Texts<'room>) -> Names<'room> {
    let extra = texts.next().map_or(&mut [][..], |(extra, _)| extra);
    make_small(extra);
    Names::with_extra(extra)
}

/// Makes ASCII letters small, and says whether there were capitals.
fn make_small(text: &mut [u8]) -> bool {
    let mut has_capitals = false;
    for byte in text {
        if byte.is_ascii_uppercase() {
            *byte |= 0x20;
            has_capitals = true;
        }
    }
    has_capitals
}
