//! Text that nobody can see, and characters that look the same and are written differently.

use rules::{Code, Domains, Email, ProfileInput, is_invisible};

/// Characters that show nothing by themselves, of every kind.
const INVISIBLE: &[char] = &[
    '\u{AD}',
    '\u{34F}',
    '\u{61C}',
    '\u{115F}',
    '\u{1160}',
    '\u{17B4}',
    '\u{180E}',
    '\u{200B}',
    '\u{200C}',
    '\u{200D}',
    '\u{200E}',
    '\u{200F}',
    '\u{2060}',
    '\u{2063}',
    '\u{206F}',
    '\u{2800}',
    '\u{3164}',
    '\u{FE0F}',
    '\u{FEFF}',
    '\u{FFA0}',
    '\u{FFF9}',
    '\u{1BCA0}',
    '\u{1D173}',
    '\u{E0001}',
    '\u{E0061}',
    '\u{E01EF}',
];

fn name_and_majors(name: &str, majors: &[&str]) -> ProfileInput {
    ProfileInput {
        first_name: Some(name.to_owned()),
        major: Some(majors.iter().map(|major| (*major).to_owned()).collect()),
        ..ProfileInput::default()
    }
}

/// The name as it is stored.
fn stored(name: &str) -> String {
    let profile = name_and_majors(name, &[]).parse().unwrap();
    profile.first_name.clone().unwrap()
}

/// The majors as they are stored, or the codes of what is wrong with them.
fn majors(majors: &[&str]) -> Result<Vec<String>, Vec<Code>> {
    match name_and_majors("", majors).parse() {
        Ok(profile) => Ok(profile.major.clone().unwrap()),
        Err(violations) => Err(violations.iter().map(|found| found.code).collect()),
    }
}

#[test]
fn text_without_a_visible_character_is_empty() {
    for character in INVISIBLE {
        assert!(is_invisible(*character), "{character:?}");
        for text in [
            format!("{character}"),
            format!(" {character}\u{A0}{character}"),
        ] {
            assert_eq!(stored(&text), "", "{character:?}");
            assert_eq!(
                majors(&[&text]),
                Err(vec![Code::EntryEmpty]),
                "{character:?}"
            );
        }
    }
}

#[test]
fn what_can_be_seen_is_kept_with_the_invisible_characters_inside_it() {
    for text in [
        "👩\u{200D}🔬",
        "❤\u{FE0F}",
        "نمی\u{200C}خواهم",
        "ക്\u{200D}",
        "אב\u{200F}",
        "🏴\u{E0067}\u{E0062}\u{E007F}",
        "\u{301}",
        "\u{600}",
        "x",
    ] {
        assert_eq!(stored(text), text, "{text:?}");
    }
    for character in ('\u{21}'..='\u{7E}')
        .chain('\u{A1}'..='\u{AC}')
        .chain('\u{4E00}'..='\u{4E0F}')
    {
        assert!(!is_invisible(character), "{character:?}");
    }
}

#[test]
fn blank_characters_around_a_text_are_dropped_like_white_space() {
    assert_eq!(stored("\u{FEFF}\u{200B} Jo\u{3164}\u{2060}"), "Jo");
    assert_eq!(
        majors(&["Physics", "Physics\u{200B}", "\u{FEFF}physics"]),
        Ok(vec!["Physics".to_owned()])
    );
}

#[test]
fn equal_texts_in_different_normalization_forms_are_one() {
    let nfc = "Biología";
    let nfd = "Biologi\u{301}a";
    assert_ne!(nfc, nfd);
    assert_eq!(
        majors(&[nfd, nfc, "BIOLOGI\u{301}A"]),
        Ok(vec![nfc.to_owned()])
    );
    assert_eq!(majors(&[nfd]), majors(&[nfc]));
    assert_eq!(stored("Jose\u{301} \u{212B}"), "José \u{C5}");
    assert_eq!(stored("\u{1112}\u{1161}\u{11AB}"), "\u{D55C}");
}

#[test]
fn invisible_characters_around_an_address_are_dropped_and_inside_it_are_not() {
    let domains = Domains::default();
    for character in INVISIBLE
        .iter()
        .chain(&['\u{202A}', '\u{202C}', '\u{2066}', '\u{2069}', '\u{A0}'])
    {
        let around = format!("{character}{character} Jo@ucla.edu{character} {character}");
        let email = Email::parse(&around, &domains);
        assert_eq!(email.unwrap().as_str(), "jo@ucla.edu", "{character:?}");
        assert!(Email::parse_existing(&around, &domains).is_ok());
        assert!(Email::is_well_formed(&around));
        let inside = format!("jo{character}@ucla.edu");
        assert!(Email::parse(&inside, &domains).is_err(), "{character:?}");
        let nothing = Email::parse(&format!("{character}"), &domains).unwrap_err();
        assert_eq!(nothing.code, Code::EmailRequired, "{character:?}");
    }
    let suggested = rules::suggest("\u{200B}jo@ucla.com\u{200B}", &domains);
    assert_eq!(suggested.as_deref(), Some("jo@ucla.edu"));
    let email = Email::from_stored("jo@ucla.edu".to_owned());
    assert_eq!(
        rules::confirm("\u{2068}jo@ucla.edu\u{2069}", &email),
        Ok(())
    );
}
