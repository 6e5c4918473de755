//! Counters that the database keeps: they equal the rows at every moment.

use bruinbridge::db::{Engine, counts};
use bruinbridge::jobs::prune_signals;
use chrono::Duration;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::support::id_of;
use crate::harness::{Client, PASSWORD, Server, each_database, each_database_with};

/// The names of the signals that are counted.
const COUNTED: &str = "('user_registered', 'user_registration_failed', 'user_authenticated', 'admin_authenticated', \
                       'user_authentication_failed', 'admin_authentication_failed', 'mentee_added')";

/// Returns how many counters differ from the rows, in one statement. A number below zero always differs.
async fn wrong(server: &Server) -> i64 {
    let (changes, day) = match server.app.db.engine {
        Engine::Sqlite => ([""; 2], "SUBSTR(occurred_at, 1, 10)"),
        Engine::Postgres => (
            [
                "UNION ALL SELECT state, accounts FROM account_count_changes",
                "UNION ALL SELECT day, name, 1 FROM day_count_changes",
            ],
            "(occurred_at AT TIME ZONE 'UTC')::DATE",
        ),
    };
    let [accounts, signals] = changes;
    let differences = format!(
        "(SELECT state FROM (SELECT state, accounts FROM account_counts {accounts} \
         UNION ALL SELECT state, -1 FROM users) AS of_states GROUP BY state HAVING SUM(accounts) <> 0 \
         UNION ALL SELECT 0 FROM (SELECT day, name, signals FROM day_counts {signals} \
         UNION ALL SELECT {day}, name, -1 FROM signals WHERE name IN {COUNTED}) AS of_days \
         GROUP BY day, name HAVING SUM(signals) <> 0) AS differences"
    );
    server.count(&differences).await
}

/// Folds all changes, and asserts that the counters then hold everything.
async fn fold_all(server: &Server) {
    while counts::fold(&server.app).await.expect("a batch") {}
    if server.app.db.engine == Engine::Postgres {
        assert_eq!(server.count("account_count_changes").await, 0);
        assert_eq!(server.count("day_count_changes").await, 0);
    }
}

/// Reads the counters, folds, and reads them again, while others change accounts.
async fn check(server: &Server) {
    assert_eq!(wrong(server).await, 0);
    counts::fold(&server.app).await.expect("a batch");
    assert_eq!(wrong(server).await, 0);
}

/// The life of one account: registers, signs in, gets other states and another role, and may be deleted.
async fn live(server: &Server, manager: &Client, number: usize) {
    let email = format!("person{number}@ucla.edu");
    let member = match number % 2 {
        0 => server.member(&email).await,
        _ => server.mentor(&email).await,
    };
    check(server).await;
    member.complete_profile(2).await;
    check(server).await;
    let attempt = json!({ "email": email, "password": "another password" });
    server.client().refuse("login", attempt).await;
    check(server).await;
    let id = id_of(manager, &email).await;
    let role = json!({ "id": id, "role": "MENTOR", "isActive": number.is_multiple_of(3) });
    manager.accept("updateUser", role, "").await;
    check(server).await;
    if number.is_multiple_of(4) {
        manager.accept("deleteUser", json!({ "id": id }), "").await;
    }
}

#[tokio::test]
async fn they_equal_the_rows_while_many_accounts_change_at_once() {
    each_database(async |server| {
        let manager = server.admin("SUPERADMIN").await;
        join_all((0..12).map(|number| live(&server, &manager, number))).await;
        server.background_finished().await;
        check(&server).await;
        fold_all(&server).await;
        assert_eq!(wrong(&server).await, 0);
        let accounts = counts::accounts(&server.app).await.expect("counters");
        let accounts: i64 = accounts.iter().map(|(_, accounts)| accounts).sum();
        assert_eq!(accounts, server.count("users").await);
        assert_eq!(accounts, 1 + 12 - 3);
    })
    .await;
}

#[tokio::test]
async fn a_day_keeps_its_numbers_when_the_log_is_pruned_and_an_account_purged() {
    each_database_with(&[("SIGNAL_RETENTION_DAYS", "5")], async |server| {
        let jo = server.member("jo@ucla.edu").await;
        server.member("al@ucla.edu").await;
        let input = json!({ "confirmation": "jo@ucla.edu" });
        jo.accept("requestAccountDeletion", input, "").await;
        let before = days(&server, &server.admin("AUDITOR").await).await;
        server.advance(Duration::days(20));
        server.wait_for_log().await;
        assert!(server.purge().await > 0);
        let pruned = prune_signals::prune_due(&server.app).await;
        assert!(pruned.expect("a round") > 0);
        fold_all(&server).await;
        let input = json!({ "username": "auditor", "password": PASSWORD });
        let payload = server.client().accept("loginAdmin", input, "token").await;
        let auditor = server.client_with(payload["token"].as_str().expect("a token"));
        let after = days(&server, &auditor).await;
        assert_eq!(before[29]["registrations"], 2);
        assert_eq!(after[9], before[29]);
    })
    .await;
}

/// The last thirty days.
async fn days(server: &Server, auditor: &Client) -> Value {
    server.background_finished().await;
    let document = "{ stats { days { date registrations signIns failedSignIns matches } } }";
    auditor.run(document, json!({})).await["stats"]["days"].clone()
}
