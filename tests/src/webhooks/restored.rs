//! A database that was restored into another PostgreSQL cluster, whose transaction ids are lower.

use bruinbridge::signals::log;
use bruinbridge::signals::rebase::rebase;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::{Database, Server};
use crate::live::support::{emit, follow, some_names, usernames};

#[tokio::test]
async fn a_restored_log_continues_after_its_last_signal() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("SUPERADMIN").await;
    let receiver = Receiver::open().await;
    hook(&admin, &receiver).await;
    emit(&server.app, &some_names(2)).await;
    server.wait_for_log().await;
    while receiver.usernames().len() < 2 {
        deliver(&server).await;
    }
    emit(&server.app, &["pending".to_owned()]).await;
    server.wait_for_log().await;
    assert!(
        !rebase(&server.app).await.expect("a check"),
        "the cluster is the same"
    );
    let last = log::end(server.app.db.reader(), server.app.db.engine).await;
    let mut last = last.expect("the log");
    last.transaction += 1_000_000;
    // As if the database came from a cluster with higher transaction ids.
    for table in [
        "signals",
        "signal_watermark",
        "webhooks",
        "webhook_deliveries",
    ] {
        let update = format!("UPDATE {table} SET transaction_id = transaction_id + 1000000");
        server.execute(&update).await;
    }
    drop(server);

    let server = Server::on(&database, &[]).await;
    assert!(rebase(&server.app).await.expect("a rebase"));
    assert!(!rebase(&server.app).await.expect("a check"));
    let admin = server.admin("AUDITOR").await;
    assert_eq!(
        follow(&admin, Some(&last.to_string()))
            .await
            .refused()
            .await,
        "CURSOR_GONE"
    );
    emit(&server.app, &["new".to_owned()]).await;
    let mut all = follow(&admin, Some("0")).await;
    let received = async {
        let mut received = Vec::new();
        while received.last().is_none_or(|name| name != "new") {
            received.extend(usernames(&mut all, 1).await);
        }
        received
    };
    let received = received.await;
    let own: Vec<&str> = received
        .iter()
        .map(String::as_str)
        .filter(|name| ["name0", "name1", "pending", "new"].contains(name))
        .collect();
    assert_eq!(own, ["name0", "name1", "pending", "new"]);
    server.wait_for_log().await;
    while receiver.usernames().len() < 4 {
        deliver(&server).await;
    }
    assert_eq!(receiver.usernames(), ["name0", "name1", "pending", "new"]);
    database.remove().await;
}
