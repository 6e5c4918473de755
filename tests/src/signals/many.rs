//! A unit of work that emits more signals than one statement can insert.

use bruinbridge::work::{Work, Workflow};

use crate::harness::each_database;

#[tokio::test]
async fn ten_thousand_signals_commit_together_and_in_order() {
    each_database(async |server| {
        let emitted = Work::run(&server.app, None, Workflow::Plain, async |work| {
            let tx = work.begin().await?;
            for number in 0..10_000 {
                let username = format!("name{number}");
                tx.enter(Workflow::admin_registration(&username, "", ""))
                    .await;
            }
            tx.commit(()).await
        });
        emitted.await.expect("a commit");
        let usernames: Vec<String> = (server.signals().await.iter())
            .map(|emitted| {
                emitted.arguments["username"]
                    .as_str()
                    .expect("a name")
                    .to_owned()
            })
            .collect();
        let expected: Vec<String> = (0..10_000).map(|number| format!("name{number}")).collect();
        assert_eq!(usernames, expected);
    })
    .await;
}
