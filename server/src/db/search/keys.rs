//! The keys that lead to the distinct words of the search index: from the middle of a word, and from a misspelled one.
//!
//! A word that contains a text has an end that begins with it, and all ends of a word are keys: a range of keys. Two
//! words that differ by one character (one more, one less, another one, or two neighbors swapped) become equal when at most
//! one character is left out of each: so the word and all its variants with one character left out are keys, too, and the
//! same is looked up. Not everything found that way is near enough, which `is_near` then checks.

use std::collections::BTreeSet;

/// Characters of the shortest text that is looked up in the middle of words, or corrected.
const SHORTEST_TEXT: usize = 3;
/// Characters of the shortest word with keys: one less than the shortest that is corrected.
const SHORTEST: usize = 2;
/// Characters of the longest word with keys. Longer ones, which would have many, are found by their beginnings only.
const LONGEST: usize = 24;
/// What sets the keys of misspelled words apart from ends of words. Not a character.
const VARIANT: char = '~';

/// Whether a term is a word that has keys, unlike whole majors, years and very long words.
#[must_use]
pub fn has_keys(term: &str) -> bool {
    is_word(term) && (SHORTEST..=LONGEST).contains(&term.chars().count())
}

/// Whether a word that was typed is also looked up in the middle of words, and corrected.
#[must_use]
pub fn can_be_inside(word: &str) -> bool {
    is_word(word) && (SHORTEST_TEXT..=LONGEST).contains(&word.chars().count())
}

fn is_word(term: &str) -> bool {
    term.chars().all(char::is_alphanumeric)
}

/// All keys of a word.
#[must_use]
pub fn of(word: &str) -> BTreeSet<String> {
    ends(word).chain(variants(word)).collect()
}

/// The keys by which a misspelled word finds the words near it.
#[must_use]
pub fn variants(word: &str) -> BTreeSet<String> {
    let shorter = word.char_indices().map(|(at, character)| {
        let (before, rest) = word.split_at(at);
        let after = rest.strip_prefix(character).unwrap_or_default();
        format!("{VARIANT}{before}{after}")
    });
    shorter.chain([format!("{VARIANT}{word}")]).collect()
}

/// Whether a word differs from another by at most one character, or by two neighbors that are swapped.
#[must_use]
pub fn is_near(word: &str, other: &str) -> bool {
    strsim::osa_distance(word, other) <= 1
}

/// The ends of a word without its first character, in which a text that is long enough can be found.
fn ends(word: &str) -> impl Iterator<Item = String> {
    let starts = word.char_indices().skip(1);
    let ends = starts.filter_map(|(start, _)| word.get(start..));
    ends.filter(|end| end.chars().count() >= SHORTEST_TEXT)
        .map(str::to_owned)
}
