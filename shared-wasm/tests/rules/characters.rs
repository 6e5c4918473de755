//! Checks every character of the first plane and some of the others, because the rules look at bytes: which are
//! refused, and which are one letter.

use rules::{Code, ProfileInput};
use unicode_normalization::UnicodeNormalization;

fn all() -> impl Iterator<Item = char> {
    ('\0'..='\u{FFFF}').chain(('\u{10000}'..=char::MAX).step_by(97))
}

#[test]
fn control_characters_and_overrides_of_direction_are_refused_and_no_others() {
    for character in all() {
        let is_refused = character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        for (before, behind) in [("a", "b"), ("\u{E2}", "\u{A8}"), ("王", "é")] {
            let input = ProfileInput {
                clubs: Some(format!("{before}{character}{behind}")),
                ..ProfileInput::default()
            };
            let codes: Vec<Code> = match input.parse() {
                Ok(_) => Vec::new(),
                Err(violations) => violations.iter().map(|found| found.code).collect(),
            };
            assert_eq!(
                codes.contains(&Code::ControlCharacter),
                is_refused,
                "{character:?}"
            );
        }
    }
}

#[test]
fn a_letter_equals_its_capital_in_latin_greek_and_cyrillic_and_nowhere_else() {
    for character in all().filter(|character| !character.is_control() && !character.is_whitespace())
    {
        for other in [character.to_ascii_lowercase(), reference(character), 'x'] {
            let majors = vec![format!("a{character}é"), format!("A{other}É")];
            let is_same = key(&majors[0]) == key(&majors[1]);
            let input = ProfileInput {
                major: Some(majors),
                ..ProfileInput::default()
            };
            let Ok(profile) = input.parse() else {
                continue;
            };
            let entries = profile.major.as_ref().map_or(0, Vec::len);
            assert_eq!(
                entries,
                if is_same { 1 } else { 2 },
                "{character:?} {other:?}"
            );
        }
    }
}

#[test]
fn characters_of_different_lengths_are_never_equal() {
    let pairs = [("é¿½", "鿽"), ("\u{C3}", "Ã\u{80}"), ("éé", "é")];
    for (one, other) in pairs {
        let input = ProfileInput {
            minor: Some(vec![one.to_owned(), other.to_owned()]),
            ..ProfileInput::default()
        };
        if let Ok(profile) = input.parse() {
            assert_eq!(
                profile.minor.as_ref().map_or(0, Vec::len),
                2,
                "{one} {other}"
            );
        }
    }
}

/// The entry in the form that is compared.
fn key(entry: &str) -> String {
    entry.nfc().map(reference).collect()
}

/// The lowercase letter, looked up by characters.
fn reference(character: char) -> char {
    let step = match character {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        'Ā'..='į' | 'Ĳ'..='ķ' | 'Ŋ'..='ŷ' if u32::from(character) % 2 == 0 => 1,
        'Ĺ'..='ň' | 'Ź'..='ž' if u32::from(character) % 2 == 1 => 1,
        _ => 0,
    };
    char::from_u32(u32::from(character) + step).unwrap_or(character)
}
