//! An API client, with or without a session token.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use super::{Server, Subscription};

/// The selection of `errors` that every mutation asks for.
const ERRORS: &str = "errors { code status field message params }";

/// A client that calls the API.
#[derive(Clone)]
pub(crate) struct Client {
    /// The session token, if the client is signed in.
    pub(crate) token: Option<String>,
    /// Extra headers that are sent with every request.
    pub(crate) headers: Vec<(&'static str, String)>,
    http: reqwest::Client,
    url: String,
    ws_url: String,
    responses: Responses,
}

/// The bodies of all responses that the clients of one server received, as text.
pub(super) type Responses = Arc<Mutex<Vec<String>>>;

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

    /// Sends a document and returns the raw HTTP response.
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
        request.send().await.expect("a response")
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

    /// Runs a document that must succeed and returns its data.
    pub(crate) async fn run(&self, document: &str, variables: Value) -> Value {
        let mut response = self.try_run(document, variables).await;
        assert!(response.get("errors").is_none(), "{document}\n{response}");
        response["data"].take()
    }

    /// Runs a mutation and returns its payload: `fields` and `errors`.
    pub(crate) async fn mutate(&self, mutation: &str, input: Value, fields: &str) -> Value {
        let (document, variables) = mutation_document(mutation, input, fields);
        self.run(&document, variables).await[mutation].take()
    }

    /// Runs a mutation that must be accepted and returns its payload.
    pub(crate) async fn accept(&self, mutation: &str, input: Value, fields: &str) -> Value {
        let payload = self.mutate(mutation, input, fields).await;
        assert_eq!(payload["errors"], json!([]), "{mutation} was refused");
        payload
    }

    /// Runs a mutation that must be refused and returns the codes, each with its field: `EMAIL_TAKEN email`.
    pub(crate) async fn refuse(&self, mutation: &str, input: Value) -> Vec<String> {
        let payload = self.mutate(mutation, input, "").await;
        assert_ne!(payload["errors"], json!([]), "{mutation} was accepted");
        codes(&payload)
    }

    /// Runs a mutation that must end in a GraphQL error and returns its code: `UNAUTHENTICATED`.
    pub(crate) async fn fail(&self, mutation: &str, input: Value) -> String {
        let (document, variables) = mutation_document(mutation, input, "");
        let response = self.try_run(&document, variables).await;
        let code = response["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{mutation} did not fail: {response}"))
            .to_owned()
    }

    /// Uploads a profile picture and returns the payload of the mutation.
    pub(crate) async fn upload(&self, file: &[u8], crop: Value) -> Value {
        let mut response = self.response_to_upload(file, crop).await;
        assert!(response.get("errors").is_none(), "{response}");
        response["data"]["uploadProfilePicture"].take()
    }

    /// Tries to upload a profile picture, and returns the whole response.
    pub(crate) async fn try_to_upload(&self, file: &[u8]) -> Value {
        self.response_to_upload(file, Value::Null).await
    }

    async fn response_to_upload(&self, file: &[u8], crop: Value) -> Value {
        let response = self.upload_request(file, crop).send().await;
        let response = response.expect("a response").text().await.expect("a body");
        serde_json::from_str(&response).expect("a JSON body")
    }

    /// Uploads a profile picture that must be accepted, and returns its URL.
    pub(crate) async fn upload_accepted(&self, file: &[u8]) -> String {
        let payload = self.upload(file, Value::Null).await;
        assert_eq!(payload["errors"], json!([]), "the picture was refused");
        let url = payload["profilePictureUrl"].as_str();
        url.expect("a URL").to_owned()
    }

    /// Builds the request that uploads a profile picture.
    pub(crate) fn upload_request(&self, file: &[u8], crop: Value) -> reqwest::RequestBuilder {
        let document = format!(
            "mutation($input: UploadProfilePictureInput!) {{ uploadProfilePicture(input: $input) {{ profilePictureUrl user {{ id profilePictureUrl }} {ERRORS} }} }}"
        );
        let variables = json!({ "input": { "file": null, "crop": crop } });
        let operations = json!({ "query": document, "variables": variables }).to_string();
        let map = json!({ "0": ["variables.input.file"] }).to_string();
        let parts: [(&str, &[u8]); 3] = [
            ("operations", operations.as_bytes()),
            ("map", map.as_bytes()),
            ("0", file),
        ];
        let request = self.form(&parts).header("graphql-require-preflight", "1");
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Builds a request with a multipart form, whose fields are a file if their name is a number.
    pub(crate) fn form(&self, parts: &[(&str, &[u8])]) -> reqwest::RequestBuilder {
        let (content_type, body) = form(parts);
        (self.http.post(&self.url))
            .header("content-type", content_type)
            .body(body)
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

    /// Fills in what a profile needs before its member is eligible for a match.
    pub(crate) async fn complete_profile(&self, year: u32) {
        let profile =
            json!({ "firstName": "Jo", "lastName": "Lee", "year": year, "major": ["Art"] });
        self.accept("updateProfile", profile, "").await;
    }

    /// Returns these fields of `me`, or null for a client that is not signed in.
    pub(crate) async fn me(&self, fields: &str) -> Value {
        let document = format!("{{ me {{ {fields} }} }}");
        self.run(&document, json!({})).await["me"].take()
    }

    /// Returns the id of the signed-in account.
    pub(crate) async fn id(&self) -> String {
        let me = self.me("id").await;
        me["id"].as_str().expect("a signed-in account").to_owned()
    }

    /// Starts a subscription on its own WebSocket.
    pub(crate) async fn subscribe(&self, document: &str, variables: Value) -> Subscription {
        Subscription::start(&self.ws_url, self.token.as_deref(), document, variables).await
    }
}

/// Returns the error codes of a payload, each with its field where there is one: `["EMAIL_TAKEN email"]`.
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

/// Returns the content type and the body of a multipart form, whose fields are a file if their name is a number.
pub(crate) fn form(parts: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "a-boundary";
    let mut body = Vec::new();
    for (name, value) in parts {
        let filename = match name.parse::<u32>() {
            Ok(_) => "; filename=\"picture.bin\"",
            Err(_) => "",
        };
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{filename}\r\n\r\n"
        );
        body.extend([head.as_bytes(), value, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// Returns the input of mutations that take an email address and a password.
pub(crate) fn credentials(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

/// Returns the document and variables of a mutation. The name of the input type derives from the mutation's name.
fn mutation_document(mutation: &str, input: Value, fields: &str) -> (String, Value) {
    let kind = match mutation {
        "logout"
        | "revokeOtherSessions"
        | "endAllSessions"
        | "cancelAccountDeletion"
        | "purgeExpiredAccounts"
        | "resendEmailChange"
        | "cancelEmailChange"
        | "endImpersonation" => {
            return (
                format!("mutation {{ {mutation} {{ {fields} {ERRORS} }} }}"),
                json!({}),
            );
        }
        "updateProfile" | "completeSurvey" => "ProfileInput".to_owned(),
        "cancelAccountDeletionWithCredentials" => "CredentialsInput".to_owned(),
        _ => {
            let (first, rest) = mutation.split_at(1);
            format!("{}{rest}Input", first.to_uppercase())
        }
    };
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} {ERRORS} }} }}"
    );
    (document, json!({ "input": input }))
}
