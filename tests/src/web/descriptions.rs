//! The descriptions in the schema state the limits of the validation rules, from the same constants.

use bruinbridge::graphql::sdl;
use rules::limits;

/// Returns the description of a field of an input type.
fn description(kind: &str, field: &str) -> String {
    let sdl = sdl();
    let (_, body) = sdl
        .split_once(&format!("\ninput {kind} {{"))
        .expect("an input type");
    let (before, _) = body
        .split_once(&format!("\n\t{field}: "))
        .expect("a field of it");
    let mut parts = before.rsplit("\"\"\"");
    parts.next();
    parts.next().expect("a description").trim().to_owned()
}

#[test]
fn the_descriptions_of_inputs_name_the_limits() {
    let name = format!("At most {} characters.", limits::NAME_MAX);
    let text = format!("At most {} characters.", limits::TEXT_MAX);
    let entries = format!(
        "At most {} entries of 1 to {} characters.",
        limits::ENTRIES_MAX,
        limits::ENTRY_MAX
    );
    let year = format!(
        "{} to {}; null clears it.",
        limits::YEAR_MIN,
        limits::YEAR_MAX
    );
    let url = format!(
        "The URL of a picture that was uploaded to this server, or, where the server allows its host, an https address;\n\tat most {} characters. Null removes the picture. `uploadProfilePicture` uploads one.",
        limits::URL_MAX
    );
    let expected = [
        ("firstName", &name),
        ("lastName", &name),
        ("year", &year),
        ("major", &entries),
        ("minor", &entries),
        ("hobbies", &text),
        ("clubs", &text),
        ("goals", &text),
        ("otherBackground", &text),
        ("profilePictureUrl", &url),
    ];
    for (field, limit) in expected {
        assert_eq!(description("ProfileInput", field), *limit, "{field}");
    }
}

#[test]
fn the_descriptions_of_passwords_name_the_limits() {
    let limit = format!(
        "{} to {} characters;",
        limits::PASSWORD_MIN,
        limits::PASSWORD_MAX
    );
    for (kind, field) in [
        ("RegisterInput", "password"),
        ("RegisterAdminInput", "password"),
        ("ChangePasswordInput", "newPassword"),
        ("ResetPasswordInput", "newPassword"),
    ] {
        let description = description(kind, field);
        assert!(description.starts_with(&limit), "{kind}: {description}");
    }
}

#[test]
fn the_descriptions_of_addresses_name_the_limits() {
    let limit = format!(
        "At most {} characters, at most {} of them before the \"@\".",
        limits::EMAIL_MAX,
        limits::EMAIL_LOCAL_MAX
    );
    for (kind, field) in [
        ("AddMenteeInput", "menteeEmail"),
        ("AssignMenteeInput", "menteeEmail"),
        ("BlacklistMentorInput", "mentorEmail"),
        ("CredentialsInput", "email"),
        ("LoginInput", "email"),
        ("RegisterAdminInput", "email"),
        ("RegisterInput", "email"),
        ("RemoveMenteeInput", "menteeEmail"),
        ("RequestPasswordResetInput", "email"),
        ("ResendVerificationInput", "email"),
        ("UnblacklistMentorInput", "mentorEmail"),
    ] {
        let description = description(kind, field);
        // A long description is wrapped.
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(description.ends_with(&limit), "{kind}: {description}");
    }
}

#[test]
fn the_descriptions_of_rosters_and_messages_name_the_limits() {
    let message = format!("1 to {} characters;", limits::MESSAGE_MAX);
    assert!(description("SendMessageInput", "body").starts_with(&message));
    let capacity = format!("At least {}.", limits::CAPACITY_MIN);
    assert!(description("SetCapacityInput", "capacity").starts_with(&capacity));
    let refused = format!("at most {} mentors and addresses.", limits::BLACKLIST_MAX);
    let words = sdl().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&refused));
}
