//! The search index: accounts are found by prefixes of the words of their name and address, and by majors and year.
//!
//! Words are rows of an ordinary index, so both databases find a prefix with one range scan, no matter how many
//! accounts there are. Text in the middle of a word is not found.

use crate::entities::user::Model;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The version of the terms and keys. Increment it when a text gets other words, or another key, than before: then
/// those of all accounts are rebuilt.
pub const VERSION: i32 = 1;

/// Words that are kept of one name or searched for at once; no name needs more.
const WORDS: usize = 8;
/// Maximum number of characters kept of a word.
const WORD: usize = 64;
/// Maximum number of characters kept of a major. Folding can make it longer, because some signs fold to several
/// characters.
const MAJOR: usize = 200;
/// Maximum number of characters of the sort key for lists by name.
const NAME_KEY: usize = 302;

/// The terms by which everyone may find an account: the words of its names, its majors, and its year.
#[must_use]
pub fn public_terms(user: &Model) -> BTreeSet<String> {
    let names = [&user.first_name, &user.last_name];
    let majors = user.major.0.iter().map(|entry| major(entry));
    let words = names.into_iter().flat_map(|name| words(name));
    words.chain(majors).chain(user.year.map(year)).collect()
}

/// Further terms for administrators: the account's whole address, and the words before the "@".
#[must_use]
pub fn address_terms(email: &str) -> BTreeSet<String> {
    let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
    words(local).chain([email.to_owned()]).collect()
}

/// The term of a major. It cannot be confused with a word.
#[must_use]
pub fn major(entry: &str) -> String {
    let folded: String = folded(entry.trim()).take(MAJOR).collect();
    format!("={folded}")
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
    let text = text.trim();
    if text.contains('@') {
        return vec![folded(text).take(254).collect()];
    }
    let mut wanted: Vec<String> = words(text).collect();
    wanted.sort_by_key(|word| std::cmp::Reverse(word.len()));
    wanted
}

/// The sort key for lists by name: family name, then given name, without case and accents.
#[must_use]
pub fn name_key(first_name: &str, last_name: &str) -> String {
    let name: String = folded(&format!("{last_name} {first_name}"))
        .take(NAME_KEY)
        .collect();
    name.trim().to_owned()
}

/// The end of the range of words with this prefix: no character comes after the last one of Unicode.
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

/// Folds text: removes case, accents, and widths.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.nfkd()
        .filter(|character| !is_combining_mark(*character) && *character != '\0')
        .flat_map(char::to_lowercase)
}
