//! What people are searched by: the beginnings of the words of their name and address.
//!
//! Words are rows of an ordinary index, so that both databases find a beginning by one range, however
//! many accounts there are. A text in the middle of a word is not found.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words that are kept of one name or looked for at once; nobody's name needs more.
const WORDS: usize = 8;
/// Characters that are kept of a word.
const WORD: usize = 64;
/// Characters of the key that lists by name are ordered by.
const NAME_KEY: usize = 302;

/// What an account is found by: its whole address, the words before the "@", and those of its names.
#[must_use]
pub fn terms(email: &str, first_name: &str, last_name: &str) -> BTreeSet<String> {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    let mut terms: BTreeSet<String> = [local, first_name, last_name]
        .into_iter()
        .flat_map(|text| words(text).collect::<Vec<_>>())
        .collect();
    terms.insert(email.to_owned());
    terms
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
