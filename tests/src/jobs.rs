//! Background jobs: each piece of work is done exactly once, also by two processes that share a PostgreSQL database.

use std::time::Duration;

use bruinbridge::db::Engine;
use bruinbridge::jobs;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::harness::{MAIL, Mood, PASSWORD, Server, TIMEOUT, credentials, each_database_with};
use crate::webhooks::receiver::Receiver;

/// Waits until a condition holds.
async fn until(what: &str, is_done: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_done().await {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(TIMEOUT, waiting).await.expect(what);
}

async fn deleted(server: &Server) -> Vec<Value> {
    let signals = server.signals().await;
    let deleted = signals
        .iter()
        .filter(|emitted| emitted.name == "user_deleted");
    deleted
        .map(|emitted| emitted.arguments["username"].clone())
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_piece_of_work_is_done_once() {
    each_database_with(MAIL, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let receiver = Receiver::open().await;
        let input =
            json!({ "url": receiver.url, "filter": { "names": ["PASSWORD_RESET_REQUEST_STARTED"] } });
        admin.accept("createWebhook", input, "").await;
        let email = |number: usize| format!("jo{number}@ucla.edu");
        for number in 0..8 {
            let jo = server.member(&email(number)).await;
            if number % 2 == 0 {
                let input = json!({ "confirmation": email(number) });
                jo.accept("requestAccountDeletion", input, "").await;
            }
        }
        server.send_emails().await;
        server.advance(chrono::Duration::hours(2));
        let emails = server.mail.emails().len();
        for number in [1, 3, 5, 7] {
            let input = json!({ "email": email(number) });
            server
                .client()
                .accept("requestPasswordReset", input, "")
                .await;
        }
        server.background_finished().await;

        // One process uses a file of SQLite: a second one that starts takes what the first is sending for left over.
        let mut processes = vec![&server];
        let sibling = server.sibling().await;
        if server.app.db.engine == Engine::Postgres {
            processes.push(&sibling);
        }
        for process in processes {
            tokio::spawn(jobs::run(process.app.clone(), process.stop.clone()));
        }
        until("emails", async || {
            server.mail.emails().len() >= emails + 4
        })
        .await;
        until("posts", async || receiver.posts().len() >= 4).await;
        until("purges", async || deleted(&server).await.len() >= 4).await;
        until("scores", async || server.count("stale_scores").await == 0).await;
        // After a while no deletion is pending any more. Each process checks for pending ones.
        server.advance(chrono::Duration::seconds(3));
        until("redaction", async || {
            deleted(&server).await.iter().all(|name| name == "[redacted]")
        })
        .await;

        assert_eq!(server.mail.emails().len(), emails + 4);
        assert_eq!(receiver.posts().len(), 4);
        assert_eq!(deleted(&server).await.len(), 4);
        let processed = server.signals().await;
        let processed = processed
            .iter()
            .filter(|emitted| emitted.name == "password_reset_request_processed");
        assert_eq!(processed.count(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_email_that_takes_long_holds_up_no_other() {
    each_database_with(MAIL, async |server| {
        server.mail.is_in(Mood::Silent);
        let jobs = tokio::spawn(jobs::run(server.app.clone(), server.stop.clone()));
        let register = async |email: &str| {
            let input = credentials(email, PASSWORD);
            server.client().accept("register", input, "").await;
        };
        register("slow@ucla.edu").await;
        until("a connection", async || server.mail.ignored() == 1).await;
        server.mail.is_in(Mood::Good);
        register("jo@ucla.edu").await;
        until("the other email", async || {
            server.mail.emails_to("jo@ucla.edu").len() == 1
        })
        .await;
        let slow = "emails WHERE claimed_by IS NOT NULL AND recipient = 'slow@ucla.edu'";
        assert_eq!(server.count(slow).await, 1);
        jobs.abort();
    })
    .await;
}
