//! The table of settings in docs/settings.md, made from the server's default configuration.

/// The parser that the server uses too.
#[path = "../../server/src/config/descriptions.rs"]
mod descriptions;

use std::fs;

use self::descriptions::described;
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

/// A row for each setting.
fn table(source: &str) -> String {
    let settings = described(source).into_iter();
    let rows = settings
        .map(|it| row(it.name, it.default, &it.description))
        .collect::<String>();
    format!("| Variable | Default | Meaning |\n|---|---|---|\n{rows}")
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
        let meanings = |source| -> Vec<String> {
            let settings = described(source).into_iter();
            settings
                .map(|it| format!("{}: {}", it.name, it.description))
                .collect()
        };
        assert_eq!(
            meanings("# Hours.\nA = 1\nB = 2"),
            ["A: Hours.", "B: Hours."]
        );
        assert_eq!(
            meanings("# One.\nA = 1\n# Two.\nB = 2"),
            ["A: One.", "B: Two."]
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
