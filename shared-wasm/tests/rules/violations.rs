//! The list of codes and the path of a violation.

use std::collections::HashSet;

use rules::{Code, Fault, Field, Param, Violation};

#[test]
fn codes_are_distinct_and_in_capitals() {
    let names: HashSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for name in names {
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_'),
            "{name}"
        );
    }
}

#[test]
fn a_code_is_its_variant_in_capitals() {
    for code in Code::ALL {
        let plain = code.as_str().replace('_', "");
        assert_eq!(plain, format!("{code:?}").to_uppercase());
    }
}

#[test]
fn statuses_are_those_of_a_refusal() {
    for code in Code::ALL {
        assert!(
            [400, 401, 403, 404, 409].contains(&code.status()),
            "{code:?}"
        );
    }
    assert_eq!(Code::EmailTaken.status(), 409);
    assert_eq!(Code::RoleNotAllowed.status(), 403);
}

#[test]
fn a_path_grows_at_both_ends() {
    let violation = Violation::at(Code::EntryEmpty, "major")
        .entry(120)
        .under("survey");
    assert_eq!(violation.field, ["survey", "major", "120"]);
    assert_eq!(violation.moved_to("input").field, ["input"]);
    assert!(
        Violation::general(Code::InvalidCredentials)
            .field
            .is_empty()
    );
}

#[test]
fn a_parameter_is_found_by_name_and_kind() {
    let violation = Violation::at(Code::NameTooLong, "firstName").with("max", Param::Number(150));
    assert_eq!(violation.number("max"), Some(150));
    assert_eq!(violation.number("min"), None);
    assert_eq!(violation.text("max"), None);
}

#[test]
fn faults_and_fields_are_listed_at_the_index_of_their_numbers() {
    for (number, fault) in Fault::ALL.iter().enumerate() {
        assert_eq!(*fault as usize, number);
    }
    for (number, field) in Field::ALL.iter().enumerate() {
        assert_eq!(*field as usize, number);
    }
}
