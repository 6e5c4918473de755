//! The paths that Rust code names, in expressions and in the trees of `use`.

use super::code::without_texts;

/// A word or a mark of the code, and the line it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'code> {
    text: &'code str,
    line: usize,
}

/// A path that the code names, such as `axum::Router`, and the line where it begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
}

/// All paths of more than one segment, and all that `use` brings in, with its groups unfolded.
pub(super) fn named_in(code: &str) -> Vec<Path> {
    let blanked = without_texts(code);
    let tokens = tokens(&blanked);
    let mut rest = tokens.as_slice();
    let mut paths = Vec::new();
    while let Some(token) = rest.first() {
        let (found, length) = match token.text {
            "use" => used(rest),
            text if is_word(text) => plain(rest),
            _ => (Vec::new(), 1),
        };
        paths.extend(found);
        rest = rest.get(length..).unwrap_or_default();
    }
    paths
}

fn tokens(blanked: &str) -> Vec<Token<'_>> {
    blanked
        .lines()
        .zip(1..)
        .flat_map(|(text, line)| tokens_of_line(text, line))
        .collect()
}

fn tokens_of_line(text: &str, line: usize) -> Vec<Token<'_>> {
    let mut rest = text.trim_start();
    let mut tokens = Vec::new();
    while let Some(character) = rest.chars().next() {
        let word = rest
            .find(|character| !is_word_character(character))
            .unwrap_or(rest.len());
        let length = match word {
            0 if rest.starts_with("::") => 2,
            0 => character.len_utf8(),
            word => word,
        };
        let (text, tail) = rest.split_at(length);
        tokens.push(Token { text, line });
        rest = tail.trim_start();
    }
    tokens
}

fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn is_word(text: &str) -> bool {
    text.chars().next().is_some_and(is_word_character)
}

/// `a::b::c` at the start of the tokens. A word alone is not a path.
fn plain(tokens: &[Token<'_>]) -> (Vec<Path>, usize) {
    let line = tokens.first().map_or(0, |token| token.line);
    let is_path = tokens.get(1).is_some_and(|token| token.text == "::");
    if !is_path {
        return (Vec::new(), 1);
    }
    let length = tokens
        .iter()
        .zip(0_usize..)
        .take_while(|(token, at)| belongs(token.text, *at))
        .count();
    let words = tokens
        .iter()
        .take(length)
        .filter(|token| is_word(token.text));
    (
        vec![Path {
            segments: words.map(|token| token.text.to_owned()).collect(),
            line,
        }],
        length,
    )
}

/// In a path, words and `::` take turns.
fn belongs(text: &str, at: usize) -> bool {
    if at.is_multiple_of(2) {
        is_word(text)
    } else {
        text == "::"
    }
}

/// `use a::{b, c::d as e};` at the start of the tokens becomes `a::b` and `a::c::d`.
fn used(tokens: &[Token<'_>]) -> (Vec<Path>, usize) {
    // `use<'a>` lists what an opaque type captures.
    if tokens.get(1).is_some_and(|token| token.text == "<") {
        return (Vec::new(), 1);
    }
    let length = tokens.iter().take_while(|token| token.text != ";").count();
    let mut tree = Tree::default();
    for token in tokens.iter().take(length).skip(1) {
        tree.read(*token);
    }
    tree.end_of_path();
    (tree.paths, length)
}

/// How far a `use` has been read.
#[derive(Default)]
struct Tree<'code> {
    paths: Vec<Path>,
    segments: Vec<Token<'code>>,
    /// For each open brace, how many segments stand before it.
    groups: Vec<usize>,
    /// Whether a segment was read since the last path ended.
    is_open: bool,
    is_renamed: bool,
}

impl<'code> Tree<'code> {
    fn read(&mut self, token: Token<'code>) {
        match token.text {
            "{" => {
                self.groups.push(self.segments.len());
                self.is_open = false;
            }
            "," => self.end_of_path(),
            "}" => {
                self.end_of_path();
                self.groups.pop();
            }
            "as" => self.is_renamed = true,
            text if is_word(text) && !self.is_renamed => {
                self.segments.push(token);
                self.is_open = true;
            }
            _ => (),
        }
    }

    fn end_of_path(&mut self) {
        if let (true, Some(last)) = (self.is_open, self.segments.last()) {
            let segments = self
                .segments
                .iter()
                .map(|token| token.text.to_owned())
                .collect();
            self.paths.push(Path {
                segments,
                line: last.line,
            });
        }
        self.segments
            .truncate(self.groups.last().copied().unwrap_or_default());
        self.is_open = false;
        self.is_renamed = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(code: &str) -> Vec<(usize, String)> {
        named_in(code)
            .into_iter()
            .map(|path| (path.line, path.segments.join("::")))
            .collect()
    }

    #[test]
    fn paths_are_found_in_code_and_not_in_comments() {
        assert_eq!(
            named("// axum::Router\nlet a = axum::Router::new();"),
            [(2, "axum::Router::new".to_owned())]
        );
        assert_eq!(
            named("#[derive(async_graphql::Enum)]"),
            [(1, "async_graphql::Enum".to_owned())]
        );
        assert_eq!(named("let axum = 1; axum.b(); \"axum::c\""), []);
    }

    #[test]
    fn a_use_is_unfolded() {
        let code = "use crate::{\n  accounts::{self, register},\n  db as axum,\n};\nuse lettre;\nfn a() -> impl B + use<'c> {}\n";
        let expected = [
            (2, "crate::accounts::self"),
            (2, "crate::accounts::register"),
            (3, "crate::db"),
            (5, "lettre"),
        ];
        assert_eq!(
            named(code),
            expected.map(|(line, path)| (line, path.to_owned()))
        );
    }
}
