//! What a deleted account leaves behind: the fact that something happened, but no personal data.

use bruinbridge::db::Engine;
use bruinbridge::ids::UserId;
use bruinbridge::jobs::redact_signals::{Round, redact_due};
use bruinbridge::signals::Name;
use bruinbridge::webhooks::deliver::deliver_due;
use chrono::Duration;
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use serde_json::{Value, json};

use crate::harness::{
    Client, Database, LoggedSignal, MAIL, Mood, PASSWORD, Server, credentials, each_database,
    each_database_with, log_lines,
};
use crate::live::support::{emit, follow, follow_on, some_names, text, write_about};
use crate::webhooks::receiver::Receiver;

const JO: &str = "josephine.q@ucla.edu";
/// Texts that only this account has, in lower case: the email address, the names and the survey.
const TRACES: &[&str] = &[
    "josephine",
    "quaintrelle",
    "zugzwang",
    "lepidopterists",
    "polymathy",
    "orphanage",
    "thaumatology",
    "esperanto",
];

/// Returns every text in every column of every table, with its table and column.
async fn texts(server: &Server) -> Vec<(String, String)> {
    let reader = server.app.db.reader();
    let backend = reader.get_database_backend();
    let columns = match server.app.db.engine {
        Engine::Sqlite => {
            "SELECT tables.name AS place, columns.name AS part FROM sqlite_master AS tables
             JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS place, column_name::text AS part
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = async |query: String| {
        let statement = Statement::from_string(backend, query.as_str());
        reader.query_all_raw(statement).await.expect(&query)
    };
    let mut texts = Vec::new();
    for column in rows(columns.to_owned()).await {
        let name = |part: &str| -> String { column.try_get("", part).expect("a name") };
        let (table, column) = (name("place"), name("part"));
        let query = match server.app.db.engine {
            Engine::Sqlite => format!(
                "SELECT \"{column}\" AS text FROM \"{table}\" WHERE typeof(\"{column}\") = 'text'"
            ),
            Engine::Postgres => format!(
                "SELECT \"{column}\"::text AS text FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"
            ),
        };
        for row in rows(query).await {
            let text: String = row.try_get("", "text").expect("a text");
            texts.push((format!("{table}.{column}"), text.to_lowercase()));
        }
    }
    texts
}

/// Returns the texts that contain personal data of Josephine, after the job of the search words ran.
async fn left(server: &Server) -> Vec<(String, String)> {
    server.update_words().await;
    let mut texts = texts(server).await;
    assert!(texts.len() > 50, "{}", texts.len());
    texts.retain(|(_, text)| TRACES.iter().any(|trace| text.contains(trace)));
    texts
}

/// Asserts that this registration is refused.
async fn fail_to_register(server: &Server, email: &str, password: &str) {
    let input = json!({ "email": email, "password": password });
    server.client().refuse("register", input).await;
}

/// Uses an account with everything that can go wrong.
async fn live(server: &Server) -> Client {
    fail_to_register(server, JO, "short").await;
    fail_to_register(server, "Josephine.Q+first@UCLA.edu", "short").await;
    let jo = server.member(JO).await;
    fail_to_register(server, " JOSEPHINE.Q@ucla.edu ", PASSWORD).await;
    fail_to_register(server, "josephine.q+again@ucla.edu", PASSWORD).await;
    fail_to_register(server, "\u{202A}Josephine.Q@ucla.edu\u{202C}", "short").await;
    for (email, password) in [
        (JO, "not it"),
        ("Josephine.Q@ucla.edu", "Josephine"),
        ("\u{200B}Josephine.Q@ucla.edu\u{FEFF}", "not it"),
    ] {
        let input = credentials(email, password);
        server.client().refuse("login", input).await;
    }
    let input = json!({ "username": JO, "password": "not it" });
    server.client().refuse("loginAdmin", input).await;
    let profile = json!({
        "firstName": "Josephine", "lastName": "Quaintrelle", "hobbies": "Zugzwang",
        "clubs": "Lepidopterists", "goals": "Polymathy", "otherBackground": "Orphanage",
        "major": ["Thaumatology"], "minor": ["Esperanto"], "year": 2, "firstgen": true,
        "profilePictureUrl": "https://pictures.example/josephine.png",
    });
    jo.accept("completeSurvey", profile, "").await;
    let wrong = json!({ "lastName": "Quaintrelle".repeat(20) });
    jo.refuse("updateProfile", wrong).await;
    jo
}

async fn leave(server: &Server, jo: &Client) {
    let input = json!({ "confirmation": "Josephine" });
    jo.refuse("requestAccountDeletion", input).await;
    let input = json!({ "confirmation": JO });
    jo.accept("requestAccountDeletion", input, "").await;
    server.advance(Duration::hours(2));
}

async fn round(server: &Server) -> Round {
    redact_due(&server.app, 10).await.expect("a round")
}

/// Creates a webhook for these signals, or for all if the list is empty. Returns its id.
async fn hook(admin: &Client, receiver: &Receiver, names: &[&str]) -> String {
    let input = json!({ "url": receiver.url, "filter": { "names": names } });
    let payload = admin.accept("createWebhook", input, "webhook { id }").await;
    text(&payload["webhook"], "id")
}

fn without_arguments(emitted: &[LoggedSignal]) -> Vec<(String, String, Option<String>)> {
    let key = |emitted: &LoggedSignal| {
        (
            emitted.name.clone(),
            emitted.workflow.clone(),
            emitted.user_id.clone(),
        )
    };
    emitted.iter().map(key).collect()
}

#[tokio::test]
async fn after_a_purge_no_table_contains_personal_data() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        receiver.responses(&["500 Broken"; 100]);
        hook(&admin, &receiver, &[]).await;
        let jo = live(&server).await;
        let ma = server.mentor("ma@ucla.edu").await;
        ma.accept("addMentee", json!({ "menteeEmail": JO }), "")
            .await;
        for body in ["Hello Josephine", "Quaintrelle?"] {
            ma.accept("sendMessage", json!({ "body": body }), "").await;
        }
        server.mail.is_in(Mood::Busy);
        for email in [JO, "josephine.q+reset@ucla.edu"] {
            let input = json!({ "email": email });
            jo.accept("requestPasswordReset", input, "").await;
        }
        server.send_emails().await;
        server.wait_for_log().await;
        deliver_due(&server.app).await.expect("a round");
        assert!(left(&server).await.len() > 30);
        leave(&server, &jo).await;
        let before = server.signals().await;
        assert_eq!(server.purge().await, 1);

        // After the commit only the deletion signal has personal data, for subscribers that have not received it yet.
        let named = left(&server).await;
        assert_eq!(named.len(), 1, "{named:#?}");
        assert_eq!(named[0].0, "signals.arguments");
        server.wait_for_log().await;
        assert_eq!(round(&server).await.waiting, 1);
        server.advance(Duration::minutes(1));
        let last = Round {
            redacted: 1,
            waiting: 0,
        };
        assert_eq!(round(&server).await, last);
        let named = left(&server).await;
        assert!(named.is_empty(), "{named:#?}");
        assert_eq!(round(&server).await.redacted, 0);
        // The log stays readable.
        let after = server.signals().await;
        assert_eq!(
            without_arguments(&after)[..before.len()],
            without_arguments(&before)
        );
        assert!(
            texts(&server)
                .await
                .iter()
                .any(|(_, text)| text == "ma@ucla.edu")
        );
        let lines = log_lines();
        let line = lines
            .iter()
            .find(|line| line.to_lowercase().contains("josephine"));
        assert_eq!(line, None);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_deleted_by_its_sign_in_leaves_nothing_either() {
    each_database(async |server| {
        let jo = live(&server).await;
        leave(&server, &jo).await;
        let input = credentials(JO, PASSWORD);
        server.client().refuse("login", input).await;
        assert!(server.user(JO).await.is_none());
        server.advance(Duration::minutes(1));
        assert!(round(&server).await.redacted > 0);
        let named = left(&server).await;
        assert!(named.is_empty(), "{named:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_new_registration_of_the_address_is_not_redacted_with_the_old_account() {
    each_database(async |server| {
        let jo = live(&server).await;
        leave(&server, &jo).await;
        server.register(JO, "MENTOR").await;
        server.advance(Duration::minutes(1));
        assert!(round(&server).await.redacted > 0);
        let signals = server.signals().await;
        let registrations = signals.iter().rev();
        let registrations = registrations
            .filter(|emitted| emitted.name == "user_registration_started")
            .map(|emitted| emitted.arguments["email"].clone());
        let addresses: Vec<Value> = registrations.collect();
        assert_eq!(addresses[0], JO);
        assert!(addresses[1..].iter().all(|email| email == "[redacted]"));
        let log = serde_json::to_string(
            &signals
                .iter()
                .map(|emitted| &emitted.arguments)
                .collect::<Vec<_>>(),
        );
        let log = log.expect("JSON").to_lowercase();
        for trace in &TRACES[1..] {
            assert!(!log.contains(trace), "{trace}");
        }
    })
    .await;
}

#[tokio::test]
async fn current_subscribers_see_who_was_deleted_and_later_ones_do_not() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let id = hook(&admin, &receiver, &["USER_DELETED"]).await;
        let jo = live(&server).await;
        let mut subscription = follow_on(&server, &admin).await;
        leave(&server, &jo).await;
        assert_eq!(server.purge().await, 1);
        let mut event = subscription.next().await;
        while event["name"] != "USER_DELETED" {
            event = subscription.next().await;
        }
        assert_eq!(text(&event, "username"), JO);
        // The delivery to the webhook is pending: the signal is kept for a minute, and redacted once it was delivered.
        server.advance(Duration::seconds(30));
        server.wait_for_log().await;
        let waiting = Round {
            redacted: 0,
            waiting: 1,
        };
        assert_eq!(round(&server).await, waiting);
        while receiver.posts().is_empty() {
            deliver_due(&server.app).await.expect("a round");
        }
        assert_eq!(receiver.usernames(), [JO]);
        let input = json!({ "email": "nobody@ucla.edu", "password": "x" });
        server.client().refuse("login", input).await;
        server.wait_for_log().await;
        assert_eq!(round(&server).await.redacted, 1);
        assert!(left(&server).await.is_empty());

        let mut later = follow(&admin, Some("0")).await;
        let mut event = later.next().await;
        while event["name"] != "USER_DELETED" {
            event = later.next().await;
        }
        assert_eq!(text(&event, "username"), "[redacted]");
        let input = json!({ "id": id, "after": "0" });
        admin.accept("replayWebhook", input, "").await;
        while receiver.posts().len() < 2 {
            deliver_due(&server.app).await.expect("a round");
        }
        assert_eq!(receiver.usernames(), [JO, "[redacted]"]);
        let posts = receiver.posts();
        assert_eq!(
            posts[0].headers["webhook-id"],
            posts[1].headers["webhook-id"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_deletion_is_redacted_after_two_seconds_if_no_one_waits_for_it() {
    each_database(async |server| {
        let jo = live(&server).await;
        leave(&server, &jo).await;
        assert_eq!(server.purge().await, 1);
        server.wait_for_log().await;
        assert_eq!(round(&server).await.waiting, 1);
        server.advance(Duration::seconds(2));
        assert_eq!(round(&server).await.redacted, 1);
        assert!(left(&server).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn writes_of_another_process_do_not_stop_a_redaction() {
    const DELETIONS: usize = 100;
    each_database(async |server| {
        let writer = server.app.db.writer();
        for name in some_names(DELETIONS) {
            let gone = [format!("{name}@ucla.edu")];
            write_about(writer, Name::UserDeleted, Some(UserId::new()), &gone).await;
        }
        let sibling = server.sibling().await;
        let others = async {
            loop {
                emit(&sibling.app, &some_names(1)).await;
            }
        };
        let round = tokio::select! {
            round = redact_due(&server.app, 1000) => round.expect("a round"),
            () = others => return,
        };
        assert_eq!(round.redacted, DELETIONS as u64);
    })
    .await;
}

#[tokio::test]
async fn a_locked_signal_is_redacted_later() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let jo = live(&server).await;
    leave(&server, &jo).await;
    assert_eq!(server.purge().await, 1);
    // A client tried to sign in while the account was being deleted.
    let address = [JO.to_owned()];
    write_about(
        server.app.db.writer(),
        Name::UserAuthenticationStarted,
        None,
        &address,
    )
    .await;
    write_about(
        server.app.db.writer(),
        Name::UserAuthenticationFailed,
        None,
        &address,
    )
    .await;
    server.wait_for_log().await;
    server.advance(Duration::minutes(2));
    for held in ["user_authentication_started", "user_deleted"] {
        let other = server.app.db.writer().begin().await.expect("a transaction");
        let lock = format!("SELECT 1 FROM signals WHERE name = '{held}' FOR UPDATE");
        other.execute_unprepared(&lock).await.expect("locks");
        assert_eq!(round(&server).await.waiting, 1, "{held}");
        assert!(!left(&server).await.is_empty(), "{held}");
        other.rollback().await.expect("nothing");
    }
    assert_eq!(round(&server).await.waiting, 0);
    assert!(left(&server).await.is_empty());
    database.remove().await;
}

const SECOND: &str = "quaintrelle@ucla.edu";
const THIRD: &str = "zugzwang@ucla.edu";

/// Gives an account two other addresses, one after the other, and requests its deletion.
async fn move_twice(server: &Server, jo: Client) {
    let mut client = jo;
    for email in [SECOND, THIRD] {
        let input = json!({ "newEmail": email, "currentPassword": PASSWORD });
        client.accept("changeEmail", input, "").await;
        let input = json!({ "token": server.token_for(email).await });
        client.accept("confirmEmailChange", input, "").await;
        client = server.client().log_in(email, PASSWORD).await;
    }
    // What others enter about addresses that it no longer has is about no account.
    for email in [JO, SECOND, "quaintrelle+x@ucla.edu"] {
        server
            .client()
            .refuse("login", credentials(email, PASSWORD))
            .await;
        fail_to_register(server, email, "short").await;
    }
    let input = json!({ "confirmation": THIRD });
    client.accept("requestAccountDeletion", input, "").await;
    server.send_emails().await;
    server.advance(Duration::hours(2));
}

#[tokio::test]
async fn a_locked_signal_about_a_former_address_is_redacted_later() {
    let database = Database::postgres().await;
    let server = Server::on(&database, MAIL).await;
    let jo = live(&server).await;
    move_twice(&server, jo).await;
    server.wait_for_log().await;
    let other = server.app.db.writer().begin().await.expect("a transaction");
    let lock = "SELECT 1 FROM signals WHERE name = 'user_authentication_failed' FOR UPDATE";
    other.execute_unprepared(lock).await.expect("locks");
    assert_eq!(server.purge().await, 1);
    server.advance(Duration::minutes(1));
    assert!(round(&server).await.waiting > 0);
    assert!(!left(&server).await.is_empty());
    other.rollback().await.expect("nothing");
    assert_eq!(round(&server).await.waiting, 0);
    let named = left(&server).await;
    assert!(named.is_empty(), "{named:#?}");
    assert_eq!(server.count("unredacted_addresses").await, 0);
    database.remove().await;
}

#[tokio::test]
async fn the_addresses_that_an_account_had_before_are_redacted_too() {
    each_database_with(MAIL, async |server| {
        let jo = live(&server).await;
        move_twice(&server, jo).await;
        assert_eq!(server.purge().await, 1);
        server.wait_for_log().await;
        server.advance(Duration::minutes(1));
        round(&server).await;
        let named = left(&server).await;
        assert!(named.is_empty(), "{named:#?}");
    })
    .await;
}
