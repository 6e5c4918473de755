//! Rules for each file: its first line, its length, and what must not stay in it.

use std::fs;

use super::{Finding, code};

const LONGEST: usize = 450;

/// Files that may be longer, each with the reason.
const ALLOWED_TO_BE_LONG: &[(&str, &str)] = &[];

/// What belongs to a working day and not to a commit.
const LEFT_OVER: &[&str] = &["#[ignore", "todo!"];

pub(super) fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

pub(super) fn is_typescript(path: &str) -> bool {
    path.ends_with(".ts") || path.ends_with(".tsx")
}

pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let finding = |line, rule: String| Finding {
        path: path.to_owned(),
        line,
        rule,
    };
    let mut findings = Vec::new();
    if !says_what_it_is_for(path, text) {
        findings.push(finding(
            1,
            "the first line must say what the file is for".to_owned(),
        ));
    }
    let lines = text.lines().count();
    if lines > LONGEST && !is_allowed_to_be_long(path) {
        findings.push(finding(
            lines,
            format!("a file has at most {LONGEST} lines"),
        ));
    }
    if is_rust(path) {
        findings.extend(
            left_over(text).map(|(line, word)| finding(line, format!("{word} must not stay"))),
        );
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
        .map(|(path, _)| Finding {
            path: (*path).to_owned(),
            line: 1,
            rule: "needs no allowance".to_owned(),
        })
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

fn left_over(text: &str) -> impl Iterator<Item = (usize, &'static str)> {
    let lines: Vec<String> = code::without_texts(text)
        .lines()
        .map(str::to_owned)
        .collect();
    lines.into_iter().enumerate().flat_map(|(index, line)| {
        LEFT_OVER
            .iter()
            .filter(move |word| line.contains(**word))
            .map(move |word| (index + 1, *word))
    })
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
            (2, "#[ignore must not stay".to_owned()),
            (3, "todo! must not stay".to_owned()),
        ];
        assert_eq!(rules("a.rs", text), expected);
    }
}
