//! Floods from many addresses, one kind after another, while honest people use the server. Each kind has a server of
//! its own.

use crate::attack::{
    self, Codes, LOGIN, ME, PASSWORD, Pace, REGISTER, credentials, home, next, peak, refusal,
    register, sign_in, token,
};
use crate::load::{self, Connection};
use crate::process::{self, Folder, Program};
use crate::watchers::Watchers;
use crate::{Failure, Outcome};
use bytes::Bytes;
use serde_json::{Value, json};
use std::io::Write;
use std::time::{Duration, Instant};

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Seconds of each flood.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Addresses from which the requests come.
    #[arg(long, default_value_t = 50_000)]
    addresses: u32,
    /// Only floods whose name contains this.
    #[arg(long, default_value = "")]
    flood: String,
}

/// Accounts that exist.
const ACCOUNTS: usize = 200;
/// The longest that an honest request may take, except one in a hundred.
const P99: Duration = Duration::from_secs(1);
/// The most memory, in MiB.
const MEMORY: f64 = 300.0;
/// The codes with which an honest request may be refused.
const ALLOWED: &[&str] = &["RATE_LIMITED", "BUSY"];
const READ_EVERY: Duration = Duration::from_millis(20);
const WRITE_EVERY: Duration = Duration::from_millis(200);
const SIGN_IN_EVERY: Duration = Duration::from_millis(300);
const SUBSCRIBING: &str = "subscriptions with variables that their documents do not declare";
/// Sockets that one member opens at once, their subscriptions, and the bytes that each sends with its variables.
const SOCKETS: usize = 40;
const SUBSCRIPTIONS: usize = 32;
const VARIABLE: usize = 60_000;

const FIVE_REGISTRATIONS: &str = "mutation($input: RegisterInput!) { \
     a: register(input: $input) { errors { code } } b: register(input: $input) { errors { code } } \
     c: register(input: $input) { errors { code } } d: register(input: $input) { errors { code } } \
     e: register(input: $input) { errors { code } } }";
const RESET: &str = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { code } } }";
const RESEND: &str = "mutation($input: ResendVerificationInput!) { resendVerification(input: $input) { errors { code } } }";
const UPDATE: &str =
    "mutation { updateProfile(input: { goals: \"An internship.\" }) { errors { code } } }";

struct Flood {
    name: &'static str,
    per_second: u32,
    body: fn(&mut u64) -> Bytes,
}

const FLOODS: &[Flood] = &[
    Flood {
        name: "registrations of 254 emoji, five in a document",
        per_second: 200,
        body: |_| {
            let emoji = "\u{1F43B}".repeat(254);
            let input = json!({ "input": { "email": emoji, "password": emoji } });
            load::body(FIVE_REGISTRATIONS, &input)
        },
    },
    Flood {
        name: "registrations of variants of others' addresses",
        per_second: 200,
        body: |random| {
            let (account, tag) = (next(random) % ACCOUNTS as u64, next(random));
            let email = format!("member{account}+{tag}@ucla.edu");
            load::body(
                REGISTER,
                &json!({ "input": { "email": email, "password": PASSWORD } }),
            )
        },
    },
    Flood {
        name: "sign-ins at unknown addresses",
        per_second: 200,
        body: |random| {
            let email = format!("nobody{}@ucla.edu", next(random));
            load::body(
                LOGIN,
                &json!({ "input": { "email": email, "password": PASSWORD } }),
            )
        },
    },
    Flood {
        name: "resets of one account's password",
        per_second: 300,
        body: |_| load::body(RESET, &json!({ "input": { "email": "member1@ucla.edu" } })),
    },
    Flood {
        name: "resets and verification links of all accounts",
        per_second: 300,
        body: |random| {
            let email = format!("member{}@ucla.edu", next(random) % (2 * ACCOUNTS as u64));
            let document = if next(random).is_multiple_of(2) {
                RESET
            } else {
                RESEND
            };
            load::body(document, &json!({ "input": { "email": email } }))
        },
    },
    Flood {
        name: "documents that cost the most to refuse",
        per_second: 200,
        body: |_| {
            let fields = "mentors(first: 100) { nodes { fullName } } ".repeat(400);
            load::body(&format!("{{ {fields} }}"), &Value::Null)
        },
    },
];

/// Measures every flood, prints a table, and fails if a target is missed.
pub(crate) async fn run(arguments: Arguments) -> Outcome {
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| flood | honest requests | p99, ms | refused | memory, MiB | responses |\n|---|---|---|---|---|---|"
    )?;
    let length = Duration::from_secs(arguments.seconds);
    let is_chosen = |name: &str| name.contains(&arguments.flood);
    let mut missed = Vec::new();
    for flood in FLOODS.iter().filter(|flood| is_chosen(flood.name)) {
        let pace = Pace {
            length,
            per_second: flood.per_second,
            addresses: arguments.addresses,
        };
        let (target, codes) = (Target::start().await?, Codes::default());
        let (fired, noticed) = tokio::join!(
            attack::fire(&target.server, pace, &codes, flood.body),
            target.observe(length),
        );
        fired?;
        missed.extend(report(flood.name, noticed?, &codes)?);
        target.server.stop().await?;
    }
    if is_chosen(SUBSCRIBING) {
        let target = Target::start().await?;
        let watchers = subscribe(&target).await?;
        let noticed = target.observe(length).await?;
        missed.extend(report(SUBSCRIBING, noticed, &Codes::default())?);
        drop(watchers);
        target.server.stop().await?;
    }
    match missed.is_empty() {
        true => Ok(()),
        false => Err(format!("a target was missed: {}", missed.join(", ")).into()),
    }
}

/// Prints a row, and returns the name if a target was missed.
fn report(
    name: &'static str,
    mut noticed: Noticed,
    codes: &Codes,
) -> Outcome<Option<&'static str>> {
    let p99 = noticed.honest.p99();
    writeln!(
        std::io::stdout(),
        "| {name} | {} | {:.1} | {} | {:.1} | {codes} |",
        noticed.honest.latencies.len(),
        p99.as_secs_f64() * 1000.0,
        noticed.refused,
        noticed.peak,
    )?;
    let is_met = p99 < P99 && noticed.peak < MEMORY && noticed.refused.are_only(ALLOWED);
    Ok((!is_met).then_some(name))
}

/// A server with its limits, its accounts, and one member who uses it.
struct Target {
    server: Program,
    token: String,
    _folder: Folder,
}

/// What honest people noticed of a flood.
struct Noticed {
    /// All requests, also those that were refused.
    honest: load::Measured,
    refused: Codes,
    /// The most memory of the server, in MiB.
    peak: f64,
}

impl Target {
    async fn start() -> Outcome<Self> {
        let folder = Folder::new()?;
        let settings = [
            ("RATE_LIMITS", "on"),
            ("TRUSTED_PROXIES", "127.0.0.1"),
            ("REGISTRATION_DISCLOSURE", "private"),
            ("SEND_EMAILS", "true"),
            ("MAIL_TRANSPORT", "log"),
            ("AUTO_VERIFY", "true"),
            ("SOCKETS_PER_CLIENT", "512"),
            ("SOCKETS_PER_SESSION", "64"),
            ("SUBSCRIPTION_BYTES_PER_SESSION", "1048576"),
        ];
        let server = process::server(&folder.0, &settings).await?;
        register(&server, ACCOUNTS).await?;
        server.quiet().await?;
        sign_in(&server, ACCOUNTS).await?;
        let token = token(&server).await?;
        Ok(Self {
            server,
            token,
            _folder: folder,
        })
    }

    /// Reads, writes and signs in at a steady pace.
    async fn observe(&self, length: Duration) -> Outcome<Noticed> {
        let refused = Codes::default();
        let (me, update) = (
            load::body(ME, &Value::Null),
            load::body(UPDATE, &Value::Null),
        );
        let (reads, writes, sign_ins, peak) = tokio::join!(
            self.send(length, READ_EVERY, &refused, |_| me.clone()),
            self.send(length, WRITE_EVERY, &refused, |_| update.clone()),
            self.send(length, SIGN_IN_EVERY, &refused, |number| {
                load::body(LOGIN, &credentials(number % ACCOUNTS, PASSWORD))
            }),
            peak(&self.server, length),
        );
        let mut honest = reads?;
        honest.latencies.extend(writes?.latencies);
        honest.latencies.extend(sign_ins?.latencies);
        Ok(Noticed {
            honest,
            refused,
            peak: peak?,
        })
    }

    /// Sends each request when it is due, from its account's home, whether or not earlier ones have a response.
    async fn send(
        &self,
        length: Duration,
        every: Duration,
        refused: &Codes,
        body: impl Fn(usize) -> Bytes,
    ) -> Outcome<load::Measured> {
        let start = Instant::now();
        let mut due = start;
        let mut sent = Vec::new();
        while start.elapsed() < length {
            tokio::time::sleep_until(due.into()).await;
            let (number, body) = (sent.len(), body(sent.len()));
            let (address, token) = (self.server.address.clone(), self.token.clone());
            let refused = refused.clone();
            sent.push(tokio::spawn(async move {
                let begun = Instant::now();
                let mut connection = Connection::open(&address, Some(&token)).await?;
                let client = home(number % ACCOUNTS);
                let (status, body) = connection.post_from(body, Some(&client)).await?;
                let took = begun.elapsed();
                if let Some(code) = refusal(status, &body) {
                    refused.count(code);
                }
                Ok::<_, Failure>(took)
            }));
            due += every;
        }
        let mut measured = load::Measured::default();
        for task in sent {
            measured.latencies.push(task.await??);
        }
        Ok(measured)
    }
}

/// Opens sockets whose subscriptions carry variables that their documents do not declare.
async fn subscribe(target: &Target) -> Outcome<Watchers> {
    let authorization = format!("Bearer {}", target.token);
    let mut hello =
        vec![json!({ "type": "connection_init", "payload": { "authorization": authorization } })];
    for number in 0..SUBSCRIPTIONS {
        let variables = json!({ "undeclared": "x".repeat(VARIABLE) });
        let document = "subscription { accountSignals { id } }";
        hello.push(json!({
            "id": number.to_string(),
            "type": "subscribe",
            "payload": { "query": document, "variables": variables },
        }));
    }
    Watchers::open(&target.server.address, SOCKETS, &hello).await
}
