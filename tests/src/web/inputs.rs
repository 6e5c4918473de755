//! Generates thousands of inputs: valid, mutated, in other scripts, with control characters, and huge.

use serde_json::{Map, Value, json};

const ADDRESSES: &[&str] = &[
    "jo@ucla.edu",
    "  Jo.Bruin@G.UCLA.edu ",
    "jo+tag@ucla.edu",
    "jo@ucla.com",
    "jo@gucla.edu",
    "jo@uc1a.edu",
    "jo@engineering.ucla.edu",
    "jo@example.org",
    "jo",
    "@ucla.edu",
    "jo@",
    "a@b@ucla.edu",
    ".jo@ucla.edu",
    "\"jo\"@ucla.edu",
    "jo@[127.0.0.1]",
    "",
];
const PASSWORDS: &[&str] = &[
    "secret123",
    "newSecurePass!",
    "password1",
    "PASSWORD",
    "ｐａｓｓｗｏｒｄ",
    "short",
    "jo@ucla.edu",
    "\u{1D54}\u{FB01}\u{FDFA}ﬃ",
    "correct horse battery staple",
    "a\u{301}e\u{308}o\u{302}u\u{300}",
    "",
];
const TEXTS: &[&str] = &[
    "Jo",
    "  O\u{2019}Neil \u{A0}",
    "Jose\u{301} \u{212B}",
    "\u{200B}",
    "\u{3164}\u{200D}",
    "👩\u{200D}🔬\u{FE0F}",
    "王小明",
    "אב\u{200F}",
    "first\r\nsecond\nthird\rfourth",
    "a\tb",
    "\u{202E}evil",
    "\u{1F}\u{1E}\u{1D}\u{1C}\u{1B}",
    "\u{FEFF}mark",
    "\u{85}next\u{2028}line",
    "🐻 bear",
    "",
    "   ",
];
const URLS: &[&str] = &[
    "https://example.com/a.jpg",
    "HTTPS://Example.COM:443/a?b#c",
    "http://localhost:8000/a.png",
    "http://example.com/a",
    "https://jo:secret@example.com/",
    "ftp://example.com/a",
    "https://nodot/",
    "https://example.com:99999/",
    "//example.com",
    "",
];
const ENTRIES: &[&str] = &[
    "Physics",
    " physics ",
    "Économie",
    "E\u{301}conomie",
    "\u{2060}",
    "ÉCONOMIE",
    "Ελληνικά",
    "История",
    "",
    "Computer Science",
    "a\u{7}b",
    "Linguistics",
    "History",
];
/// The characters that mutations insert: some of every class that a rule checks.
const CHARACTERS: &[char] = &[
    'a',
    'Z',
    '0',
    '.',
    '@',
    '+',
    '-',
    '_',
    ' ',
    '\n',
    '\r',
    '\t',
    '\0',
    '"',
    '\\',
    '<',
    ':',
    '/',
    'é',
    'ß',
    'İ',
    '\u{1B}',
    '\u{1C}',
    '\u{1D}',
    '\u{1E}',
    '\u{1F}',
    '\u{7F}',
    '\u{85}',
    '\u{A0}',
    '\u{200B}',
    '\u{200D}',
    '\u{301}',
    '\u{212A}',
    '\u{3164}',
    '\u{958}',
    '\u{FB2C}',
    '\u{E0061}',
    '\u{2028}',
    '\u{202A}',
    '\u{2066}',
    '\u{3000}',
    '\u{FEFF}',
    '\u{FFFD}',
    '王',
    '🐻',
];

/// A generator with a fixed seed, so that failures are reproducible.
pub(super) struct Inputs(u64);

impl Inputs {
    pub(super) fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// Returns the name of a rule and an input for it.
    pub(super) fn next(&mut self) -> (&'static str, Value) {
        match self.below(100) {
            0..40 => ("email", json!(self.text(ADDRESSES))),
            40..60 => ("password", self.password()),
            60..63 => ("role", json!(self.text(&["MENTEE", "MENTOR", "ADMIN"]))),
            63..67 => ("deletion", self.deletion()),
            67..70 => ("completeness", self.survey()),
            _ => ("survey", self.survey()),
        }
    }

    pub(super) fn registration(&mut self) -> Value {
        let role = self.text(&["MENTEE", "MENTOR", "ADMIN"]);
        let is_role = ["MENTEE", "MENTOR", "ADMIN"].contains(&role.as_str());
        let mut input = json!({ "email": self.text(ADDRESSES), "password": self.text(PASSWORDS) });
        if is_role {
            input["role"] = role.into();
        }
        input
    }

    /// Returns a nearly valid registration with an unused email address. About one third are accepted.
    pub(super) fn likely_registration(&mut self, number: usize) -> Value {
        let email = self.mutated(&format!("Jo.{number}@ucla.edu"));
        json!({ "email": email, "password": self.mutated("ｃｏｒｒｅｃｔ horse") })
    }

    pub(super) fn survey(&mut self) -> Value {
        let mut fields = Map::new();
        for name in [
            "firstName",
            "lastName",
            "hobbies",
            "clubs",
            "goals",
            "otherBackground",
        ] {
            if self.below(3) > 0 {
                fields.insert(name.to_owned(), self.text(TEXTS).into());
            }
        }
        for name in ["major", "minor"] {
            if self.below(3) > 0 {
                fields.insert(name.to_owned(), self.entries());
            }
        }
        for name in [
            "international",
            "commuter",
            "firstgen",
            "outofstate",
            "transfer",
            "matchByBackground",
        ] {
            if self.below(4) == 0 {
                fields.insert(name.to_owned(), (self.below(2) == 0).into());
            }
        }
        if self.below(2) == 0 {
            fields.insert("year".to_owned(), self.year());
        }
        if self.below(3) == 0 {
            let url = (self.below(8) > 0).then(|| self.text(URLS));
            fields.insert("profilePictureUrl".to_owned(), json!(url));
        }
        fields.into()
    }

    /// Returns a survey with a few fields. Almost no random survey with all fields is accepted.
    pub(super) fn brief_survey(&mut self) -> Value {
        let mut survey = self.survey();
        let fields = survey.as_object_mut().expect("fields");
        fields.retain(|_, _| self.below(4) == 0);
        survey
    }

    fn password(&mut self) -> Value {
        let email = (self.below(2) == 0).then_some("jo.bruin@ucla.edu");
        let password = match self.below(9) {
            0 => self.mutated("jo.bruin@ucla.edu"),
            1 => self.mutated("jo.bruin"),
            2 => self.mutated("!Bruins 2024"),
            3 => self.mutated("o'neilbruin1"),
            4 => self.mutated("JOSÉ\u{301}PHINE oneil-bruin"),
            _ => self.text(PASSWORDS),
        };
        let first_name = (self.below(3) == 0).then_some("José\u{301}phine");
        let last_name = (self.below(3) == 0).then_some(" O'Neil-Bruin");
        let min = (self.below(4) == 0).then_some(12);
        json!({
            "password": password,
            "email": email,
            "firstName": first_name,
            "lastName": last_name,
            "passwordMin": min,
        })
    }

    fn deletion(&mut self) -> Value {
        let confirmation = self.text(&["jo@ucla.edu", " jo@ucla.edu\n", "JO@ucla.edu"]);
        json!({ "confirmation": confirmation, "email": "jo@ucla.edu" })
    }

    fn entries(&mut self) -> Value {
        let length = if self.below(50) == 0 {
            500
        } else {
            self.below(8)
        };
        (0..length)
            .map(|_| self.text(ENTRIES))
            .collect::<Vec<_>>()
            .into()
    }

    fn year(&mut self) -> Value {
        match self.below(10) {
            0 => Value::Null,
            1 => json!(i32::MAX),
            2 => json!(i32::MIN),
            3 => json!(-1),
            _ => json!(self.below(8)),
        }
    }

    fn text(&mut self, samples: &[&str]) -> String {
        let sample = samples[self.below(samples.len())];
        match self.below(4) {
            0 => sample.to_owned(),
            1 => self.grown(sample),
            _ => self.mutated(sample),
        }
    }

    /// Inserts, removes or replaces a few characters.
    fn mutated(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..self.below(4) {
            let at = self.below(characters.len() + 1);
            let character = CHARACTERS[self.below(CHARACTERS.len())];
            match self.below(3) {
                0 if at < characters.len() => drop(characters.remove(at)),
                1 if at < characters.len() => characters[at] = character,
                _ => characters.insert(at, character),
            }
        }
        characters.into_iter().collect()
    }

    /// Lengthens a text to around the limits, and occasionally far beyond.
    fn grown(&mut self, text: &str) -> String {
        const LENGTHS: &[usize] = &[
            7, 8, 63, 64, 100, 101, 128, 129, 150, 151, 254, 255, 500, 501,
        ];
        let length = match self.below(60) {
            0 => 20_000,
            1 => 1_400,
            _ => LENGTHS[self.below(LENGTHS.len())],
        };
        let filler = ['x', 'é', '王', '🐻', '\u{FDFA}'][self.below(5)];
        let missing = length.saturating_sub(text.chars().count());
        let at = text
            .char_indices()
            .map(|(at, _)| at)
            .nth(self.below(4))
            .unwrap_or_default();
        let (before, after) = text.split_at(at);
        [before, &filler.to_string().repeat(missing), after].concat()
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or_default()
    }
}
