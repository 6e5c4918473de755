//! What a client can learn from time: whether an address or a username has an account.
//!
//! Each case sends the same request about a known and about an unknown address, in random order, and compares the two
//! sets of response times by their medians and by the AUC: the probability that a known address takes longer than an
//! unknown one, where 0.5 means that nothing can be learned.

use crate::compared::Compared;
use crate::crowd::Database;
use crate::load::{self, Connection};
use crate::people::{created, prepare, response};
use crate::process::{self, Folder, Program};
use crate::{Failure, Outcome};
use bytes::Bytes;
use serde_json::{Value, json};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::time::{sleep, sleep_until};

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Samples of each kind for requests that hash no password. They are paced: 4,000 take 80 seconds a case.
    #[arg(long, default_value_t = 4000)]
    samples: usize,
    /// Samples of each kind for requests that hash a password. Fewer, because a refused sign-in takes a tenth of a
    /// second: 4,000 would take half an hour.
    #[arg(long, default_value_t = 1000)]
    hash_samples: usize,
    /// Only cases whose name contains this.
    #[arg(long, default_value = "")]
    case: String,
    /// Use PostgreSQL instead of SQLite: the URL of a database on a server where others can be created.
    #[arg(long)]
    postgres: Option<String>,
}

/// Accounts of each kind. Requests take turns among them.
const ACCOUNTS: usize = 40;
const WARM_UP: usize = 20;
/// One request in this time, so that work after the response never piles up.
const PACE: Duration = Duration::from_millis(10);
/// How long to wait when the server is busy.
const BACK_OFF: Duration = Duration::from_millis(500);
/// How often a case may be measured before it counts as failed: one in a few hundred fails by chance.
const ATTEMPTS: usize = 3;
const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { errors { code } } }";
const LOGIN_ADMIN: &str =
    "mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { errors { code } } }";
const REGISTER: &str =
    "mutation($input: RegisterInput!) { register(input: $input) { errors { code } } }";
const RESET: &str = "mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { errors { code } } }";
const RESEND: &str = "mutation($input: ResendVerificationInput!) { resendVerification(input: $input) { errors { code } } }";
/// A request of the client's own that writes to the database.
const PROBE: &str = "mutation { verifyEmail(input: { token: \"unknown\" }) { errors { code } } }";

struct Case {
    name: &'static str,
    document: &'static str,
    hashes: bool,
    /// Whether the client's own next request is measured instead.
    is_followed: bool,
    /// The input for the request with this number.
    input: fn(bool, usize) -> Value,
}

const CASES: &[Case] = &[
    case(
        "login",
        LOGIN,
        true,
        |is_known, number| json!({ "email": address(is_known, number), "password": "wrong password" }),
    ),
    case("loginAdmin", LOGIN_ADMIN, true, |is_known, _| {
        let username = if is_known { "watcher" } else { "nobody" };
        json!({ "username": username, "password": "wrong password" })
    }),
    case("register", REGISTER, true, |is_known, number| {
        let email = match is_known {
            true => address(true, number),
            false => format!("new{}@ucla.edu", random()),
        };
        json!({ "email": email, "password": "another password" })
    }),
    case(
        "requestPasswordReset",
        RESET,
        false,
        |is_known, number| json!({ "email": address(is_known, number) }),
    ),
    case("resendVerification", RESEND, false, |is_known, number| {
        let email = match is_known {
            true => format!("pending{}@ucla.edu", number % ACCOUNTS),
            false => address(false, number),
        };
        json!({ "email": email })
    }),
    Case {
        is_followed: true,
        ..case(
            "the request after a reset",
            RESET,
            false,
            |is_known, number| json!({ "email": address(is_known, number) }),
        )
    },
];

const fn case(
    name: &'static str,
    document: &'static str,
    hashes: bool,
    input: fn(bool, usize) -> Value,
) -> Case {
    Case {
        name,
        document,
        hashes,
        is_followed: false,
        input,
    }
}

fn address(is_known: bool, number: usize) -> String {
    let name = if is_known { "known" } else { "other" };
    format!("{name}{}@ucla.edu", number % ACCOUNTS)
}

/// Measures every case, prints a table, and fails if one of them reveals which addresses have an account.
pub(crate) async fn run(arguments: Arguments) -> Outcome {
    let folder = Folder::new()?;
    let (database, url) = match &arguments.postgres {
        Some(url) => ("PostgreSQL", created(url, "timing", 0).await?),
        None => {
            let file = folder.0.join("timing.db");
            ("SQLite", format!("sqlite://{}?mode=rwc", file.display()))
        }
    };
    prepare(&url).await?;
    create_accounts(&url).await?;
    let server = serve(&url, "false").await?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "| {database} | samples | known, ms | unknown, ms | difference | AUC | attempts |\n|---|---|---|---|---|---|---|"
    )?;
    let mut failed = Vec::new();
    let chosen = CASES
        .iter()
        .filter(|case| case.name.contains(&arguments.case));
    for case in chosen {
        let samples = match case.hashes {
            true => arguments.hash_samples,
            false => arguments.samples,
        };
        for attempt in 1..=ATTEMPTS {
            server.quiet().await?;
            let compared = Compared::of(measure(&server, case, samples).await?);
            if compared.is_even() || attempt == ATTEMPTS {
                writeln!(
                    out,
                    "| {} | {samples} | {compared} | {attempt} |",
                    case.name
                )?;
            }
            if compared.is_even() {
                break;
            }
            if attempt == ATTEMPTS {
                failed.push(case.name);
            }
        }
    }
    server.stop().await?;
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("response times reveal accounts: {}", failed.join(", ")).into()),
    }
}

/// Starts a server with private registrations that sends no email but does everything else.
async fn serve(url: &str, auto_verify: &str) -> Outcome<Program> {
    let settings = [
        ("DATABASE_URL", url),
        ("RATE_LIMITS", "off"),
        ("REGISTRATION_DISCLOSURE", "private"),
        ("SEND_EMAILS", "true"),
        ("MAIL_TRANSPORT", "log"),
        ("AUTO_VERIFY", auto_verify),
    ];
    process::server(Path::new("."), &settings).await
}

/// Creates verified accounts, and accounts whose verification is pending.
async fn create_accounts(url: &str) -> Outcome {
    for (auto_verify, name) in [("true", "known"), ("false", "pending")] {
        let server = serve(url, auto_verify).await?;
        let mut connection = Connection::open(&server.address, None).await?;
        for number in 0..ACCOUNTS {
            let email = format!("{name}{number}@ucla.edu");
            let input = json!({ "input": { "email": email, "password": "secret123" } });
            response(&mut connection, &load::body(REGISTER, &input)).await?;
        }
        server.quiet().await?;
        server.stop().await?;
    }
    let mut database = Database::open(url).await?;
    let stored = database.count("users WHERE email LIKE 'known%' OR email LIKE 'pending%'");
    match stored.await? == 2 * ACCOUNTS as i64 {
        true => Ok(()),
        false => Err("the accounts were not created".into()),
    }
}

/// The response times for known and for unknown addresses.
async fn measure(
    server: &Program,
    case: &Case,
    samples: usize,
) -> Outcome<(Vec<Duration>, Vec<Duration>)> {
    let mut connection = Connection::open(&server.address, None).await?;
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let mut due = Instant::now();
    for number in 0..WARM_UP + samples {
        let begins = random().is_multiple_of(2);
        for is_known in [begins, !begins] {
            due = Instant::now().max(due + PACE);
            sleep_until(due.into()).await;
            let input = json!({ "input": (case.input)(is_known, number) });
            let mut length = timed(&mut connection, &load::body(case.document, &input)).await?;
            if case.is_followed {
                length = timed(&mut connection, &load::body(PROBE, &Value::Null)).await?;
            }
            match is_known {
                _ if number < WARM_UP => {}
                true => known.push(length),
                false => unknown.push(length),
            }
        }
    }
    Ok((known, unknown))
}

/// The time until the response. A server that is busy is asked again after a while.
async fn timed(connection: &mut Connection, body: &Bytes) -> Outcome<Duration> {
    for _ in 0..20 {
        let start = Instant::now();
        let response = connection.post(body.clone()).await;
        let length = start.elapsed();
        match response {
            Ok(response) if !is_busy(&response) => return Ok(length),
            Err(error) if !error.to_string().contains("BUSY") => return Err(error),
            _ => sleep(BACK_OFF).await,
        }
    }
    Err(Failure::from("the server stays busy"))
}

fn is_busy(response: &Bytes) -> bool {
    response.windows(4).any(|window| window == b"BUSY")
}

/// A random number.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
