//! The list of common passwords, sign-in, and how a password is printed.

use rules::{Password, limits};

const COMMON: &str = include_str!("../../src/common_passwords.txt");

#[test]
fn every_entry_of_the_list_is_refused_in_any_case() {
    for common in COMMON.lines() {
        assert!(
            Password::parse(common, None, "password").is_err(),
            "{common}"
        );
        assert!(Password::parse(&common.to_uppercase(), None, "password").is_err());
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
    let password = Password::parse("correct horse", None, "password").unwrap();
    assert_eq!(format!("{password:?}"), "Password(…)");
}

#[test]
fn the_violation_is_at_the_field_that_was_named() {
    let violations = Password::parse("short", None, "newPassword").unwrap_err();
    assert_eq!(violations[0].field, ["newPassword"]);
}
