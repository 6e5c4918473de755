//! Reads `xtask/dialect.txt`: the refused words, and where a word has its ordinary meaning.

use std::fs;

use super::parts;
use crate::failure::{Failure, Result};

pub(super) const FILE: &str = "xtask/dialect.txt";

/// The list of words. All words and phrases are kept as their parts, in lowercase.
#[derive(Debug, Default)]
pub(super) struct Dialect {
    pub(super) refused: Vec<Refused>,
    pub(super) phrases: Vec<Phrase>,
    pub(super) files: Vec<AllowedIn>,
}

/// A word or a phrase, and what to write instead.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) words: Vec<String>,
    pub(super) better: String,
}

/// A phrase in which refused words have their ordinary meaning.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) line: usize,
    pub(super) words: Vec<String>,
}

/// A file, or a folder with its slash, where some words have their ordinary meaning.
#[derive(Debug)]
pub(super) struct AllowedIn {
    pub(super) line: usize,
    path: String,
    /// Empty where all words are allowed.
    words: Vec<Vec<String>>,
}

impl AllowedIn {
    pub(super) fn allows(&self, path: &str, words: &[String]) -> bool {
        let is_here = path == self.path || self.path.ends_with('/') && path.starts_with(&self.path);
        is_here && (self.words.is_empty() || self.words.iter().any(|allowed| allowed == words))
    }
}

/// The list of the repository.
pub(super) fn read() -> Result<Dialect> {
    let text =
        fs::read_to_string(FILE).map_err(|error| Failure::new(format!("{FILE}: {error}")))?;
    parse(&text)
}

pub(super) fn parse(text: &str) -> Result<Dialect> {
    let mut dialect = Dialect::default();
    let mut section = "";
    for (entry, line) in text.lines().map(str::trim).zip(1..) {
        match (section, entry.split_once(" = ")) {
            _ if entry.is_empty() || entry.starts_with('#') => {}
            _ if entry.starts_with('[') => section = entry,
            ("[refused]", Some((words, better))) => {
                dialect.refused.extend(list(words).map(|words| Refused {
                    words,
                    better: better.to_owned(),
                }));
            }
            ("[allowed phrases]", None) => dialect.phrases.push(Phrase {
                line,
                words: parts::words(entry),
            }),
            ("[allowed files]", Some((path, words))) => dialect.files.push(AllowedIn {
                line,
                path: path.to_owned(),
                words: list(words).filter(|words| !words.is_empty()).collect(),
            }),
            _ => return Err(unreadable(line)),
        }
    }
    Ok(dialect)
}

fn list(words: &str) -> impl Iterator<Item = Vec<String>> {
    words.split(',').map(parts::words)
}

fn unreadable(line: usize) -> Failure {
    Failure::new(format!(
        "{FILE}:{line}: write `words = better words` below [refused], a phrase below [allowed phrases], \
         or `path = words` (`*` for all) below [allowed files]"
    ))
}
