//! Runs every vector of vectors/*.json: an input and what the rule makes of it.

use rules::{Domains, Email, MemberRole, Param, Password, Profile, ProfileInput, Violation};
use serde_json::{Map, Value, json};

type Answer = Result<Value, Vec<Violation>>;

#[test]
fn emails_answer_as_in_the_vectors() {
    check(include_str!("../../vectors/email.json"), |input| {
        let email = Email::parse(text(input), &Domains::default());
        email
            .map(|email| json!(email.as_str()))
            .map_err(|violation| vec![violation])
    });
}

#[test]
fn passwords_answer_as_in_the_vectors() {
    check(include_str!("../../vectors/password.json"), |input| {
        let email = input["email"].as_str().map(stored);
        Password::parse(text(&input["password"]), email.as_ref(), "password")
            .map(|password| json!(password.expose()))
    });
}

#[test]
fn roles_answer_as_in_the_vectors() {
    check(include_str!("../../vectors/role.json"), |input| {
        MemberRole::parse(text(input))
            .map(|role| json!(role.as_str()))
            .map_err(|violation| vec![violation])
    });
}

#[test]
fn profiles_answer_as_in_the_vectors() {
    check(include_str!("../../vectors/profile.json"), |input| {
        profile_input(input).parse().map(profile_json)
    });
}

#[test]
fn confirmations_answer_as_in_the_vectors() {
    check(include_str!("../../vectors/deletion.json"), |input| {
        rules::confirm(text(&input["confirmation"]), &stored(text(&input["email"])))
            .map(|()| json!(true))
            .map_err(|violation| vec![violation])
    });
}

fn check(vectors: &str, rule: impl Fn(&Value) -> Answer) {
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let answer = match rule(&vector["input"]) {
            Ok(value) => json!({ "input": vector["input"], "ok": value }),
            Err(violations) => {
                let errors: Vec<Value> = violations.iter().map(violation_json).collect();
                json!({ "input": vector["input"], "errors": errors })
            }
        };
        assert_eq!(answer, vector);
    }
}

fn stored(raw: &str) -> Email {
    Email::from_stored(raw.to_owned())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn violation_json(violation: &Violation) -> Value {
    let params: Map<String, Value> = violation
        .params
        .iter()
        .map(|(name, param)| match param {
            Param::Number(number) => (String::from(*name), json!(number)),
            Param::Text(text) => (String::from(*name), json!(text)),
        })
        .collect();
    json!({ "code": violation.code.as_str(), "field": violation.field, "params": params })
}

fn profile_input(input: &Value) -> ProfileInput {
    let text = |name: &str| input[name].as_str().map(str::to_owned);
    let flag = |name: &str| input[name].as_bool();
    let list = |name: &str| {
        let entries = input[name].as_array()?;
        Some(
            entries
                .iter()
                .map(|entry| entry.as_str().unwrap().to_owned())
                .collect(),
        )
    };
    ProfileInput {
        first_name: text("firstName"),
        last_name: text("lastName"),
        hobbies: text("hobbies"),
        clubs: text("clubs"),
        goals: text("goals"),
        other_background: text("otherBackground"),
        year: input
            .get("year")
            .map(|year| year.as_i64().map(|year| year as i32)),
        major: list("major"),
        minor: list("minor"),
        international: flag("international"),
        commuter: flag("commuter"),
        firstgen: flag("firstgen"),
        outofstate: flag("outofstate"),
        transfer: flag("transfer"),
        match_by_background: flag("matchByBackground"),
        profile_picture_url: input
            .get("profilePictureUrl")
            .map(|_| text("profilePictureUrl")),
    }
}

fn profile_json(profile: Profile) -> Value {
    let fields = profile.into_fields();
    let given = [
        ("firstName", fields.first_name.map(Value::from)),
        ("lastName", fields.last_name.map(Value::from)),
        ("hobbies", fields.hobbies.map(Value::from)),
        ("clubs", fields.clubs.map(Value::from)),
        ("goals", fields.goals.map(Value::from)),
        ("otherBackground", fields.other_background.map(Value::from)),
        ("year", fields.year.map(Value::from)),
        ("major", fields.major.map(Value::from)),
        ("minor", fields.minor.map(Value::from)),
        ("international", fields.international.map(Value::from)),
        ("commuter", fields.commuter.map(Value::from)),
        ("firstgen", fields.firstgen.map(Value::from)),
        ("outofstate", fields.outofstate.map(Value::from)),
        ("transfer", fields.transfer.map(Value::from)),
        (
            "matchByBackground",
            fields.match_by_background.map(Value::from),
        ),
        (
            "profilePictureUrl",
            fields.profile_picture_url.map(Value::from),
        ),
    ];
    given
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect::<Map<String, Value>>()
        .into()
}
