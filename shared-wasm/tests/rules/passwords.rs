//! The list of common passwords, words of the campus, sign-in, and how a password is printed.

use rules::{Code, Email, Owner, Password, Violations, limits};

const COMMON: &str = include_str!("../../src/common_passwords.txt");
const CAMPUS: &str = include_str!("../../src/campus_words.txt");

/// Parses a password of which nothing else is known.
pub(crate) fn parse(raw: &str, field: &'static str) -> Result<Password, Violations> {
    Password::parse(raw, &Owner::default(), limits::PASSWORD_MIN, field)
}

#[test]
fn every_entry_of_the_list_is_refused_in_any_case() {
    for common in COMMON.lines() {
        assert!(parse(common, "password").is_err(), "{common}");
        assert!(parse(&common.to_uppercase(), "password").is_err());
    }
}

#[test]
fn the_list_is_sorted_lowercase_and_long_enough_to_matter() {
    let entries: Vec<&str> = COMMON.lines().collect();
    assert!(entries.is_sorted_by(|one, next| one < next));
    for entry in entries {
        assert!(entry.len() >= limits::PASSWORD_MIN as usize, "{entry}");
        assert_eq!(entry, entry.to_ascii_lowercase());
        assert!(entry.is_ascii());
    }
    assert!(!COMMON.contains("secret123"));
}

#[test]
fn a_sign_in_checks_only_the_length_bound() {
    for raw in ["", "short", "password", "a password older than the rule"] {
        assert_eq!(Password::for_login(raw).unwrap().expose(), raw);
    }
    assert!(Password::for_login(&"x".repeat(4096)).is_some());
    assert!(Password::for_login(&"x".repeat(4097)).is_none());
}

#[test]
fn a_password_is_not_printed() {
    let password = parse("correct horse", "password").unwrap();
    assert_eq!(format!("{password:?}"), "Password(…)");
}

#[test]
fn the_violation_is_at_the_field_that_was_named() {
    let violations = parse("short", "newPassword").unwrap_err();
    assert_eq!(violations[0].field, ["newPassword"]);
}

#[test]
fn the_words_of_the_campus_are_sorted_and_in_lower_case() {
    let words: Vec<&str> = CAMPUS.lines().collect();
    assert!(words.is_sorted_by(|one, next| one < next));
    for word in words {
        assert!(word.bytes().all(|byte| byte.is_ascii_lowercase()), "{word}");
    }
}

#[test]
fn words_of_the_campus_are_refused_with_what_people_add_to_them() {
    for word in CAMPUS.lines() {
        let capital = word.to_uppercase();
        for raw in [
            format!("{word}2024"),
            format!("!{capital}1919!"),
            format!("1 {word}-{word} ..."),
            format!("{word}{capital}{word}1"),
            format!("{word}_bruins!!"),
        ] {
            let violations = parse(&raw, "password").unwrap_err();
            assert_eq!(violations[0].code, Code::PasswordTooCommon, "{raw}");
        }
        for raw in [
            format!("{word} piano"),
            format!("my{word}2024"),
            format!("{word}x{word}"),
        ] {
            assert!(parse(&raw, "password").is_ok(), "{raw}");
        }
    }
}

#[test]
fn a_longer_minimum_is_enforced_and_named() {
    let owner = Owner::default();
    let violations = Password::parse("eleven char", &owner, 12, "newPassword").unwrap_err();
    assert_eq!(violations[0].code, Code::PasswordTooShort);
    assert_eq!(violations[0].field, ["newPassword"]);
    assert_eq!(violations[0].number("min"), Some(12));
    assert!(Password::parse("twelve chars", &owner, 12, "password").is_ok());
}

#[test]
fn names_that_are_decomposed_or_in_capitals_are_the_same() {
    let email = Email::from_stored("j@ucla.edu".to_owned());
    let owner = Owner {
        email: Some(&email),
        first_name: "Jose\u{301}",
        last_name: "Mu\u{308}ller",
    };
    for raw in ["JOSÉ1919", "josé.müller", "MÜLLER josé 1"] {
        let violations = Password::parse(raw, &owner, 8, "password").unwrap_err();
        assert_eq!(violations[0].code, Code::PasswordMatchesName, "{raw}");
    }
}
