//! Properties of all input, tested on a few thousand generated texts.

use rules::{Domains, Email, Password, ProfileInput, RoleName, Username};

use crate::passwords::parse;

#[test]
fn no_text_makes_a_rule_panic_and_parsing_again_changes_nothing() {
    let mut random = Random(2026);
    for _ in 0..5_000 {
        let raw = random.text();
        check_email(&raw);
        check_password(&raw);
        check_profile(&raw, random.below(12));
        check_names(&raw);
    }
}

#[test]
fn a_long_run_of_any_character_gets_a_result() {
    for unit in [
        "a", ".", "@", "ß", "\u{301}", "\u{FDFA}", "🐻", "a@", "\r\n", "u.", "://",
    ] {
        let raw = unit.repeat(20_000);
        check_email(&raw);
        check_password(&raw);
        check_profile(&raw, 3);
        check_names(&raw);
    }
}

fn check_email(raw: &str) {
    let domains = Domains::default();
    match Email::parse(raw, &domains) {
        Ok(email) => {
            assert_eq!(Email::parse(email.as_str(), &domains).as_ref(), Ok(&email));
            assert_eq!(
                format!("{}@{}", email.local(), email.domain()),
                email.as_str()
            );
            assert_eq!(rules::suggest(raw, &domains), None);
        }
        Err(violation) => {
            if let Some(suggestion) = violation.text("suggestion") {
                assert!(Email::parse(suggestion, &domains).is_ok(), "{suggestion}");
            }
        }
    }
}

fn check_password(raw: &str) {
    if let Ok(password) = parse(raw, "password") {
        let again = parse(password.expose(), "password").unwrap();
        assert_eq!(again.expose(), password.expose());
        let login = Password::for_login(raw).unwrap();
        assert_eq!(login.expose(), password.expose());
    }
}

fn check_profile(raw: &str, year: u32) {
    let text = || Some(raw.to_owned());
    let input = ProfileInput {
        first_name: text(),
        last_name: text(),
        hobbies: text(),
        clubs: text(),
        goals: text(),
        other_background: text(),
        year: Some(i32::try_from(year).ok()),
        major: Some(raw.split('.').map(str::to_owned).collect()),
        minor: Some(vec![raw.to_owned(); 7]),
        profile_picture_url: Some(Some(format!("https://ucla.edu/{raw}"))),
        ..ProfileInput::default()
    };
    if let Ok(profile) = input.parse() {
        assert_eq!(profile.clone().into_fields().parse().as_ref(), Ok(&profile));
    }
}

fn check_names(raw: &str) {
    if let Ok(username) = Username::parse(raw) {
        assert_eq!(Username::parse(username.as_str()), Ok(username));
    }
    if let Ok(name) = RoleName::parse(raw) {
        assert_eq!(RoleName::parse(name.as_str()), Ok(name));
    }
    assert!(!rules::full_name(raw, raw).trim().is_empty());
}

/// A generator that returns the same texts on every run (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % u64::from(end)) as u32
    }

    /// Pieces that matter to a rule, in any order, with any character between them.
    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "jo",
            "@",
            ".",
            "+",
            "ucla",
            "edu",
            "@ucla.edu",
            "@g.ucla.edu",
            "@uc1a.com",
            " ",
            "\n",
            "\r\n",
            "é",
            "e\u{301}",
            "ﬃ",
            "🐻",
            "MENTOR",
            "_",
            "9",
            "password",
            "\u{202E}",
        ];
        let length = self.below(8);
        (0..length)
            .map(|_| match self.below(6) {
                0 => char::from_u32(self.below(0x11_0000)).map_or(String::new(), String::from),
                _ => PIECES[self.below(PIECES.len() as u32) as usize].to_owned(),
            })
            .collect()
    }
}
