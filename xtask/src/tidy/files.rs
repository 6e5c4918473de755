//! Rules for each file: its first line, its length, and what must not stay in it.

use std::fs;

use proc_macro2::{Group, TokenStream, TokenTree};

use super::Finding;

const LONGEST: usize = 450;

/// Files that may be longer, each with the reason.
const ALLOWED_TO_BE_LONG: &[(&str, &str)] = &[];

pub(super) fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

pub(super) fn is_typescript(path: &str) -> bool {
    path.ends_with(".ts") || path.ends_with(".tsx")
}

pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let finding = |line, rule: String| Finding::new(path, line, rule);
    let mut findings = Vec::new();
    if !says_what_it_is_for(path, text) {
        let rule = "the first line must say what the file is for";
        findings.push(finding(1, rule.to_owned()));
    }
    let lines = text.lines().count();
    if lines > LONGEST && !is_allowed_to_be_long(path) {
        let rule = format!("a file has at most {LONGEST} lines");
        findings.push(finding(lines, rule));
    }
    if is_rust(path) {
        let left_over = left_over_in(text).into_iter();
        findings
            .extend(left_over.map(|(line, what)| finding(line, format!("{what} must not stay"))));
    }
    findings
}

/// Allowances for files that are gone or have become short.
pub(super) fn unused_allowances() -> Vec<Finding> {
    let is_long =
        |path: &str| fs::read_to_string(path).is_ok_and(|text| text.lines().count() > LONGEST);
    ALLOWED_TO_BE_LONG
        .iter()
        .filter(|(path, _)| !is_long(path))
        .map(|(path, _)| Finding::new(path, 1, "needs no allowance"))
        .collect()
}

fn says_what_it_is_for(path: &str, text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let marks: &[&str] = if is_rust(path) {
        &["//! "]
    } else {
        &["// ", "/** "]
    };
    marks.iter().any(|mark| {
        first
            .strip_prefix(mark)
            .is_some_and(|sentence| !sentence.trim().is_empty())
    })
}

fn is_allowed_to_be_long(path: &str) -> bool {
    ALLOWED_TO_BE_LONG
        .iter()
        .any(|(allowed, _)| *allowed == path)
}

/// What belongs to a working day and not to a commit: ignored tests and unwritten code. What cannot be read is
/// left to the compiler.
fn left_over_in(text: &str) -> Vec<(usize, &'static str)> {
    text.parse().map(left_over).unwrap_or_default()
}

fn left_over(tokens: TokenStream) -> Vec<(usize, &'static str)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    let mut rest = tokens.as_slice();
    while let [first, after @ ..] = rest {
        let what = match (first, after) {
            (TokenTree::Punct(hash), [TokenTree::Group(attribute), ..])
                if hash.as_char() == '#' && is_ignore(attribute) =>
            {
                Some("#[ignore]")
            }
            (TokenTree::Ident(name), [TokenTree::Punct(mark), ..])
                if name == "todo" && mark.as_char() == '!' =>
            {
                Some("todo!")
            }
            _ => None,
        };
        found.extend(what.map(|what| (first.span().start().line, what)));
        if let TokenTree::Group(group) = first {
            found.extend(left_over(group.stream()));
        }
        rest = after;
    }
    found
}

fn is_ignore(attribute: &Group) -> bool {
    matches!(attribute.stream().into_iter().next(), Some(TokenTree::Ident(name)) if name == "ignore")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(path: &str, text: &str) -> Vec<(usize, String)> {
        check(path, text)
            .into_iter()
            .map(|finding| (finding.line, finding.rule))
            .collect()
    }

    #[test]
    fn a_file_says_first_what_it_is_for() {
        let missing = || [(1, "the first line must say what the file is for".to_owned())];
        assert_eq!(rules("a.rs", "//! What.\n"), []);
        assert_eq!(rules("a.rs", "use a;\n"), missing());
        assert_eq!(rules("a.rs", "//!\n"), missing());
        assert_eq!(rules("a.rs", "// What.\n"), missing());
        assert_eq!(rules("a.ts", "// What.\n"), []);
        assert_eq!(rules("a.tsx", "/** What. */\n"), []);
        assert_eq!(rules("a.ts", "import a;\n"), missing());
    }

    #[test]
    fn a_file_is_not_too_long() {
        let text = |lines| format!("//! What.\n{}", "\n".repeat(lines));
        assert_eq!(rules("a.rs", &text(449)), []);
        assert_eq!(
            rules("a.rs", &text(450)),
            [(451, "a file has at most 450 lines".to_owned())]
        );
    }

    #[test]
    fn nothing_unfinished_stays() {
        let text = "//! What.\n#[ignore]\nfn a() { todo!() }\n// todo!\nlet a = \"#[ignore]\";\n";
        let expected = [
            (2, "#[ignore] must not stay".to_owned()),
            (3, "todo! must not stay".to_owned()),
        ];
        assert_eq!(rules("a.rs", text), expected);
    }
}
