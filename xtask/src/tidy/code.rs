//! Rust without what a search must not find: comments and literals.

/// The code with comments and literals blanked out; lines stay where they are.
pub(super) fn without_texts(code: &str) -> String {
    let mut rest = code;
    let mut blanked = String::with_capacity(code.len());
    while let Some(character) = rest.chars().next() {
        let hidden = comment_length(rest).or_else(|| literal_length(rest));
        let (head, tail) = rest.split_at(hidden.unwrap_or(character.len_utf8()));
        if hidden.is_some() {
            blanked.extend(
                head.chars()
                    .map(|character| if character == '\n' { '\n' } else { ' ' }),
            );
        } else {
            blanked.push_str(head);
        }
        rest = tail;
    }
    blanked
}

fn comment_length(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| block_comment_length(rest))
}

/// Block comments nest.
fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        let step = match here {
            _ if here.starts_with("/*") => {
                depth += 1;
                2
            }
            _ if here.starts_with("*/") => {
                depth -= 1;
                2
            }
            _ => here.chars().next().map_or(1, char::len_utf8),
        };
        at += step;
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn literal_length(rest: &str) -> Option<usize> {
    match rest.chars().next()? {
        '"' => Some(quoted_length(rest, '"')),
        'r' => raw_length(rest),
        '\'' if is_character_literal(rest) => Some(quoted_length(rest, '\'')),
        _ => None,
    }
}

/// A lifetime has no quote after its first character; a literal has one, or a backslash before it.
fn is_character_literal(rest: &str) -> bool {
    let mut characters = rest.chars().skip(1);
    characters.next() == Some('\\') || characters.next() == Some('\'')
}

fn quoted_length(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        if character == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    rest.len()
}

fn raw_length(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes: String = after
        .chars()
        .take_while(|character| *character == '#')
        .collect();
    let text = after.strip_prefix(hashes.as_str())?.strip_prefix('"')?;
    let opening = rest.len() - text.len();
    let closing = format!("\"{hashes}");
    Some(
        text.find(&closing)
            .map_or(rest.len(), |at| opening + at + closing.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blanked_and_lines_stay() {
        let code = "a /* b /* c */ d\n */ e // f\n\"g \\\" h\" i r#\"j \" k\"# 'l' '\\'' &'m n";
        let blanked = without_texts(code);
        assert_eq!(
            blanked.split_whitespace().collect::<Vec<_>>(),
            ["a", "e", "i", "&'m", "n"]
        );
        assert_eq!(blanked.lines().count(), 3);
        assert_eq!(blanked.len(), code.len());
    }

    #[test]
    fn an_unfinished_text_ends_with_the_file() {
        assert_eq!(without_texts("a \"b").trim(), "a");
        assert_eq!(without_texts("a /* b").trim(), "a");
        assert_eq!(without_texts("a r#\"b").trim(), "a");
    }
}
