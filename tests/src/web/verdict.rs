//! The server, the validation rules and the npm package agree about the same inputs.

use std::io::Write;
use std::process::{Command, Stdio};

use bruinbridge::graphql::error::UserError;
use rules::{Domains, Email, MemberRole, Owner, Password, Violation, limits};
use serde_json::{Value, json};

use super::inputs::Inputs;
use super::profiles::{profile_input, profile_json};
use crate::harness::{PASSWORD, Server, credentials};

/// The number of inputs that only the rules and the package check.
const COUNT: usize = 40_000;
/// The number of inputs that a running server checks. A request takes 9 ms in a debug build: HTTP, GraphQL, and the
/// log, which records refusals too. An accepted registration also hashes a password.
const COUNT_REQUESTED: usize = 2_000;
/// The minimum number of accepted inputs among them. Only these show how the server normalizes a value.
const COUNT_ACCEPTED: usize = 200;
/// The maximum length of an input. The HTTP layer rejects longer bodies before any rule sees them.
const BODY: usize = 60_000;
const COMPARE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/tests/compare.mjs");

#[test]
fn the_package_agrees_with_the_rules() {
    let mut inputs = Inputs::new();
    let verdicts = (0..COUNT).map(|_| {
        let (rule, input) = inputs.next();
        let (value, errors) = rules_verdict(rule, &input);
        json!({ "rule": rule, "input": input, "value": value, "errors": errors })
    });
    compare(verdicts);
}

#[test]
fn the_package_agrees_with_the_rules_on_every_character() {
    // Up to the last whitespace character, plus the symbols and half-width forms at the end of the plane.
    let characters = ('\0'..'\u{3400}').chain('\u{F900}'..='\u{FFFF}');
    let verdicts = characters.map(|character| {
        let input = json!({
            "firstName": format!("{character}{character}a{character}"),
            "goals": format!("a{character}b\r\n{character}"),
            "major": [format!("x{character}y"), format!("X{}Y", character.to_lowercase())],
        });
        let (value, errors) = rules_verdict("survey", &input);
        json!({ "rule": "survey", "input": input, "value": value, "errors": errors })
    });
    compare(verdicts);
}

#[tokio::test]
async fn the_package_agrees_with_the_server_on_surveys() {
    const FIELDS: &str = "user { firstName lastName year major minor hobbies clubs goals otherBackground \
        international commuter firstgen outofstate transfer matchByBackground profilePictureUrl }";
    let server = Server::start_with(|config| {
        let hosts = ["example.com", "localhost:8000"].map(|host| host.parse().expect("a host"));
        config.media.picture_hosts = hosts.into();
    })
    .await;
    let jo = credentials("jo@ucla.edu", PASSWORD);
    server.client().accept("register", jo, "").await;
    let jo = server.client().log_in("jo@ucla.edu", PASSWORD).await;
    let mut inputs = Inputs::new();
    let mut verdicts = Vec::new();
    while verdicts.len() < COUNT_REQUESTED {
        let input = match verdicts.len() % 2 {
            0 => inputs.survey(),
            _ => inputs.brief_survey(),
        };
        if input.to_string().len() > BODY {
            continue;
        }
        let payload = jo.mutate("completeSurvey", input.clone(), FIELDS).await;
        // Which hosts and pictures there are is not for the package to know.
        let refused = payload["errors"][0]["code"].as_str().unwrap_or_default();
        if refused.starts_with("PICTURE_") {
            continue;
        }
        let given = input.as_object().expect("fields").keys();
        let value = given.map(|name| (name.clone(), payload["user"][name].clone()));
        let value: Value = value.collect::<serde_json::Map<_, _>>().into();
        verdicts.push(server_verdict("survey", input, value, &payload));
    }
    let accepted = accepted(&verdicts);
    assert!(accepted >= COUNT_ACCEPTED, "{accepted}");
    compare(verdicts);
}

#[tokio::test]
async fn the_package_agrees_with_the_server_on_registrations() {
    let server = Server::start().await;
    let client = server.client();
    let mut inputs = Inputs::new();
    let mut verdicts = Vec::new();
    while verdicts.len() < COUNT_REQUESTED {
        let input = match verdicts.len() % 2 {
            0 => inputs.likely_registration(verdicts.len()),
            _ => inputs.registration(),
        };
        if input.to_string().len() > BODY {
            continue;
        }
        let payload = client
            .mutate("register", input.clone(), "user { email role }")
            .await;
        // Which addresses are taken, and which passwords attackers know, is not for the package to know.
        let is_known =
            known_passwords::contains(normalized(&input["password"]).as_str().unwrap_or_default());
        if payload["errors"][0]["code"] != "EMAIL_TAKEN" && !is_known {
            let mut value = payload["user"].clone();
            if value.is_object() {
                value["password"] = normalized(&input["password"]);
            }
            verdicts.push(server_verdict("registration", input, value, &payload));
        }
    }
    let accepted = accepted(&verdicts);
    assert!(accepted >= COUNT_ACCEPTED, "{accepted}");
    compare(verdicts);
}

fn accepted(verdicts: &[Value]) -> usize {
    let accepted = |verdict: &&Value| verdict["errors"] == json!([]);
    verdicts.iter().filter(accepted).count()
}

/// Returns the normalized password, which the server never shows.
fn normalized(password: &Value) -> Value {
    let password = password.as_str().and_then(Password::for_login);
    json!(password.as_ref().map(Password::expose))
}

fn server_verdict(rule: &str, input: Value, value: Value, payload: &Value) -> Value {
    let is_accepted = payload["errors"] == json!([]);
    let value = if is_accepted { value } else { Value::Null };
    json!({ "rule": rule, "input": input, "value": value, "errors": payload["errors"] })
}

/// Applies a rule. Returns the normalized value, or null and the errors as the API shows them.
fn rules_verdict(rule: &str, input: &Value) -> (Value, Vec<Value>) {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let single = |violation: Violation| vec![violation];
    let verdict = match rule {
        "email" => Email::parse(&text(input), &Domains::default())
            .map(|email| json!(email.as_str()))
            .map_err(single),
        "password" => {
            let email = input["email"].as_str();
            let email = email.map(|email| Email::from_stored(email.to_owned()));
            let owner = Owner {
                email: email.as_ref(),
                first_name: input["firstName"].as_str().unwrap_or_default(),
                last_name: input["lastName"].as_str().unwrap_or_default(),
            };
            let min = input["passwordMin"].as_u64();
            let min = min.and_then(|min| u32::try_from(min).ok());
            let min = min.unwrap_or(limits::PASSWORD_MIN);
            Password::parse(&text(&input["password"]), &owner, min, "password")
                .map(|password| json!(password.expose()))
        }
        "role" => MemberRole::parse(&text(input))
            .map(|role| json!(role.as_str()))
            .map_err(single),
        "deletion" => {
            let email = text(&input["email"]);
            rules::confirm(
                &text(&input["confirmation"]),
                &Email::from_stored(email.clone()),
            )
            .map(|()| json!(email))
            .map_err(single)
        }
        "completeness" => Ok(missing(input)),
        _ => profile_input(input).parse().map(profile_json),
    };
    match verdict {
        Ok(value) => (value, Vec::new()),
        Err(violations) => (Value::Null, violations.iter().map(shown).collect()),
    }
}

fn missing(input: &Value) -> Value {
    let text = |name: &str| input[name].as_str().unwrap_or_default().to_owned();
    let year = input["year"].as_i64().map(|_| 0);
    let majors = input["major"].as_array().map_or(0, Vec::len);
    json!(rules::missing_fields(
        &text("firstName"),
        &text("lastName"),
        year,
        majors
    ))
}

fn shown(violation: &Violation) -> Value {
    let error = UserError::from(violation);
    json!({
        "code": violation.code.as_str(),
        "status": error.status,
        "field": error.field,
        "message": error.message,
        "params": error.params.map(|params| params.0),
    })
}

/// Passes the verdicts to Node, one per line, and fails with those that the package disagrees with.
fn compare(verdicts: impl IntoIterator<Item = Value>) {
    let mut node = Command::new("node")
        .arg(COMPARE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node, and the package: run `cargo xtask test`");
    let lines: String = verdicts
        .into_iter()
        .map(|verdict| format!("{verdict}\n"))
        .collect();
    let mut stdin = node.stdin.take().expect("its input");
    stdin.write_all(lines.as_bytes()).expect("a reader");
    drop(stdin);
    let output = node.wait_with_output().expect("an end");
    let differences = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{differences}");
}
