//! Words that a password must not consist of: those of this campus, and the names and the address of its owner.
//!
//! People add digits and punctuation to such words, as in `bruins2024` and `!Josephine1`, and attackers know that. The
//! browser has the regular expressions and the tables to take them away, so that package/src/index.js does it there, as
//! `core` and `lists` do here; the vectors compare the two.

use alloc::format;
use alloc::string::String;

use crate::text::{nfkc, split_once};

/// Words of this campus in lower case, one per line. The browser gets them with the sentences.
pub const CAMPUS_WORDS: &[u8] = include_bytes!("campus_words.txt");

/// Fewest characters of a word that is compared.
const WORD_MIN: usize = 3;

/// How many campus words in a row are still only campus words.
pub(crate) const IN_A_ROW: u32 = 3;

/// Whether a text is a word of the list, or at most so many of them in a row.
pub(crate) fn is_row(text: &[u8], words: &[u8], most: u32) -> bool {
    if text.is_empty() {
        return false;
    }
    let mut rest = words;
    while let Some((word, others)) = split_once(rest, b'\n') {
        if let Some(more) = text.strip_prefix(word)
            && (more.is_empty() || most > 1 && is_row(more, words, most - 1))
        {
            return true;
        }
        rest = others;
    }
    false
}

/// What a password in normalization form KC consists of, apart from digits at both ends, spaces and punctuation; in
/// lower case. Empty if too little is left to be a word.
pub(crate) fn core(password: &str) -> String {
    let core = squeeze(password);
    match core.chars().count() {
        0..WORD_MIN => String::new(),
        _ => core,
    }
}

/// What is before the "@" of an address, and what is before a "+" in that; one per line.
pub(crate) fn email_words(email: &str) -> String {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    let base = local.split_once('+').map_or(local, |(base, _)| base);
    format!("{}\n{}\n", squeeze(local), squeeze(base))
}

/// The names, and both in either order; one per line.
pub(crate) fn name_words(first: &str, last: &str) -> String {
    let [first, last] = [first, last].map(|name| squeeze(&nfkc(name)));
    format!("{first}\n{last}\n{first}{last}\n{last}{first}\n")
}

fn squeeze(text: &str) -> String {
    let mut squeezed = text.to_lowercase();
    squeezed.retain(|character| character.is_ascii_alphanumeric() || !character.is_ascii());
    let is_digit = |character: char| character.is_ascii_digit();
    squeezed.truncate(squeezed.trim_end_matches(is_digit).len());
    let digits = squeezed.len() - squeezed.trim_start_matches(is_digit).len();
    squeezed.drain(..digits);
    squeezed
}
