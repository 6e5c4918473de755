//! The migration `m0026_read_positions` marks as read what was sent before.

use bruinbridge::db::migrate;
use serde_json::json;

use crate::harness::each_database;

#[tokio::test]
async fn messages_that_were_sent_before_count_as_read() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let [jo, mia] = ["jo@ucla.edu", "mia@ucla.edu"];
        let clients = [server.member(jo).await, server.member(mia).await];
        for email in [jo, mia] {
            ma.accept("addMentee", json!({ "menteeEmail": email }), "")
                .await;
        }
        let jo_id = clients[0].id().await;
        let write = async |body: &str| {
            let own = json!({ "body": body });
            clients[0].accept("sendMessage", own, "").await;
            let input = json!({ "body": body, "partnerId": jo_id });
            ma.accept("sendMessage", input, "").await;
        };
        write("before").await;
        let applied = migrate::status(&server.app.db).await.expect("a status");
        let position = applied
            .iter()
            .position(|(name, _)| name == "m0026_read_positions");
        let steps = applied.len() - position.expect("the migration");
        let steps = u32::try_from(steps).expect("a small number");
        migrate::down(&server.app.db, steps).await.expect("down");
        migrate::up(&server.app.db).await.expect("up");

        let unread = async || {
            let mut counts = Vec::new();
            for client in [&ma, &clients[0], &clients[1]] {
                let document = "{ conversations { unreadCount } }";
                let data = client.run(document, json!({})).await;
                let list = data["conversations"].as_array().expect("a list").clone();
                counts.extend(list.iter().map(|it| it["unreadCount"].clone()));
            }
            counts
        };
        assert_eq!(server.count("read_positions").await, 2);
        assert_eq!(unread().await, [0, 0, 0, 0]);
        write("after").await;
        assert_eq!(unread().await, [1, 0, 1, 0]);
    })
    .await;
}
