//! The rules that the database enforces by itself.

use bruinbridge::db::Engine;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::harness::{Client, Server, each_database};

async fn refuses(server: &Server, statement: &str) {
    let outcome = server.app.db.writer().execute_unprepared(statement).await;
    assert!(outcome.is_err(), "accepted: {statement}");
}

#[tokio::test]
async fn the_database_rejects_rows_that_break_a_rule() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let bo = server.member("bo@ucla.edu").await;
        let first = server.mentor("first@ucla.edu").await;
        let second = server.mentor("second@ucla.edu").await;
        let set = "UPDATE users SET";
        for change in [
            "email = 'bo@ucla.edu' WHERE email = 'jo@ucla.edu'",
            "base_email = 'bo@ucla.edu' WHERE email = 'jo@ucla.edu'",
            "role = 'KING'",
            "year = 6",
            "year = -1",
            "deletion_requested_at = joined_at",
            "permanent_deletion_after = joined_at",
            "password = NULL",
            "is_paused = TRUE WHERE role = 'MENTEE'",
            "is_approved = FALSE WHERE role = 'MENTEE'",
            "paused_until = joined_at WHERE role = 'MENTOR'",
        ] {
            refuses(&server, &format!("{set} {change}")).await;
        }
        server.pair(&jo, &first).await;
        let id = async |client: &Client| client.id().await;
        let literal = |id: &str| match server.app.db.engine {
            Engine::Postgres => format!("'{id}'"),
            Engine::Sqlite => format!("X'{}'", id.replace('-', "")),
        };
        let (jo, bo) = (literal(&id(&jo).await), literal(&id(&bo).await));
        let second = literal(&id(&second).await);
        let matched = |mentee: &str, mentor: &str| {
            format!(
                "INSERT INTO matches (mentee_id, mentor_id, matched_at) \
                     VALUES ({mentee}, {mentor}, CURRENT_TIMESTAMP)"
            )
        };
        refuses(&server, &matched(&jo, &second)).await;
        refuses(&server, &matched(&bo, &bo)).await;
        let missing = literal("00000000-0000-0000-0000-000000000001");
        refuses(&server, &matched(&bo, &missing)).await;
        server.execute(&matched(&bo, &second)).await;
        let list = format!("UPDATE score_lists SET role = 'ADMIN' WHERE user_id = {jo}");
        refuses(&server, &list).await;
        server.admin("SUPERADMIN").await;
        refuses(&server, "DELETE FROM admin_roles WHERE name = 'SUPERADMIN'").await;
        assert_eq!(first.me("isMatched").await, json!({ "isMatched": false }));
    })
    .await;
}
