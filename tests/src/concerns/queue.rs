//! The queue of concerns, and their end.

use bruinbridge::db::Engine;
use serde_json::{Value, json};

use super::{queue, raise};
use crate::harness::{each_database, names};

#[tokio::test]
async fn administrators_read_and_resolve_concerns() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let about_ma = raise(&jo, Some(&ma), "He never replies.").await;
        let about_program = raise(&jo, None, "The form is too long.").await;
        let admin = server.admin("SUPERADMIN").await;
        let open = queue(&admin, "(filter: { state: OPEN })").await;
        assert_eq!(open.len(), 2);
        assert_eq!(open[0]["id"], about_program, "the newest first");
        assert_eq!(open[0]["about"], Value::Null);
        assert_eq!(open[1]["about"]["email"], "ma@ucla.edu");
        assert_eq!(open[1]["about"]["role"], "MENTOR");
        assert_eq!(open[1]["raisedBy"]["email"], "jo@ucla.edu");
        assert_eq!(open[1]["text"], "He never replies.");

        let input = json!({ "id": about_ma, "note": " Called him. " });
        let fields = "concern { state note resolvedBy { email } }";
        let payload = admin.accept("resolveConcern", input.clone(), fields).await;
        let by = json!({ "email": "superadmin@ucla.edu" });
        let expected = json!({ "state": "RESOLVED", "note": "Called him.", "resolvedBy": by });
        assert_eq!(payload["concern"], expected);
        assert_eq!(
            admin.refuse("resolveConcern", input).await,
            ["CONCERN_RESOLVED id"]
        );
        let input = json!({ "id": jo.id().await });
        assert_eq!(
            admin.refuse("resolveConcern", input).await,
            ["CONCERN_NOT_FOUND id"]
        );
        let input = json!({ "id": about_program, "note": "a".repeat(501) });
        assert_eq!(
            admin.refuse("resolveConcern", input).await,
            ["TEXT_TOO_LONG note"]
        );
        assert_eq!(queue(&admin, "(filter: { state: OPEN })").await.len(), 1);
        let resolved = queue(&admin, "(filter: { state: RESOLVED }, last: 1)").await;
        assert_eq!(resolved[0]["id"], about_ma);
        assert_ne!(resolved[0]["resolvedAt"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn one_of_two_administrators_resolves_a_concern() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let admin = server.admin("SUPERADMIN").await;
        for _ in 0..5 {
            let input = json!({ "id": raise(&jo, None, "A concern.").await });
            let (one, other) = tokio::join!(
                admin.mutate("resolveConcern", input.clone(), ""),
                admin.mutate("resolveConcern", input, ""),
            );
            let refused = [one, other];
            let refused = refused
                .iter()
                .filter(|payload| payload["errors"] != json!([]));
            let refused: Vec<&Value> = refused.collect();
            assert_eq!(refused.len(), 1);
            assert_eq!(refused[0]["errors"][0]["code"], "CONCERN_RESOLVED");
        }
        let signals = server.signals().await;
        let names = names(&signals);
        assert_eq!(
            names
                .iter()
                .filter(|name| **name == "concern_resolved")
                .count(),
            5
        );
    })
    .await;
}

#[tokio::test]
async fn an_administrator_does_not_see_concerns_about_themselves() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let id = raise(&jo, Some(&ma), "He never replies.").await;
        let admin = server.admin("SUPERADMIN").await;
        // A mentor who became an administrator elsewhere, as an import can bring about.
        let own = server
            .user("superadmin@ucla.edu")
            .await
            .expect("an account")
            .id;
        let update = match server.app.db.engine {
            Engine::Sqlite => {
                format!("UPDATE concerns SET about_id = X'{}'", own.0.simple())
            }
            Engine::Postgres => format!("UPDATE concerns SET about_id = '{own}'"),
        };
        server.execute(&update).await;
        assert_eq!(queue(&admin, "").await, [Value::Null; 0]);
        let input = json!({ "id": id });
        assert_eq!(
            admin.refuse("resolveConcern", input).await,
            ["CONCERN_NOT_FOUND id"]
        );
    })
    .await;
}
