//! Clients that write while faults come and go, and what must be true of it afterwards.

use std::time::Duration;

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

/// Members who change their profiles at the same time.
const MEMBERS: usize = 6;
/// Longer than an answer takes unless something broke.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long all signals take to a subscriber, at most.
const ARRIVAL: Duration = Duration::from_secs(30);

/// What a client knows of what it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CommitOutcome {
    Acknowledged,
    /// Answered with an error.
    Failed,
    /// Not answered: the server died.
    Unanswered,
}

/// Everything one client sent, in order: an address or a value.
type Sent = Vec<(String, CommitOutcome)>;

/// Writers under way.
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
    /// Registers members, and starts to write, register and listen. `admin` may follow the log.
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

    /// Lets what is under way finish.
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
    /// Waits until the subscriber has heard the whole log.
    pub(super) async fn arrive(&self, app: &App) {
        let log = Log::of(&app.db).await;
        let arriving = async {
            while self.heard.signals().len() < log.len() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        let arrived = tokio::time::timeout(ARRIVAL, arriving).await;
        self.stop_following.cancel();
        let heard = self.heard.signals().len();
        arrived.unwrap_or_else(|_| panic!("{heard} of {} signals arrived", log.len()));
        log.is_whole_in(&self.heard.signals());
    }

    /// What was acknowledged is there, whole; what failed has left nothing; what was not answered is whole or not there.
    pub(super) async fn is_kept(&self, app: &App) {
        let log = Log::of(&app.db).await;
        for (number, sent) in self.members.iter().enumerate() {
            let acknowledged: Vec<String> = those(sent, CommitOutcome::Acknowledged);
            log.holds(&acknowledged);
            let user = find(app, &address(number)).await.expect("a member");
            let last = sent
                .iter()
                .rposition(|(_, fate)| *fate == CommitOutcome::Acknowledged);
            let last = last.expect("something was acknowledged");
            // Behind the last one that was acknowledged, one that was not answered may have been kept.
            let candidates: Vec<&String> = (sent.iter().enumerate())
                .filter(|(place, (_, fate))| {
                    *place == last || (*place > last && *fate == CommitOutcome::Unanswered)
                })
                .map(|(_, (value, _))| value)
                .collect();
            assert!(
                candidates.contains(&&user.hobbies),
                "{:?} is none of {candidates:?}",
                user.hobbies
            );
        }
        for (email, fate) in &self.newcomers {
            let is_there = find(app, email).await.is_some();
            match fate {
                CommitOutcome::Acknowledged => assert!(is_there, "{email} was acknowledged"),
                CommitOutcome::Failed => assert!(!is_there, "{email} failed"),
                CommitOutcome::Unanswered => {}
            }
        }
    }

    /// Of so many rounds so many were acknowledged.
    pub(super) fn counts(&self) -> (usize, usize) {
        let all = self.members.iter().flatten().chain(&self.newcomers);
        let acknowledged =
            |(_, fate): &&(String, CommitOutcome)| *fate == CommitOutcome::Acknowledged;
        (all.clone().count(), all.filter(acknowledged).count())
    }
}

fn address(number: usize) -> String {
    format!("member{number}@ucla.edu")
}

fn those(sent: &Sent, fate: CommitOutcome) -> Vec<String> {
    let those = sent.iter().filter(|(_, its)| *its == fate);
    those.map(|(value, _)| value.clone()).collect()
}

async fn find(app: &App, email: &str) -> Option<user::Model> {
    user::with_deleted()
        .filter(user::Column::Email.eq(email))
        .one(app.db.reader())
        .await
        .expect("an account")
}

/// A new member's token.
async fn member(url: &str, number: usize) -> String {
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
        let fate = send(&client, &url, Some(&token), change, input).await;
        sent.push((value, fate));
    }
    sent
}

/// One new account after the other.
async fn register(url: String, stop: CancellationToken) -> Sent {
    let register =
        "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
    let client = reqwest::Client::new();
    let mut sent = Sent::new();
    while !stop.is_cancelled() {
        let email = format!("newcomer{}@ucla.edu", sent.len());
        let fate = send(&client, &url, None, register, credentials(&email, PASSWORD)).await;
        sent.push((email, fate));
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
        .timeout(PATIENCE)
        .json(&body);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let Ok(response) = request.send().await else {
        // Nobody is there for a moment.
        sleep(Duration::from_millis(20)).await;
        return CommitOutcome::Unanswered;
    };
    let Ok(response) = response.json::<Value>().await else {
        return CommitOutcome::Unanswered;
    };
    if response.get("errors").is_some() {
        assert_eq!(
            response["errors"][0]["extensions"]["code"], "INTERNAL",
            "{response}"
        );
        return CommitOutcome::Failed;
    }
    let payload = response["data"]
        .as_object()
        .and_then(|data| data.values().next());
    assert_eq!(payload.expect("a payload")["errors"], json!([]));
    CommitOutcome::Acknowledged
}
