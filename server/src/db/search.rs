//! The search index: accounts are found by prefixes of the words of their name, address, majors, hobbies and clubs, and
//! by whole majors and year.
//!
//! Words are rows of an ordinary index, so both databases find a prefix with one range scan, no matter how many
//! accounts there are. Each word of a name is stored alone, and together with the words that follow it in the same name:
//! with "smith", "smithjones" and "jones" for Smith-Jones, any of smith, jones, "smith jones", smith-jones and smithjones
//! finds it.
//! A second table has each distinct word once, with keys (`keys.rs`) that lead from the middle of a word, and from a
//! misspelled word, to the words to search for.

mod common_words;
pub mod keys;
mod latin;

pub use common_words::{SHORTEST, is_common};

use crate::entities::user::Model;
use rules::is_invisible;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The version of the terms and keys. Increment it when a text gets other words, or another key, than before: then
/// those of all accounts are rebuilt.
pub const VERSION: i32 = 3;

/// Words that are kept of one name or searched for at once; no name needs more.
const WORDS: usize = 8;
/// Words that are kept of a text about interests, the first ones.
const TEXT_WORDS: usize = 24;
/// Maximum number of characters kept of a word.
const WORD: usize = 64;
/// Maximum number of characters of an address that is searched for.
const ADDRESS: usize = rules::limits::EMAIL_MAX as usize;
/// Maximum number of characters kept of a major. Folding can make it longer, because some signs fold to several
/// characters.
const MAJOR: usize = 200;
/// Maximum number of characters of the sort key for lists by name.
const NAME_KEY: usize = 302;
/// Apostrophes, hyphens and their look-alikes, which join words, and which people leave out. Some of them count as
/// alphabetic.
const JOINTS: &[char] = &[
    '\'', '`', '´', '‘', '’', '‛', '′', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ʾ', 'ʿ', 'ˈ', 'ꞌ', '·', '-', '‐', '‒',
    '–', '—', '−', '֊', '־',
];

/// The terms by which everyone may find an account: the words of its names, majors, hobbies and clubs, its whole majors,
/// and its year.
#[must_use]
pub fn public_terms(user: &Model) -> BTreeSet<String> {
    let names = [&user.first_name, &user.last_name];
    let names = names
        .into_iter()
        .flat_map(|name| stored_words(name).into_iter().chain(single_words(name)));
    let texts = user.major.0.iter().chain([&user.hobbies, &user.clubs]);
    let interests = texts.flat_map(|text| interests(text));
    let majors = user.major.0.iter().map(|entry| major(entry));
    let words = names.chain(interests);
    words.chain(majors).chain(user.year.map(year)).collect()
}

/// Those of the public terms of an account that are words with keys.
#[must_use]
pub fn keyed_words(user: &Model) -> BTreeSet<String> {
    let mut words = public_terms(user);
    words.retain(|term| keys::has_keys(term));
    words
}

/// Further terms for administrators: the account's whole address, and the words before the "@".
#[must_use]
pub fn address_terms(email: &str) -> BTreeSet<String> {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    stored_words(local)
        .into_iter()
        .chain([email.to_owned()])
        .collect()
}

/// The term of a major. It cannot be confused with a word.
#[must_use]
pub fn major(entry: &str) -> String {
    let folded = without_joints(entry.trim());
    format!("={}", cut(folded.chars(), MAJOR))
}

/// The term of a year of study. It cannot be confused with a word.
#[must_use]
pub fn year(year: i32) -> String {
    format!("#{year}")
}

/// The terms of a search: an address, or words that must each be a prefix of one of the account's words. The most
/// selective comes first.
#[must_use]
pub fn wanted(text: &str) -> Vec<String> {
    let text = rules::trimmed(text);
    if text.contains('@') {
        return vec![cut(folded(text).chars(), ADDRESS)];
    }
    let text = without_joints(text);
    let mut wanted: Vec<String> = words(&text).map(|word| cut(word.chars(), WORD)).collect();
    wanted.sort_by_key(|word| std::cmp::Reverse(word.len()));
    wanted
}

/// The sort key for lists by name: family name, then given name, without case, accents, apostrophes and hyphens.
#[must_use]
pub fn name_key(first_name: &str, last_name: &str) -> String {
    let name = without_joints(&format!("{last_name} {first_name}"));
    cut(name.trim().chars(), NAME_KEY)
}

/// The end of the range of words with this prefix: no character comes after the last one of Unicode.
#[must_use]
pub fn end(beginning: &str) -> String {
    format!("{beginning}\u{10FFFF}")
}

/// The words that are stored of a text, each with those that follow it.
fn stored_words(text: &str) -> Vec<String> {
    let text = folded(text).replace(JOINTS, " ");
    let words: Vec<&str> = words(&text).collect();
    let from = |first| words.iter().skip(first).flat_map(|word| word.chars());
    (0..words.len())
        .map(|first| cut(from(first), WORD))
        .collect()
}

/// The words of a text about interests that say something, each alone.
fn interests(text: &str) -> BTreeSet<String> {
    let folded = folded(text);
    // "self-care" is found as self, care and selfcare.
    let (apart, joined) = (folded.replace(JOINTS, " "), folded.replace(JOINTS, ""));
    let mut interests = BTreeSet::new();
    for text in [apart, joined] {
        let words = all_words(&text).filter(|word| word.chars().count() >= SHORTEST);
        let words = words.filter(|word| !is_common(word)).take(TEXT_WORDS);
        interests.extend(words.map(|word| cut(word.chars(), WORD)));
    }
    interests
}

/// The words of a text, each alone: what a misspelled word is compared with.
fn single_words(text: &str) -> Vec<String> {
    let text = folded(text).replace(JOINTS, " ");
    words(&text).map(|word| cut(word.chars(), WORD)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    all_words(text).take(WORDS)
}

fn all_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn without_joints(text: &str) -> String {
    folded(text).replace(JOINTS, "")
}

fn cut(text: impl Iterator<Item = char>, length: usize) -> String {
    text.take(length).collect()
}

/// Folds text: removes case, accents, widths and invisible characters, and replaces Latin characters that have no
/// decomposition by ASCII.
fn folded(text: &str) -> String {
    let characters = text
        .chars()
        .map(as_it_looks)
        .nfkd()
        .filter(|character| !is_combining_mark(*character) && *character != '\0')
        .filter(|character| character.is_whitespace() || !is_invisible(*character))
        .flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    for character in characters {
        match latin::to_ascii(character) {
            // The form of sigma at the end of a word.
            None if character == 'ς' => folded.push('σ'),
            Some(ascii) => folded.push_str(ascii),
            None => folded.push(character),
        }
    }
    folded
}

/// Replaces characters whose decomposition does not look like them.
const fn as_it_looks(character: char) -> char {
    match character {
        // It would become a space with an accent.
        '´' => '\'',
        // They look like spaces, and would become an invisible part of a syllable.
        '\u{3164}' | '\u{FFA0}' => ' ',
        other => other,
    }
}
