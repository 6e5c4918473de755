//! Clients that write while faults happen, and the checks of what must be true afterwards.

use std::time::{Duration, Instant};

use bruinbridge::app::App;
use bruinbridge::entities::user;
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::harness::{PASSWORD, credentials};
use crate::soak::subscriber::{Heard, follow};
use crate::soak::verdict::Log;
use crate::soak::writer::insist;

/// How many members change their profiles at the same time.
const MEMBERS: usize = 16;
/// Longer than a response takes, unless something broke.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long no signal may reach the subscriber while some are missing.
const STANDSTILL: Duration = Duration::from_secs(30);

/// What a client knows about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CommitOutcome {
    Acknowledged,
    /// The response was `BUSY`: the database was at fault.
    Busy,
    /// The response was another error.
    Failed,
    /// There was no response: the server died.
    Unknown,
}

/// Everything that one client sent, in order: an email address or a value, and its outcome.
type Sent = Vec<(String, CommitOutcome)>;

/// The running writers and their subscriber.
pub(super) struct Writers {
    members: Vec<JoinHandle<Sent>>,
    newcomers: JoinHandle<Sent>,
    heard: Heard,
    stop: CancellationToken,
    stop_following: CancellationToken,
}

/// What the writers did.
pub(super) struct Written {
    members: Vec<Sent>,
    newcomers: Sent,
    heard: Heard,
    stop_following: CancellationToken,
}

impl Writers {
    /// Registers members, and starts to write, register and follow the log. `admin` is a token that may follow the log.
    pub(super) async fn start(url: &str, admin: &str) -> Self {
        let (stop, stop_following) = (CancellationToken::new(), CancellationToken::new());
        let mut members = Vec::new();
        for number in 0..MEMBERS {
            let token = member(url, number).await;
            members.push(tokio::spawn(update(
                url.to_owned(),
                token,
                number,
                stop.clone(),
            )));
        }
        let heard = Heard::default();
        tokio::spawn(follow(
            vec![url.to_owned()],
            admin.to_owned(),
            heard.clone(),
            stop_following.clone(),
        ));
        Self {
            members,
            newcomers: tokio::spawn(register(url.to_owned(), stop.clone())),
            heard,
            stop,
            stop_following,
        }
    }

    /// Stops the writers after the requests that are in flight.
    pub(super) async fn stop(self) -> Written {
        self.stop.cancel();
        let mut members = Vec::new();
        for member in self.members {
            members.push(member.await.expect("a member"));
        }
        Written {
            members,
            newcomers: self.newcomers.await.expect("the newcomers"),
            heard: self.heard,
            stop_following: self.stop_following,
        }
    }
}

impl Written {
    /// Waits until the subscriber has received the whole log.
    pub(super) async fn arrive(&self, app: &App) {
        let log = Log::of(&app.db).await;
        let (mut heard, mut arrived_at) = (self.heard.count(), Instant::now());
        while heard < log.len() && arrived_at.elapsed() < STANDSTILL {
            sleep(Duration::from_millis(20)).await;
            let count = self.heard.count();
            if count > heard {
                (heard, arrived_at) = (count, Instant::now());
            }
        }
        self.stop_following.cancel();
        assert!(
            heard >= log.len(),
            "{heard} of {} signals arrived",
            log.len()
        );
        log.is_whole_in(&self.heard.signals());
    }

    /// Fails unless acknowledged changes are there as a whole, failed ones left nothing behind, and those without a
    /// response are there as a whole or not at all.
    pub(super) async fn is_kept(&self, app: &App) {
        let log = Log::of(&app.db).await;
        for (number, sent) in self.members.iter().enumerate() {
            let acknowledged: Vec<String> = with_outcome(sent, CommitOutcome::Acknowledged);
            log.holds(&acknowledged);
            let user = find(app, &address(number)).await.expect("a member");
            let last = sent
                .iter()
                .rposition(|(_, outcome)| *outcome == CommitOutcome::Acknowledged);
            let last = last.expect("something was acknowledged");
            // After the last acknowledged change, one without a response may have been committed.
            let candidates: Vec<&String> = (sent.iter().enumerate())
                .filter(|(index, (_, outcome))| {
                    *index == last || (*index > last && *outcome == CommitOutcome::Unknown)
                })
                .map(|(_, (value, _))| value)
                .collect();
            assert!(
                candidates.contains(&&user.hobbies),
                "{:?} is none of {candidates:?}",
                user.hobbies
            );
        }
        for (email, outcome) in &self.newcomers {
            let is_there = find(app, email).await.is_some();
            match outcome {
                CommitOutcome::Acknowledged => assert!(is_there, "{email} was acknowledged"),
                CommitOutcome::Busy | CommitOutcome::Failed => assert!(!is_there, "{email} failed"),
                CommitOutcome::Unknown => {}
            }
        }
    }

    /// Returns how many requests had this outcome.
    pub(super) fn count(&self, outcome: CommitOutcome) -> usize {
        let all = self.members.iter().flatten().chain(&self.newcomers);
        all.filter(|(_, its)| *its == outcome).count()
    }
}

pub(super) fn address(number: usize) -> String {
    format!("member{number}@ucla.edu")
}

fn with_outcome(sent: &Sent, outcome: CommitOutcome) -> Vec<String> {
    let matching = sent.iter().filter(|(_, its)| *its == outcome);
    matching.map(|(value, _)| value.clone()).collect()
}

async fn find(app: &App, email: &str) -> Option<user::Model> {
    user::with_deleted()
        .filter(user::Column::Email.eq(email))
        .one(app.db.reader())
        .await
        .expect("an account")
}

/// Registers a member and returns the token of a session.
pub(super) async fn member(url: &str, number: usize) -> String {
    let urls = [url.to_owned()];
    let input = json!({ "input": credentials(&address(number), PASSWORD) });
    let register =
        "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
    insist(&urls, None, register, input.clone()).await;
    let login = "mutation($input: LoginInput!) { login(input: $input) { token } }";
    let data = insist(&urls, None, login, input).await;
    data["login"]["token"].as_str().expect("a token").to_owned()
}

async fn update(url: String, token: String, number: usize, stop: CancellationToken) -> Sent {
    let change =
        "mutation($input: ProfileInput!) { updateProfile(input: $input) { errors { code } } }";
    let client = reqwest::Client::new();
    let mut sent = Sent::new();
    while !stop.is_cancelled() {
        let value = format!("{number} {}", sent.len());
        let input = json!({ "hobbies": value });
        let outcome = send(&client, &url, Some(&token), change, input).await;
        sent.push((value, outcome));
    }
    sent
}

/// Registers one new account after another.
async fn register(url: String, stop: CancellationToken) -> Sent {
    let register =
        "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
    let client = reqwest::Client::new();
    let mut sent = Sent::new();
    while !stop.is_cancelled() {
        let email = format!("newcomer{}@ucla.edu", sent.len());
        let outcome = send(&client, &url, None, register, credentials(&email, PASSWORD)).await;
        sent.push((email, outcome));
    }
    sent
}

async fn send(
    client: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    document: &str,
    input: Value,
) -> CommitOutcome {
    let body = json!({ "query": document, "variables": { "input": input } });
    let request = client
        .post(format!("{url}/graphql"))
        .timeout(TIMEOUT)
        .json(&body);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let Ok(response) = request.send().await else {
        // The server is down for a moment.
        sleep(Duration::from_millis(20)).await;
        return CommitOutcome::Unknown;
    };
    let Ok(response) = response.json::<Value>().await else {
        return CommitOutcome::Unknown;
    };
    if response.get("errors").is_some() {
        let code = &response["errors"][0]["extensions"]["code"];
        assert!(*code == "BUSY" || *code == "INTERNAL", "{response}");
        return match *code == "BUSY" {
            true => CommitOutcome::Busy,
            false => CommitOutcome::Failed,
        };
    }
    let payload = response["data"]
        .as_object()
        .and_then(|data| data.values().next());
    assert_eq!(payload.expect("a payload")["errors"], json!([]));
    CommitOutcome::Acknowledged
}
