//! Words that say nothing about a person's interests: neither scores nor searches count them.

/// Characters of the shortest word that counts.
pub const SHORTEST: usize = 3;

const COMMON: &[&str] = &[
    "about", "all", "also", "and", "any", "are", "but", "club", "clubs", "for", "from", "get",
    "have", "into", "like", "love", "more", "not", "other", "some", "that", "the", "things",
    "this", "very", "want", "with", "would", "you",
];

/// Whether a word, in lower case, is a common one.
#[must_use]
pub fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}
