//! A database that was restored into another PostgreSQL cluster, which counts its transactions from another beginning.

use bruinbridge::signals::log;
use bruinbridge::signals::rebase::rebase;

use super::deliveries::{deliver, hook};
use super::receiver::Receiver;
use crate::harness::{Database, Server};
use crate::live::support::{follow, some_names, tell, usernames};

#[tokio::test]
async fn a_restored_log_goes_on_behind_what_it_holds() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let admin = server.admin("SUPERADMIN").await;
    let receiver = Receiver::open().await;
    hook(&admin, &receiver).await;
    tell(&server.app, &some_names(2)).await;
    server.wait_for_log().await;
    while receiver.usernames().len() < 2 {
        deliver(&server).await;
    }
    tell(&server.app, &["owed".to_owned()]).await;
    server.wait_for_log().await;
    assert!(!rebase(&server.app).await.expect("a look"), "it is at home");
    let last = log::end(server.app.db.reader(), server.app.db.engine).await;
    let mut last = last.expect("the log");
    last.transaction += 1_000_000;
    // The other cluster had come further.
    for table in [
        "signals",
        "signal_watermark",
        "webhooks",
        "webhook_deliveries",
    ] {
        let further = format!("UPDATE {table} SET transaction_id = transaction_id + 1000000");
        server.execute(&further).await;
    }
    drop(server);

    let server = Server::on(&database, &[]).await;
    assert!(rebase(&server.app).await.expect("a rebase"));
    assert!(!rebase(&server.app).await.expect("a look"));
    let admin = server.admin("AUDITOR").await;
    assert_eq!(
        follow(&admin, Some(&last.to_string()))
            .await
            .refused()
            .await,
        "CURSOR_GONE"
    );
    tell(&server.app, &["new".to_owned()]).await;
    let mut all = follow(&admin, Some("0")).await;
    let heard = async {
        let mut heard = Vec::new();
        while heard.last().is_none_or(|name| name != "new") {
            heard.extend(usernames(&mut all, 1).await);
        }
        heard
    };
    let heard = heard.await;
    let ours: Vec<&str> = heard
        .iter()
        .map(String::as_str)
        .filter(|name| ["name0", "name1", "owed", "new"].contains(name))
        .collect();
    assert_eq!(ours, ["name0", "name1", "owed", "new"]);
    server.wait_for_log().await;
    while receiver.usernames().len() < 4 {
        deliver(&server).await;
    }
    assert_eq!(receiver.usernames(), ["name0", "name1", "owed", "new"]);
    database.remove().await;
}
