//! Runs every operation that pages, from both ends and from a cursor, and every job. Their query plans are checked when
//! the test ends (`harness/plans`), like those of all other tests.

use std::collections::BTreeSet;

use bruinbridge::admins::users::Filter;
use bruinbridge::db::Engine;
use bruinbridge::export::{Export, Table};
use bruinbridge::ids::UserId;
use bruinbridge::jobs;
use bruinbridge::jobs::prune_signals;
use bruinbridge::roster::export_matches::export_matches;
use bruinbridge::users::renew_terms;
use bruinbridge::webhooks::deliver::deliver_due;
use chrono::Duration;
use sea_orm::{DbBackend, Statement};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::harness::plans::Plans;
use crate::harness::{Client, Database, PASSWORD, Server, each_database, each_database_with};
use crate::matching::support::{compute, proposed};
use crate::roster::support::compute_scores;
use crate::webhooks::receiver::Receiver;

/// Lists that administrators read, with their arguments.
#[rustfmt::skip]
const ADMIN_LISTS: &[(&str, &str)] = &[
    ("users", ""),
    ("users", "orderBy: { field: JOINED_AT }"),
    ("users", "orderBy: { field: EMAIL }"),
    ("users", "orderBy: { field: NAME, direction: DESC }"),
    ("users", "orderBy: { field: LAST_LOGIN }"),
    ("users", "orderBy: { field: LAST_LOGIN, direction: DESC }, filter: { isActive: true }"),
    ("users", "orderBy: { field: EMAIL }, filter: { role: MENTEE }"),
    ("users", "orderBy: { field: NAME }, filter: { role: MENTEE, isVerified: true }"),
    ("users", "filter: { isEligible: true }"),
    ("users", "orderBy: { field: NAME }, filter: { isApproved: true, isEligible: false }"),
    ("users", r#"filter: { search: "per" }"#),
    ("users", r#"filter: { search: "per jo" }"#),
    ("users", r#"filter: { search: "per", isActive: true }"#),
    ("users", r#"filter: { search: "person1@ucla.edu" }"#),
    ("users", r#"filter: { search: "per" }, orderBy: { field: NAME }"#),
    ("users", r#"filter: { search: "erso" }"#),
    ("users", r#"filter: { search: "perzon" }"#),
    ("users", r#"filter: { search: "perzon ones", isActive: true }"#),
    ("users", r#"filter: { search: "perzon" }, orderBy: { field: NAME }"#),
    ("matches.unmatched", ""),
    ("matches.full", ""),
    ("matches.matched", ""),
    ("matches.ended", ""),
    ("mentorCandidates", r#"menteeId: "ID""#),
    ("mentorCandidates", r#"menteeId: "ID", filter: { major: "Art", year: 2, minScore: 5 }"#),
    ("mentorCandidates", r#"menteeId: "ID", filter: { hasSpots: false }"#),
    ("matchingPlans", ""),
    (PAIRS, ""),
    (PAIRS, "outcome: PLANNED"),
    (UNMATCHED, ""),
    ("mentorshipRequests", ""),
    ("mentorshipRequests", "filter: { state: OPEN }"),
    ("mentorshipRequests", r#"filter: { menteeId: "ID" }"#),
    ("admins", ""),
    ("concerns", ""),
    ("concerns", "filter: { state: OPEN }"),
    ("signals", ""),
    ("signals", "filter: { names: [USER_POST_CREATE] }"),
    ("signals", "filter: { names: [USER_POST_CREATE, USER_REGISTERED, USER_AUTHENTICATED] }"),
    ("signals", "filter: { names: [USER_REGISTERED], senders: [USER_MANAGER] }"),
    ("signals", "filter: { senders: [USER_MANAGER] }"),
    ("signals", "filter: { senders: [USER_MANAGER, ADMIN_USER_MANAGER] }"),
    ("signals", r#"filter: { userId: "ID" }"#),
    ("signals", r#"filter: { actorId: "ID" }"#),
    ("signals", r#"filter: { workflowId: "FLOW" }"#),
    ("signals", r#"filter: { workflowId: "FLOW", userId: "ID", actorId: "ID", senders: [USER_MANAGER] }"#),
    ("signals", r#"filter: { userId: "ID", names: [USER_POST_CREATE, USER_REGISTERED], senders: [USER_MANAGER] }"#),
    ("activity", ""),
    ("activity", "filter: { kinds: [SIGNED_IN] }"),
    ("activity", "filter: { kinds: [SIGNED_IN, REGISTERED, MATCHED, MATCH_ENDED, ACCOUNT_CHANGED] }"),
    ("activity", r#"filter: { actorId: "ID" }"#),
    ("activity", r#"filter: { actorId: "ID", kinds: [SIGNED_OUT, MESSAGE_SENT] }"#),
    ("activity", r#"filter: { subjectId: "ID" }"#),
    ("activity", r#"filter: { subjectId: "ID", actorId: "ID" }"#),
    ("activity", r#"filter: { subjectId: "ID", kinds: [MATCHED, ACCOUNT_CHANGED, SESSIONS_ENDED] }"#),
    ("activity", r#"filter: { since: "2000-01-01T00:00:00Z", until: "2100-01-01T00:00:00Z" }"#),
    ("activity", r#"filter: { subjectId: "ID", since: "2000-01-01T00:00:00Z" }"#),
    ("emails", ""),
    ("emails", "filter: { state: QUEUED }"),
    ("emails", "filter: { kind: MATCHED }"),
    ("emails", "filter: { kind: MATCHED, state: QUEUED }"),
    ("emails", r#"filter: { userId: "ID" }"#),
    ("webhookDeliveries", r#"webhookId: "HOOK""#),
];
/// The lists of a plan.
const PAIRS: &str = r#"matchingPlan(id: "PLAN").pairs"#;
const UNMATCHED: &str = r#"matchingPlan(id: "PLAN").unmatched"#;
/// Lists that mentees read.
const MENTEE_LISTS: &[(&str, &str)] = &[
    ("mentors", ""),
    ("mentors", "filter: { hasSpots: true }"),
    ("mentors", r#"filter: { major: "Art" }"#),
    ("mentors", r#"filter: { search: "per" }"#),
    ("mentors", r#"filter: { search: "per", year: 2 }"#),
    ("mentors", r#"filter: { search: "erso", year: 2 }"#),
    ("mentors", r#"filter: { search: "perzon" }"#),
    ("mentors", "filter: { minScore: 5 }"),
    ("mentors", r#"filter: { search: "per", minScore: 5 }"#),
    ("mentorSuggestions", ""),
    (
        "mentorSuggestions",
        r#"filter: { major: "Art", year: 2, minScore: 5 }"#,
    ),
    ("conversation", ""),
    ("sentRequests", ""),
    ("sentRequests", "state: CLOSED"),
    ("receivedRequests", ""),
    ("me.signIns", ""),
    ("me.signIns", "result: SUCCEEDED"),
    ("me.signIns", "result: FAILED"),
];
/// Lists that mentors read.
const MENTOR_LISTS: &[(&str, &str)] = &[
    ("menteeSuggestions", ""),
    (
        "menteeSuggestions",
        r#"filter: { major: "Art", minScore: 5 }"#,
    ),
    ("sentRequests", ""),
    ("receivedRequests", ""),
    ("receivedRequests", "state: OPEN"),
];
/// Subscriptions, with the field that is selected.
const SUBSCRIPTIONS: &[(&str, &str)] = &[
    ("signals", "cursor"),
    ("accountSignals", "cursor"),
    ("messageReceived", "cursor"),
];
/// Lists that page forward only.
const FORWARD: &[&str] = &[
    PAIRS,
    UNMATCHED,
    "activity",
    "webhookDeliveries",
    "mentorCandidates",
    "mentorSuggestions",
    "menteeSuggestions",
];

#[tokio::test]
async fn every_page_reads_an_index_range() {
    each_database(async |server| {
        let people = People::create(&server).await;
        let update = json!({ "goals": "An internship." });
        people.mentee.accept("updateProfile", update, "").await;
        server.wait_for_log().await;
        let updated =
            "{ signals(last: 1, filter: { names: [USER_UPDATED] }) { nodes { workflowId } } }";
        let updated = people.admin.run(updated, json!({})).await;
        let workflow = updated["signals"]["nodes"][0]["workflowId"].clone();
        let workflow = workflow.as_str().expect("an id");
        let mut paged = BTreeSet::new();
        for (client, lists) in [
            (&people.admin, ADMIN_LISTS),
            (&people.mentee, MENTEE_LISTS),
            (&people.mentor, MENTOR_LISTS),
        ] {
            for (list, arguments) in lists {
                let arguments = arguments
                    .replace("HOOK", &people.webhook)
                    .replace("FLOW", workflow)
                    .replace("ID", &people.mentee_id);
                page_through(client, &people.plan, list, &arguments).await;
                paged.insert(list.rsplit('.').next().unwrap_or(list).to_owned());
            }
        }
        for (field, selection) in SUBSCRIPTIONS {
            let client = match *field {
                "signals" => &people.admin,
                "accountSignals" => &people.mentee,
                _ => &people.mentor,
            };
            let document = format!(r#"subscription {{ {field}(after: "0") {{ {selection} }} }}"#);
            client.subscribe(&document, json!({})).await.next().await;
            paged.insert((*field).to_owned());
        }
        // A new field that pages must be added above.
        assert_eq!(paged, pageable(&people.admin).await);
    })
    .await;
}

#[tokio::test]
async fn every_job_finds_due_rows_with_an_index() {
    let settings = [("SIGNAL_RETENTION_DAYS", "1")];
    each_database_with(&settings, async |server| {
        let people = People::create(&server).await;
        let input = json!({ "confirmation": "person1@ucla.edu" });
        people
            .other
            .accept("requestAccountDeletion", input, "")
            .await;
        server.wait_for_log().await;
        server.plan_jobs(true);
        for _ in 0..2 {
            let app = &server.app;
            deliver_due(app).await.expect("a round");
            renew_terms(app).await.expect("search terms");
            let first = UserId(uuid(&people.mentee_id));
            for search in [None, Some("per".to_owned())] {
                let filter = Filter {
                    search,
                    ..Filter::default()
                };
                let mut export = Export::new(Table::Users(filter), false);
                while export.next(app).await.expect("accounts").is_some() {}
            }
            export_matches(app, Some(first), 10).await.expect("matches");
            // With a stopped token, every job runs one round.
            let stop = CancellationToken::new();
            stop.cancel();
            jobs::run(app.clone(), stop).await;
            server.advance(Duration::days(40));
        }
        assert!(prune_signals::prune_due(&server.app).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_plan_that_scans_is_detected() {
    for (database, backend, engine) in [
        (Database::sqlite().await, DbBackend::Sqlite, Engine::Sqlite),
        (
            Database::postgres().await,
            DbBackend::Postgres,
            Engine::Postgres,
        ),
    ] {
        let plans = Plans::of(backend, &database).await;
        for (sql, fault) in scanning(engine) {
            let statement =
                Statement::from_sql_and_values(backend, *sql, [1_i64.into(), 1_i64.into()]);
            let found = plans.fault(&statement).await;
            let found = found.unwrap_or_else(|| panic!("no fault found in {sql}"));
            assert!(found.contains(fault), "{found}");
        }
        drop(plans);
        database.remove().await;
    }
}

/// Statements with bad plans, and what is wrong with them.
const fn scanning(engine: Engine) -> &'static [(&'static str, &'static str)] {
    match engine {
        Engine::Sqlite => &[
            (
                r#"SELECT "id" FROM "signals" WHERE ("transaction_id", "position") > (?, ?) ORDER BY "position" LIMIT 5"#,
                "a row value",
            ),
            (
                r#"SELECT "id" FROM "signals" WHERE "arguments" = ? LIMIT ?"#,
                "signals is scanned",
            ),
            (
                r#"SELECT "id" FROM "signals" WHERE "user_id" = ? ORDER BY "occurred_at" LIMIT ?"#,
                "sorted",
            ),
        ],
        Engine::Postgres => &[
            (
                r#"SELECT "id" FROM "signals" WHERE ("position", "transaction_id") > ($1::bigint, $2::bigint) AND "name" = 'x' ORDER BY "position", "transaction_id" LIMIT 5"#,
                "sorted",
            ),
            (
                r#"SELECT "id" FROM "signals" WHERE "sender" = "name" LIMIT $1::bigint + $2::bigint"#,
                "scanned",
            ),
            (
                r#"SELECT "id" FROM "signals" WHERE "user_id" IS NULL ORDER BY "arguments"::text LIMIT $1::bigint + $2::bigint"#,
                "sorted",
            ),
        ],
    }
}

/// Reads a list from both ends, and in both directions from a cursor.
async fn page_through(client: &Client, plan: &str, list: &str, arguments: &str) {
    let is_forward = FORWARD.contains(&list);
    let list = &list.replace("PLAN", plan);
    let (board, list) = list.rsplit_once('.').unwrap_or(("", list));
    let document = |part: &str| {
        let page = format!("page: {list}({part}, {arguments}) {{ edges {{ cursor }} }}");
        match board {
            "" => format!("{{ {page} }}"),
            board => format!("{{ page: {board} {{ {page} }} }}"),
        }
    };
    let first = client.run(&document("first: 1"), json!({})).await;
    let edges = first
        .pointer("/page/edges")
        .or_else(|| first.pointer("/page/page/edges"));
    let Some(cursor) = edges.and_then(|edges| edges[0]["cursor"].as_str()) else {
        panic!("{list}({arguments}) is empty");
    };
    let mut parts = vec![format!(r#"first: 2, after: "{cursor}""#)];
    if !is_forward {
        parts.push("last: 2".to_owned());
        parts.push(format!(r#"last: 2, before: "{cursor}""#));
        parts.push(format!(r#"last: 2, after: "{cursor}""#));
        parts.push(format!(
            r#"first: 2, after: "{cursor}", before: "{cursor}""#
        ));
    }
    for part in parts {
        client.run(&document(&part), json!({})).await;
    }
}

/// Returns the fields of the schema that take a cursor.
async fn pageable(client: &Client) -> BTreeSet<String> {
    let document = "{ __schema { types { fields { name args { name } } } } }";
    let schema = client.run(document, json!({})).await;
    let types = schema["__schema"]["types"].as_array().expect("types");
    let fields = types.iter().filter_map(|kind| kind["fields"].as_array());
    let is_paged = |field: &&Value| {
        let arguments = field["args"].as_array().expect("arguments");
        arguments.iter().any(|argument| argument["name"] == "after")
    };
    let names = fields.flatten().filter(is_paged);
    names
        .map(|field| field["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// Accounts and rows, so that no list is empty.
struct People {
    admin: Client,
    mentor: Client,
    mentee: Client,
    other: Client,
    mentee_id: String,
    webhook: String,
    plan: String,
}

impl People {
    async fn create(server: &Server) -> Self {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        receiver.responses(&["500 Broken"]);
        let input = json!({ "url": receiver.url, "filter": { "names": ["USER_REGISTERED", "USER_DELETED"] } });
        let hook = admin.accept("createWebhook", input, "webhook { id }").await;
        let mentor = person(server, "person0@ucla.edu", "MENTOR").await;
        let full = person(server, "full@ucla.edu", "MENTOR").await;
        let mentee = person(server, "jo@ucla.edu", "MENTEE").await;
        let other = person(server, "person1@ucla.edu", "MENTEE").await;
        let kim = person(server, "kim@ucla.edu", "MENTEE").await;
        requests(server, [&mentor, &full], [&mentee, &other, &kim]).await;
        for (mentor, email) in [(&mentor, "jo@ucla.edu"), (&full, "kim@ucla.edu")] {
            mentor
                .accept("addMentee", json!({ "menteeEmail": email }), "")
                .await;
        }
        full.accept("setCapacity", json!({ "capacity": 1 }), "")
            .await;
        mentee
            .accept(
                "sendMessage",
                json!({ "body": "Hello" }),
                "message { body }",
            )
            .await;
        for text in ["One.", "Two.", "Three."] {
            mentee
                .accept("raiseConcern", json!({ "text": text }), "")
                .await;
        }
        let wrong = json!({ "email": "jo@ucla.edu", "password": "wrong" });
        server.client().refuse("login", wrong).await;
        compute_scores(server).await;
        server.update_words().await;
        let plan = plan(server, &admin).await;
        let mentee_id = mentee.id().await;
        server.wait_for_log().await;
        deliver_due(&server.app).await.expect("a round");
        Self {
            admin,
            mentor,
            mentee,
            other,
            mentee_id,
            plan,
            webhook: hook["webhook"]["id"].as_str().expect("an id").to_owned(),
        }
    }
}

/// Requests in both directions: those of the first and the last mentee end with their match. And a match that ended.
async fn requests(server: &Server, [mentor, full]: [&Client; 2], mentees: [&Client; 3]) {
    let [mentee, other, kim] = mentees;
    let asked = json!({ "mentorId": full.id().await });
    mentee.accept("requestMentor", asked, "").await;
    let third = person(server, "third@ucla.edu", "MENTOR").await;
    let offered = json!({ "menteeId": mentee.id().await });
    third.accept("offerMentoring", offered, "").await;
    let offered = json!({ "menteeId": kim.id().await });
    mentor.accept("offerMentoring", offered, "").await;
    let former = json!({ "menteeEmail": "person1@ucla.edu" });
    full.accept("addMentee", former.clone(), "").await;
    full.accept("removeMentee", former, "").await;
    let asked = json!({ "mentorId": mentor.id().await });
    other.accept("requestMentor", asked, "").await;
}

/// A plan with a pair and a mentee without a mentor.
async fn plan(server: &Server, admin: &Client) -> String {
    let lone = person(server, "lone@ucla.edu", "MENTEE").await.id().await;
    let plan = proposed(server, admin, "BEST_FIT").await;
    let mentors = "{ users(filter: { role: MENTOR, isEligible: true }) { nodes { id } } }";
    let mentors = admin.run(mentors, json!({})).await;
    let mentors = mentors["users"]["nodes"].as_array().expect("mentors");
    let pair = |mentor: &Value| json!({ "menteeId": lone, "mentorId": mentor["id"] });
    let forbid: Vec<Value> = mentors.iter().map(pair).collect();
    let input = json!({ "id": plan, "forbid": forbid });
    admin.accept("reviseMatching", input, "").await;
    compute(server).await;
    plan
}

async fn person(server: &Server, email: &str, role: &str) -> Client {
    let input = json!({ "email": email, "password": PASSWORD, "role": role });
    server.client().accept("register", input, "note").await;
    let client = server.client().log_in(email, PASSWORD).await;
    let profile = json!({ "firstName": "Person", "lastName": "Jones", "year": 2, "major": ["Art"], "hobbies": "chess" });
    client.accept("updateProfile", profile, "").await;
    client
}

fn uuid(text: &str) -> sea_orm::prelude::Uuid {
    text.parse().expect("a UUID")
}
