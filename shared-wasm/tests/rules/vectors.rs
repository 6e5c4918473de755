//! Runs every vector of vectors/*.json: an input and the expected result of the rule.

use rules::{Domains, Email, MemberRole, Owner, Param, Password, Violation, limits};
use serde_json::{Map, Value, json};

use crate::profiles::{profile_input, profile_json};

type Outcome = Result<Value, Vec<Violation>>;

#[test]
fn emails_give_the_results_of_the_vectors() {
    check(include_str!("../../vectors/email.json"), |input| {
        let email = Email::parse(text(input), &Domains::default());
        email
            .map(|email| json!(email.as_str()))
            .map_err(|violation| vec![violation])
    });
}

#[test]
fn passwords_give_the_results_of_the_vectors() {
    check(include_str!("../../vectors/password.json"), |input| {
        let email = input["email"].as_str().map(stored);
        let owner = Owner {
            email: email.as_ref(),
            first_name: input["firstName"].as_str().unwrap_or_default(),
            last_name: input["lastName"].as_str().unwrap_or_default(),
        };
        let min = input["passwordMin"].as_u64();
        let min = min.map_or(limits::PASSWORD_MIN, |min| u32::try_from(min).unwrap());
        Password::parse(text(&input["password"]), &owner, min, "password")
            .map(|password| json!(password.expose()))
    });
}

#[test]
fn roles_give_the_results_of_the_vectors() {
    check(include_str!("../../vectors/role.json"), |input| {
        MemberRole::parse(text(input))
            .map(|role| json!(role.as_str()))
            .map_err(|violation| vec![violation])
    });
}

#[test]
fn profiles_give_the_results_of_the_vectors() {
    check(include_str!("../../vectors/profile.json"), |input| {
        profile_input(input).parse().map(profile_json)
    });
}

#[test]
fn confirmations_give_the_results_of_the_vectors() {
    check(include_str!("../../vectors/deletion.json"), |input| {
        rules::confirm(text(&input["confirmation"]), &stored(text(&input["email"])))
            .map(|()| json!(true))
            .map_err(|violation| vec![violation])
    });
}

fn check(vectors: &str, rule: impl Fn(&Value) -> Outcome) {
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    assert!(!vectors.is_empty());
    for vector in vectors {
        let outcome = match rule(&vector["input"]) {
            Ok(value) => json!({ "input": vector["input"], "ok": value }),
            Err(violations) => {
                let errors: Vec<Value> = violations.iter().map(violation_json).collect();
                json!({ "input": vector["input"], "errors": errors })
            }
        };
        assert_eq!(outcome, vector);
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
