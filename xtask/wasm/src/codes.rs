//! The module of the codes' names, statuses and sentences, in the order by which the WASM numbers them.

use rules::{Code, Param, Violation};
use serde_json::{Value, json};

use crate::sentences::sentence;

/// Stand in for limits when a sentence is asked for, and are told apart by their numbers.
const MARKS: &[(&str, u32)] = &[("min", 770_001), ("max", 770_002)];
/// What a suggestion is replaced by.
const SUGGESTION: &str = "{suggestion}";
/// The texts that choose among a code's sentences; a wrong one shows in the tests of the package, which
/// compare each vector's message with the server's.
const REASONS: &[&str] = &[
    "no_at",
    "not_ascii",
    "local_empty",
    "local_dot",
    "local_character",
    "domain",
];

/// JavaScript with one default export: a list of [name, status, sentence, sentences by text].
pub(crate) fn module() -> String {
    // What comes behind is refused with a look at the database, and never by the rules alone.
    let of_input = Code::ALL
        .iter()
        .take_while(|code| **code != Code::UsernameInvalid);
    let rows: Vec<String> = of_input.map(|code| row(*code).to_string()).collect();
    format!("export default [\n{}\n];\n", rows.join(",\n"))
}

fn row(code: Code) -> Value {
    let usual = template(code, &[]);
    let variants = match code {
        Code::EmailInvalid => variants(code, "reason", REASONS),
        Code::EmailTooLong => variants(code, "part", &["local"]),
        _ => Vec::new(),
    };
    let suggesting = template(code, &[("suggestion", SUGGESTION)]);
    let suggesting = (suggesting != usual).then_some(("suggestion", suggesting));
    let variants: serde_json::Map<String, Value> = variants
        .into_iter()
        .chain(suggesting)
        .map(|(name, sentence)| (name.to_owned(), sentence.into()))
        .collect();
    if variants.is_empty() {
        json!([code.as_str(), code.status(), usual])
    } else {
        json!([code.as_str(), code.status(), usual, variants])
    }
}

fn variants(code: Code, name: &'static str, texts: &[&'static str]) -> Vec<(&'static str, String)> {
    let with = |text| (text, template(code, &[(name, text)]));
    texts.iter().map(|text| with(*text)).collect()
}

/// The sentence with its numbers replaced by their names in braces.
fn template(code: Code, texts: &[(&'static str, &str)]) -> String {
    let mut violation = Violation::general(code);
    for (name, number) in MARKS {
        violation = violation.with(name, Param::Number(*number));
    }
    for (name, text) in texts {
        violation = violation.with(name, Param::Text((*text).to_owned()));
    }
    let sentence = sentence(&violation);
    MARKS.iter().fold(sentence, |sentence, (name, number)| {
        sentence.replace(&number.to_string(), &format!("{{{name}}}"))
    })
}
