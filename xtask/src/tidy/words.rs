//! Refuses the words that a stranger to this project would not understand; the list is `xtask/dialect.txt`.

use std::collections::BTreeSet;
use std::path::Path;

use super::Finding;
use super::dialect::{self, Dialect};
use super::parts::{self, Terms};

/// The files that people read.
const EXTENSIONS: &[&str] = &[
    "css", "graphql", "html", "js", "md", "mjs", "rs", "toml", "ts", "tsx", "txt",
];

/// Looks for the refused words, and remembers which allowances were needed.
pub(super) struct Words {
    dialect: Dialect,
    refused: Terms,
    phrases: Terms,
    needed_phrases: BTreeSet<usize>,
    needed_files: BTreeSet<usize>,
}

impl Words {
    pub(super) fn new(dialect: Dialect) -> Self {
        let refused = dialect.refused.iter().map(|term| term.words.clone());
        let phrases = dialect.phrases.iter().map(|phrase| phrase.words.clone());
        Self {
            refused: Terms::new(refused.collect()),
            phrases: Terms::new(phrases.collect()),
            needed_phrases: BTreeSet::new(),
            needed_files: BTreeSet::new(),
            dialect,
        }
    }

    /// One finding for each refused word on each line, and for those in the name of the file.
    pub(super) fn check(&mut self, path: &str, text: &str) -> Vec<Finding> {
        if path == dialect::FILE {
            return Vec::new();
        }
        let in_name = self.refused_in(path, path);
        let in_name = in_name
            .iter()
            .map(|(_, term)| (1, *term, " in the file's name"));
        let in_text = self.refused_in(path, text);
        let in_text = in_text.iter().map(|(line, term)| (*line, *term, ""));
        in_name
            .chain(in_text)
            .filter_map(|(line, term, place)| {
                let term = self.dialect.refused.get(term)?;
                let words = term.words.join(" ");
                let rule = format!("\"{words}\"{place}: write {}", term.better);
                Some(Finding::new(path, line, rule))
            })
            .collect()
    }

    /// The lines and numbers of the refused terms that nothing allows.
    fn refused_in(&mut self, path: &str, text: &str) -> BTreeSet<(usize, usize)> {
        let lowercase = text.to_ascii_lowercase();
        let parts = parts::parts(text, &lowercase);
        let phrases = self.phrases.found_in(&parts);
        let mut refused = BTreeSet::new();
        for (term, found) in self.refused.found_in(&parts) {
            let around = phrases
                .iter()
                .find(|(_, around)| around.start <= found.start && found.end <= around.end);
            if let Some((phrase, _)) = around {
                self.needed_phrases.insert(*phrase);
            } else if let Some(file) = self.allowed_in(path, term) {
                self.needed_files.insert(file);
            } else if let Some(first) = parts.get(found.start) {
                refused.insert((first.line, term));
            }
        }
        refused
    }

    fn allowed_in(&self, path: &str, term: usize) -> Option<usize> {
        let words = &self.dialect.refused.get(term)?.words;
        self.dialect
            .files
            .iter()
            .position(|file| file.allows(path, words))
    }

    /// Allowances that no file needed, once all were checked.
    pub(super) fn unused_allowances(&self) -> Vec<Finding> {
        let phrases = self.dialect.phrases.iter().zip(0..);
        let phrases = phrases
            .filter(|(_, number)| !self.needed_phrases.contains(number))
            .map(|(phrase, _)| phrase.line);
        let files = self.dialect.files.iter().zip(0..);
        let files = files
            .filter(|(_, number)| !self.needed_files.contains(number))
            .map(|(file, _)| file.line);
        phrases
            .chain(files)
            .map(|line| {
                Finding::new(
                    dialect::FILE,
                    line,
                    "nothing needs this allowance: delete it",
                )
            })
            .collect()
    }
}

/// Whether the words of a file are checked.
pub(super) fn is_read_by_people(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|end| end.to_str());
    extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# A comment.\n\n\
        [refused]\n\
        apple, apples = fruit\n\
        red apple = nothing\n\n\
        [allowed phrases]\n\
        apple tree\n\n\
        [allowed files]\n\
        orchard/ = apples\n\
        all.txt = *\n";

    fn words() -> Words {
        Words::new(dialect::parse(LIST).unwrap())
    }

    fn check(path: &str, text: &str) -> Vec<String> {
        words()
            .check(path, text)
            .iter()
            .map(Finding::to_string)
            .collect()
    }

    #[test]
    fn a_refused_word_is_found_in_texts_and_in_parts_of_names() {
        for text in [
            "an apple",
            "Apple.",
            "\"the apple's\"",
            "send_apple_now",
            "AppleId",
            "SendApple",
            "sendAppleNow",
            "MAX_APPLE",
            "/apple/:id",
            "APPLEId",
        ] {
            assert_eq!(
                check("a.md", text),
                ["a.md:1: \"apple\": write fruit"],
                "{text}"
            );
        }
        assert_eq!(check("a.md", "pineapple applesauce"), [""; 0]);
    }

    #[test]
    fn each_line_names_each_word_once() {
        assert_eq!(
            check("a.rs", "// Apple apple apples\n\n// A red\n// apple.\n"),
            [
                "a.rs:1: \"apple\": write fruit",
                "a.rs:1: \"apples\": write fruit",
                "a.rs:3: \"red apple\": write nothing",
                "a.rs:4: \"apple\": write fruit",
            ]
        );
    }

    #[test]
    fn names_of_files_are_checked() {
        assert_eq!(
            check("src/send_apple.rs", ""),
            ["src/send_apple.rs:1: \"apple\" in the file's name: write fruit"]
        );
    }

    #[test]
    fn what_is_reviewed_is_allowed() {
        assert_eq!(
            check("a.md", "an apple tree; APPLE_TREE, appleTree"),
            [""; 0]
        );
        assert_eq!(check("orchard/a.md", "apples"), [""; 0]);
        assert_eq!(check("orchard/a.md", "apple").len(), 1);
        assert_eq!(check("orchards/a.md", "apples").len(), 1);
        assert_eq!(check("all.txt", "apple apples"), [""; 0]);
    }

    #[test]
    fn an_allowance_that_nothing_needs_is_found() {
        let mut words = words();
        words.check("a.md", "apple tree");
        words.check("all.txt", "apple");
        let unused: Vec<_> = words
            .unused_allowances()
            .iter()
            .map(Finding::to_string)
            .collect();
        assert_eq!(
            unused,
            ["xtask/dialect.txt:11: nothing needs this allowance: delete it"]
        );
    }

    #[test]
    fn files_that_people_read_are_known_by_their_ends() {
        assert!(is_read_by_people("web/a.tsx"));
        assert!(is_read_by_people("server/templates/a.html"));
        assert!(!is_read_by_people("web/a.png"));
        assert!(!is_read_by_people("Cargo.lock"));
        assert!(!is_read_by_people("LICENSE"));
    }
}
