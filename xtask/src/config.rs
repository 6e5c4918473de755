//! The table of settings in docs/settings.md, made from the server's default configuration.

use std::fs;

use crate::failure::{Failure, Result};

const SOURCE: &str = "server/config.default.toml";
const FILE: &str = "docs/settings.md";
const BEGIN: &str = "<!-- settings:begin -->\n";
const END: &str = "<!-- settings:end -->";

pub(crate) fn run(check: bool) -> Result<()> {
    let source =
        fs::read_to_string(SOURCE).map_err(|error| Failure::new(format!("{SOURCE}: {error}")))?;
    let page =
        fs::read_to_string(FILE).map_err(|error| Failure::new(format!("{FILE}: {error}")))?;
    let current = with_table(&page, &table(&source)).ok_or_else(|| {
        Failure::new(format!(
            "{FILE} lacks the lines {} and {END}",
            BEGIN.trim_end()
        ))
    })?;
    if current == page {
        return Ok(());
    }
    if check {
        return Err(Failure::new(format!(
            "{FILE}: the settings are not current: run `cargo xtask config`"
        )));
    }
    fs::write(FILE, current).map_err(Failure::from)
}

fn with_table(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, BEGIN, table, END, after].concat())
}

/// A row for each `NAME = value`, explained by the comment above it or above its group.
fn table(source: &str) -> String {
    let rows = source.split("\n\n").flat_map(rows).collect::<String>();
    format!("| Variable | Default | Meaning |\n|---|---|---|\n{rows}")
}

fn rows(group: &str) -> Vec<String> {
    let mut meaning: Vec<&str> = Vec::new();
    let mut is_comment = false;
    let mut rows = Vec::new();
    for line in group.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix('#') {
            if !is_comment {
                meaning.clear();
            }
            meaning.push(comment.trim());
            is_comment = true;
        } else if let Some((name, value)) = line.split_once('=') {
            rows.push(row(
                name.trim(),
                value.trim().trim_matches('"'),
                &meaning.join(" "),
            ));
            is_comment = false;
        }
    }
    rows
}

fn row(name: &str, value: &str, meaning: &str) -> String {
    let value = if value.is_empty() {
        String::new()
    } else {
        format!("`{}`", cell(value))
    };
    let meaning = cell(meaning).replace('<', "&lt;");
    format!("| `{name}` | {value} | {meaning} |\n")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_becomes_a_row_and_a_comment_without_one_does_not() {
        let source = "# About the file.\n\n# Where to listen,\n# host:port.\nBIND = \"127.0.0.1:8000\"\n\n# a|b\nEMPTY = \"\"\n";
        assert_eq!(
            table(source),
            "| Variable | Default | Meaning |\n|---|---|---|\n\
             | `BIND` | `127.0.0.1:8000` | Where to listen, host:port. |\n\
             | `EMPTY` |  | a\\|b |\n"
        );
    }

    #[test]
    fn settings_of_one_group_share_its_meaning() {
        assert_eq!(
            rows("# Hours.\nA = 1\nB = 2"),
            [row("A", "1", "Hours."), row("B", "2", "Hours.")]
        );
        assert_eq!(
            rows("# One.\nA = 1\n# Two.\nB = 2"),
            [row("A", "1", "One."), row("B", "2", "Two.")]
        );
    }

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let page = format!("a\n{BEGIN}old\n{END}\nb\n");
        assert_eq!(
            with_table(&page, "new\n"),
            Some(format!("a\n{BEGIN}new\n{END}\nb\n"))
        );
        assert_eq!(with_table("a\nb\n", "new\n"), None);
    }
}
