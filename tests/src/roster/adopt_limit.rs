//! A server that starts with a different MAX_MENTEES than before.

use bruinbridge::roster::adopt_limit::adopt_limit;
use serde_json::{Value, json};

use super::support::add;
use crate::harness::{Client, Database, Server};

async fn full(admin: &Client) -> Value {
    let document = "{ matches { full { nodes { email roster { isFull } } } } }";
    admin.run(document, json!({})).await["matches"]["full"]["nodes"].take()
}

#[tokio::test]
async fn rosters_that_are_full_under_another_limit_are_listed_as_full() {
    for database in [Database::sqlite().await, Database::postgres().await] {
        let five = Server::on(&database, &[]).await;
        let (ma, mo) = (
            five.mentor("ma@ucla.edu").await,
            five.mentor("mo@ucla.edu").await,
        );
        for mentee in ["jo@ucla.edu", "al@ucla.edu", "bo@ucla.edu"] {
            five.register(mentee, "MENTEE").await;
        }
        add(&ma, "jo@ucla.edu").await;
        add(&ma, "al@ucla.edu").await;
        add(&mo, "bo@ucla.edu").await;
        let auditor = five.admin("AUDITOR").await;
        assert_eq!(full(&auditor).await, json!([]));
        for (limit, expected) in [
            (
                "2",
                json!([{ "email": "ma@ucla.edu", "roster": { "isFull": true } }]),
            ),
            ("5", json!([])),
        ] {
            let server = Server::on(&database, &[("MAX_MENTEES", limit)]).await;
            adopt_limit(&server.app)
                .await
                .expect("the limit is adopted");
            let auditor = server.client_with(auditor.token.as_deref().expect("a token"));
            assert_eq!(full(&auditor).await, expected, "{limit}");
        }
        drop(five);
        database.remove().await;
    }
}
