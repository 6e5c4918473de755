//! The capacity of rosters, messages between partners, and notes of requests.

use rules::{Code, Message, Note, capacity, limits};

#[test]
fn a_capacity_is_from_zero_which_pauses_to_the_maximum() {
    assert_eq!(capacity(0, 5), Ok(0));
    assert_eq!(capacity(1, 5), Ok(1));
    assert_eq!(capacity(5, 5), Ok(5));
    for wrong in [i32::MIN, -1, 6, i32::MAX] {
        let violation = capacity(wrong, 5).unwrap_err();
        assert_eq!(violation.code, Code::CapacityOutOfRange);
        assert_eq!(violation.field, ["capacity"]);
        assert_eq!(violation.number("min"), Some(0));
        assert_eq!(violation.number("max"), Some(5));
    }
}

#[test]
fn a_message_is_trimmed_and_keeps_its_lines() {
    let message = Message::parse("  one\r\ntwo\n\nthree ").unwrap();
    assert_eq!(message.as_str(), "one\ntwo\n\nthree");
}

#[test]
fn a_message_keeps_its_tabs_and_has_line_breaks_of_every_kind() {
    let message =
        Message::parse("1\tread\n2\twrite\rtwo\u{2028}three\u{0B}four\u{85}five").unwrap();
    assert_eq!(
        message.as_str(),
        "1\tread\n2\twrite\ntwo\nthree\nfour\nfive"
    );
}

#[test]
fn a_message_is_in_normalization_form_c() {
    assert_eq!(
        Message::parse("Bien su\u{301}r").unwrap().as_str(),
        "Bien súr"
    );
}

#[test]
fn a_message_has_a_text_without_control_characters() {
    let code = |raw: &str| Message::parse(raw).map_err(|violation| violation.code);
    assert_eq!(code(" \n "), Err(Code::MessageEmpty));
    assert_eq!(code("\u{200B}\u{3164}"), Err(Code::MessageEmpty));
    assert_eq!(code("a\u{7}b"), Err(Code::ControlCharacter));
    assert_eq!(code("a\t\u{202E}b"), Err(Code::ControlCharacter));
    let longest = "é".repeat(limits::MESSAGE_MAX as usize);
    assert!(code(&longest).is_ok());
    assert_eq!(code(&(longest + "é")), Err(Code::TextTooLong));
}

#[test]
fn a_note_may_be_empty_and_has_at_most_500_characters() {
    let parsed = |raw: &str| Note::parse(raw).map(Note::into_string);
    assert_eq!(parsed(""), Ok(String::new()));
    assert_eq!(
        parsed("  Hi!\r\nSee you\tsoon. "),
        Ok("Hi!\nSee you\tsoon.".to_owned())
    );
    assert_eq!(
        parsed(&"\u{e9}".repeat(500)).map(|note| note.chars().count()),
        Ok(500)
    );
    let violation = parsed(&"x".repeat(501)).unwrap_err();
    assert_eq!(violation.code, Code::TextTooLong);
    assert_eq!(violation.field, ["note"]);
    assert_eq!(violation.number("max"), Some(500));
    let violation = parsed("a\u{0}b").unwrap_err();
    assert_eq!(violation.code, Code::ControlCharacter);
    assert_eq!(violation.field, ["note"]);
}
