//! Usernames, names of roles, full names and the missing fields of a profile.

use rules::{
    Code, MemberRole, Profile, ProfileInput, Role, RoleName, Username, full_name, missing_fields,
};

#[test]
fn a_username_is_short_and_plain() {
    for (raw, username) in [
        ("root", "root"),
        (" Jo.Bruin-1_x ", "jo.bruin-1_x"),
        ("\u{202A}root\u{202C}\u{FEFF}", "root"),
        ("abc", "abc"),
    ] {
        assert_eq!(Username::parse(raw).unwrap().as_str(), username);
    }
    assert!(Username::parse(&"a".repeat(64)).is_ok());
    let too_long = "a".repeat(65);
    for raw in [
        "",
        "ab",
        "1abc",
        ".abc",
        "jo@ucla.edu",
        "jo bruin",
        "jö-bruin",
        "jo\u{200B}bruin",
        "\u{212A}ay",
        "\u{200B}\u{3164}\u{2060}",
        &too_long,
    ] {
        let violation = Username::parse(raw).unwrap_err();
        assert_eq!(violation.code, Code::UsernameInvalid, "{raw}");
        assert_eq!(violation.field, ["username"]);
    }
}

#[test]
fn a_role_name_is_in_capitals() {
    assert_eq!(
        RoleName::parse("\u{200B}TIER_2 ").unwrap().as_str(),
        "TIER_2"
    );
    for raw in ["SUPERADMIN", "A", "TIER_2"] {
        assert_eq!(RoleName::parse(raw).unwrap().as_str(), raw);
    }
    assert!(RoleName::parse(&"A".repeat(64)).is_ok());
    let too_long = "A".repeat(65);
    for raw in [
        "",
        "  ",
        "superadmin",
        "SUPER ADMIN",
        "SUPER-ADMIN",
        "É",
        &too_long,
    ] {
        assert_eq!(
            RoleName::parse(raw).unwrap_err().code,
            Code::RoleNameInvalid,
            "{raw}"
        );
    }
}

#[test]
fn roles_are_written_as_they_are_read() {
    for role in [Role::Mentee, Role::Mentor, Role::Admin] {
        assert_eq!(Role::parse(role.as_str()), Some(role));
    }
    assert_eq!(Role::default(), Role::from(MemberRole::default()));
    assert_eq!(
        MemberRole::try_from(Role::Admin).unwrap_err().code,
        Code::RoleNotAllowed
    );
}

#[test]
fn a_full_name_is_joined_or_not_provided() {
    assert_eq!(full_name(" Jo ", " Bruin "), "Jo Bruin");
    assert_eq!(full_name("Jo", "  "), "Jo");
    assert_eq!(full_name("", "Bruin"), "Bruin");
    assert_eq!(full_name(" ", "\n"), "Not provided");
    assert_eq!(full_name("\u{200B}", "\u{3164}"), "Not provided");
}

#[test]
fn a_complete_profile_lacks_nothing() {
    assert!(missing_fields("Jo", "Bruin", Some(0), 1).is_empty());
    assert_eq!(
        missing_fields(" ", "", None, 0),
        ["firstName", "lastName", "year", "major"]
    );
    assert_eq!(missing_fields("Jo", "Bruin", None, 2), ["year"]);
    assert_eq!(
        missing_fields("\u{3164}", "\u{200D}\u{FE0F}", Some(0), 1),
        ["firstName", "lastName"]
    );
}

#[test]
fn a_profile_is_empty_until_something_is_given() {
    assert!(Profile::default().is_empty());
    let cleared = ProfileInput {
        year: Some(None),
        ..ProfileInput::default()
    };
    assert!(!cleared.parse().unwrap().is_empty());
}
