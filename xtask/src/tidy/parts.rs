//! Takes texts and identifiers apart into words: `SendMail`, `send_mail` and "send mail" have the same two.

use std::collections::HashMap;
use std::ops::Range;

/// A word of a text that was put in lowercase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'text> {
    pub(super) word: &'text str,
    pub(super) line: usize,
}

/// Terms of one or more words, to be looked for in texts.
pub(super) struct Terms {
    terms: Vec<Vec<String>>,
    by_first: HashMap<String, Vec<usize>>,
}

impl Terms {
    pub(super) fn new(terms: Vec<Vec<String>>) -> Self {
        let mut by_first: HashMap<String, Vec<usize>> = HashMap::new();
        for (term, number) in terms.iter().zip(0..) {
            if let Some(first) = term.first() {
                by_first.entry(first.clone()).or_default().push(number);
            }
        }
        Self { terms, by_first }
    }

    /// The number of each term in the text, and which parts of the text it is.
    pub(super) fn found_in(&self, parts: &[Part<'_>]) -> Vec<(usize, Range<usize>)> {
        let mut found = Vec::new();
        for (part, start) in parts.iter().zip(0..) {
            for number in self.by_first.get(part.word).into_iter().flatten() {
                let length = self.terms.get(*number).map_or(0, Vec::len);
                let here = parts.get(start..start + length).unwrap_or_default();
                let words = here.iter().map(|part| part.word);
                if self.terms.get(*number).is_some_and(|term| words.eq(term)) {
                    found.push((*number, start..start + length));
                }
            }
        }
        found
    }
}

/// The words of a short text, in lowercase.
pub(super) fn words(text: &str) -> Vec<String> {
    let lowercase = text.to_ascii_lowercase();
    let parts = parts(text, &lowercase);
    parts.iter().map(|part| part.word.to_owned()).collect()
}

/// The parts of a text. `lowercase` is the same text after `to_ascii_lowercase`, which moves nothing.
pub(super) fn parts<'text>(text: &str, lowercase: &'text str) -> Vec<Part<'text>> {
    let mut parts = Vec::new();
    let mut line = 1;
    let mut start = None;
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    let mut end = |start: Option<usize>, at, line| {
        let word = start.and_then(|start| lowercase.get(start..at));
        parts.extend(word.map(|word| Part { word, line }));
    };
    while let Some((at, character)) = characters.next() {
        let is_before_lowercase = characters
            .peek()
            .is_some_and(|(_, next)| next.is_lowercase());
        if !character.is_alphabetic() {
            end(start.take(), at, line);
        } else if start.is_none() {
            start = Some(at);
        } else if character.is_uppercase() && (before.is_lowercase() || is_before_lowercase) {
            end(start.replace(at), at, line);
        }
        line += usize::from(character == '\n');
        before = character;
    }
    end(start, text.len(), line);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_parts() {
        let parts = |text| words(text).join(" ");
        assert_eq!(
            parts("send_mail SendMail sendMail"),
            "send mail send mail send mail"
        );
        assert_eq!(
            parts("SMTPServer MAX_SIZE sha256sum"),
            "smtp server max size sha sum"
        );
        assert_eq!(parts("The Café's — menu."), "the café s menu");
        assert_eq!(parts(""), "");
    }

    #[test]
    fn a_part_knows_its_line() {
        let lines = |text: &str| -> Vec<usize> {
            let lowercase = text.to_ascii_lowercase();
            parts(text, &lowercase)
                .iter()
                .map(|part| part.line)
                .collect()
        };
        assert_eq!(lines("a\nbC\n\nd"), [1, 2, 2, 4]);
    }

    #[test]
    fn a_term_is_found_as_often_as_it_is_there() {
        let terms = Terms::new(vec![words("red"), words("red car"), words("house")]);
        let text = "the red_car\n/// red\n/// Car, RedHouse reddish";
        let lowercase = text.to_ascii_lowercase();
        assert_eq!(
            terms.found_in(&parts(text, &lowercase)),
            [
                (0, 1..2),
                (1, 1..3),
                (0, 3..4),
                (1, 3..5),
                (0, 5..6),
                (2, 6..7)
            ]
        );
    }
}
