//! What people are searched by: the beginnings of the words of their name and address, their majors and year.
//!
//! Words are rows of an ordinary index, so that both databases find a beginning by one range, however
//! many accounts there are. A text in the middle of a word is not found.

use crate::entities::user::Model;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One more whenever a text has other words, or another key, than before: those of all accounts are rebuilt then.
pub const VERSION: i32 = 1;

/// Words that are kept of one name or looked for at once; nobody's name needs more.
const WORDS: usize = 8;
/// Characters that are kept of a word.
const WORD: usize = 64;
/// Characters that are kept of a major, which signs of several letters can make longer than it was.
const MAJOR: usize = 200;
/// Characters of the key that lists by name are ordered by.
const NAME_KEY: usize = 302;

/// What everybody may find an account by: the words of its names, its majors and its year.
#[must_use]
pub fn public_terms(user: &Model) -> BTreeSet<String> {
    let names = [&user.first_name, &user.last_name];
    let majors = user.major.0.iter().map(|entry| major(entry));
    let words = names.into_iter().flat_map(|name| words(name));
    words.chain(majors).chain(user.year.map(year)).collect()
}

/// What administrators find an account by besides: its whole address, and the words before the "@".
#[must_use]
pub fn address_terms(email: &str) -> BTreeSet<String> {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    words(local).chain([email.to_owned()]).collect()
}

/// The term of a major. No word begins like it.
#[must_use]
pub fn major(entry: &str) -> String {
    let folded: String = folded(entry.trim()).take(MAJOR).collect();
    format!("={folded}")
}

/// The term of a year of study. No word begins like it.
#[must_use]
pub fn year(year: i32) -> String {
    format!("#{year}")
}

/// What somebody looks for: an address, or words that must all begin one of an account's; the most telling first.
#[must_use]
pub fn wanted(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.contains('@') {
        return vec![folded(text).take(254).collect()];
    }
    let mut wanted: Vec<String> = words(text).collect();
    wanted.sort_by_key(|word| std::cmp::Reverse(word.len()));
    wanted
}

/// What lists by name are ordered by: family name, then given name, without case and accents.
#[must_use]
pub fn name_key(first_name: &str, last_name: &str) -> String {
    let name: String = folded(&format!("{last_name} {first_name}"))
        .take(NAME_KEY)
        .collect();
    name.trim().to_owned()
}

/// The end of the range of words that begin like this: no character comes after the last of Unicode.
#[must_use]
pub fn end(beginning: &str) -> String {
    format!("{beginning}\u{10FFFF}")
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let folded: String = folded(text).collect();
    let words: Vec<String> = folded
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(WORD).collect())
        .take(WORDS)
        .collect();
    words.into_iter()
}

/// Without case, accents and widths.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkd()
        .filter(|character| !is_combining_mark(*character) && *character != '\0')
        .flat_map(char::to_lowercase)
}
