//! A client of the API: nobody, or whoever's token it holds.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Server, Subscription};

/// What every payload is asked for about refusals.
const ERRORS: &str = "errors { code status field message params }";

/// Somebody who calls the API.
#[derive(Clone)]
pub(crate) struct Client {
    /// The session token, if there is a session.
    pub(crate) token: Option<String>,
    /// Sent with every request besides.
    pub(crate) headers: Vec<(&'static str, String)>,
    http: reqwest::Client,
    url: String,
    ws_url: String,
    responses: Answers,
}

/// Every answer that the clients of one server got, as text.
pub(super) type Answers = Arc<Mutex<Vec<String>>>;

impl Client {
    pub(super) fn new(server: &Server, token: Option<&str>) -> Self {
        Self {
            token: token.map(str::to_owned),
            headers: Vec::new(),
            http: reqwest::Client::new(),
            url: format!("{}/graphql", server.url),
            ws_url: server.ws_url.clone(),
            responses: Arc::clone(&server.responses),
        }
    }

    /// Sends a document and returns the response as it is.
    pub(crate) async fn send(&self, document: &str, variables: Value) -> reqwest::Response {
        let mut request = self.http.post(&self.url).json(&json!({
            "query": document,
            "variables": variables,
        }));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request.send().await.expect("an answer")
    }

    /// Runs a document and returns the whole response: `data` and `errors`.
    pub(crate) async fn try_run(&self, document: &str, variables: Value) -> Value {
        let response = self.send(document, variables).await;
        let text = response.text().await.expect("a body");
        let response = serde_json::from_str(&text).expect("a JSON body");
        let mut responses = self
            .responses
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        responses.push(text);
        response
    }

    /// Runs a document that must succeed and answers its data.
    pub(crate) async fn run(&self, document: &str, variables: Value) -> Value {
        let mut response = self.try_run(document, variables).await;
        assert!(response.get("errors").is_none(), "{document}\n{response}");
        response["data"].take()
    }

    /// Runs a mutation and answers its payload: `fields`, and `errors` besides.
    pub(crate) async fn mutate(&self, verb: &str, input: Value, fields: &str) -> Value {
        let (document, variables) = mutation(verb, input, fields);
        self.run(&document, variables).await[verb].take()
    }

    /// Runs a mutation that must be accepted and answers its payload.
    pub(crate) async fn accept(&self, verb: &str, input: Value, fields: &str) -> Value {
        let payload = self.mutate(verb, input, fields).await;
        assert_eq!(payload["errors"], json!([]), "{verb} was refused");
        payload
    }

    /// Runs a mutation that must be refused and returns the codes, each with its field: `EMAIL_TAKEN email`.
    pub(crate) async fn refuse(&self, verb: &str, input: Value) -> Vec<String> {
        let payload = self.mutate(verb, input, "").await;
        assert_ne!(payload["errors"], json!([]), "{verb} was accepted");
        codes(&payload)
    }

    /// Runs a mutation that must end in a GraphQL error and answers its code: `UNAUTHENTICATED`.
    pub(crate) async fn fail(&self, verb: &str, input: Value) -> String {
        let (document, variables) = mutation(verb, input, "");
        let response = self.try_run(&document, variables).await;
        let code = response["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{verb} did not fail: {response}"))
            .to_owned()
    }

    /// Signs in as a member.
    pub(crate) async fn log_in(&self, email: &str, password: &str) -> Self {
        let payload = self
            .accept("login", credentials(email, password), "token")
            .await;
        Self {
            token: payload["token"].as_str().map(str::to_owned),
            ..self.clone()
        }
    }

    /// These fields of `me`; null for nobody.
    pub(crate) async fn me(&self, fields: &str) -> Value {
        let document = format!("{{ me {{ {fields} }} }}");
        self.run(&document, json!({})).await["me"].take()
    }

    /// The account's id.
    pub(crate) async fn id(&self) -> String {
        let me = self.me("id").await;
        me["id"].as_str().expect("somebody").to_owned()
    }

    /// Starts a subscription on a socket of its own.
    pub(crate) async fn subscribe(&self, document: &str, variables: Value) -> Subscription {
        Subscription::start(&self.ws_url, self.token.as_deref(), document, variables).await
    }
}

/// The codes of a payload, each with its field where there is one: `["EMAIL_TAKEN email"]`.
pub(crate) fn codes(payload: &Value) -> Vec<String> {
    let errors = payload["errors"].as_array().expect("a list of errors");
    let code = |error: &Value| {
        let code = error["code"].as_str().expect("a code");
        match error["field"].as_array() {
            Some(path) => {
                let path: Vec<&str> = path.iter().filter_map(Value::as_str).collect();
                format!("{code} {}", path.join("."))
            }
            None => code.to_owned(),
        }
    };
    errors.iter().map(code).collect()
}

/// The input of commands that take an address and a password.
pub(crate) fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

/// The document of a mutation, whose input type bears its name.
fn mutation(verb: &str, input: Value, fields: &str) -> (String, Value) {
    let kind = match verb {
        "logout" | "revokeOtherSessions" | "cancelAccountDeletion" | "purgeExpiredAccounts" => {
            return (
                format!("mutation {{ {verb} {{ {fields} {ERRORS} }} }}"),
                json!({}),
            );
        }
        "updateProfile" | "completeSurvey" => "ProfileInput".to_owned(),
        "cancelAccountDeletionWithCredentials" => "CredentialsInput".to_owned(),
        _ => {
            let (first, rest) = verb.split_at(1);
            format!("{}{rest}Input", first.to_uppercase())
        }
    };
    let document =
        format!("mutation($input: {kind}!) {{ {verb}(input: $input) {{ {fields} {ERRORS} }} }}");
    (document, json!({ "input": input }))
}
