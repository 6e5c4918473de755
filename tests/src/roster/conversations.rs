//! The list of conversations, and what a member has read.

use bruinbridge::entities::read_position;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::conversation::say;
use super::support::add;
use crate::harness::{Client, Server, each_database, each_database_with};

const CONVERSATIONS: &str =
    "{ conversations { partnerId lastMessage { id body isOwn } unreadCount } }";

async fn conversations(client: &Client) -> Vec<Value> {
    let mut data = client.run(CONVERSATIONS, json!({})).await;
    match data["conversations"].take() {
        Value::Array(conversations) => conversations,
        other => panic!("{other}"),
    }
}

/// The partners in the order of the list, each with the last message and the number of unread ones.
async fn shown(client: &Client, names: &[(&str, &str)]) -> Vec<String> {
    let conversations = conversations(client).await;
    let shown = conversations.iter().map(|conversation| {
        let partner = conversation["partnerId"].as_str().expect("an id");
        let name = names.iter().find(|(id, _)| *id == partner);
        let (_, name) = name.expect("a partner");
        let last = conversation["lastMessage"]["body"].as_str().unwrap_or("-");
        format!("{name}: {last}, {}", conversation["unreadCount"])
    });
    shown.collect()
}

/// Returns the number of unread messages after it.
async fn mark(client: &Client, input: Value) -> i64 {
    let fields = "conversation { partnerId unreadCount lastMessage { body } }";
    let payload = client.accept("markConversationRead", input, fields).await;
    let count = payload["conversation"]["unreadCount"].as_i64();
    count.expect("a number")
}

async fn code(client: &Client, input: Value) -> Value {
    let document = "mutation($input: MarkConversationReadInput!) { \
                    markConversationRead(input: $input) { errors { code } } }";
    let mut response = client.try_run(document, json!({ "input": input })).await;
    response["errors"][0]["extensions"]["code"].take()
}

async fn positions(server: &Server) -> u64 {
    let rows = read_position::Entity::find();
    rows.count(server.app.db.reader()).await.expect("a number")
}

#[tokio::test]
async fn the_newest_conversation_is_first_and_counts_what_the_partner_wrote() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let [jo, mia, kim] = ["jo@ucla.edu", "mia@ucla.edu", "kim@ucla.edu"];
        let clients = [
            server.member(jo).await,
            server.member(mia).await,
            server.member(kim).await,
        ];
        for email in [jo, mia, kim] {
            add(&ma, email).await;
            server.advance(chrono::Duration::seconds(1));
        }
        let [jo, mia, kim] = &clients;
        let ids = [jo.id().await, mia.id().await, kim.id().await];
        let names = [
            (ids[0].as_str(), "jo"),
            (ids[1].as_str(), "mia"),
            (ids[2].as_str(), "kim"),
        ];
        let none = ["jo: -, 0", "mia: -, 0", "kim: -, 0"];
        assert_eq!(shown(&ma, &names).await, none);

        say(mia, None, "one").await;
        say(kim, None, "two").await;
        say(mia, None, "three").await;
        say(&ma, Some(&ids[2]), "four").await;
        let all = ["kim: four, 1", "mia: three, 2", "jo: -, 0"];
        assert_eq!(shown(&ma, &names).await, all);
        let own = conversations(kim).await;
        assert_eq!(own.len(), 1);
        assert_eq!(own[0]["partnerId"], ma.id().await);
        assert_eq!(own[0]["lastMessage"]["isOwn"], false);
        assert_eq!(own[0]["unreadCount"], 1);

        let input = json!({ "partnerId": ids[1] });
        assert_eq!(mark(&ma, input.clone()).await, 0);
        assert_eq!(mark(&ma, input).await, 0, "reading twice is no error");
        let all = ["kim: four, 1", "mia: three, 0", "jo: -, 0"];
        assert_eq!(shown(&ma, &names).await, all);
        assert_eq!(conversations(mia).await[0]["unreadCount"], 0);
        assert_eq!(conversations(kim).await[0]["unreadCount"], 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_read_stays_read() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let mut ids = Vec::new();
        for body in ["one", "two", "three"] {
            say(&jo, None, body).await;
            let last = &conversations(&ma).await[0]["lastMessage"];
            assert_eq!(last["body"], body);
            ids.push(last["id"].clone());
        }
        assert_eq!(mark(&ma, json!({ "upTo": ids[1] })).await, 1);
        assert_eq!(mark(&ma, json!({ "upTo": ids[0] })).await, 1);
        let nil = "00000000-0000-0000-0000-000000000000";
        assert_eq!(mark(&ma, json!({ "upTo": nil })).await, 1);
        assert_eq!(mark(&ma, json!({})).await, 0);
        assert_eq!(mark(&ma, json!({ "upTo": ids[1] })).await, 0);
        say(&jo, None, "four").await;
        assert_eq!(conversations(&ma).await[0]["unreadCount"], 1);
        assert_eq!(code(&ma, json!({ "upTo": "x" })).await, "BAD_USER_INPUT");
        // A message that is yet to come is not read before it is there.
        let last = "ffffffff-ffff-ffff-ffff-ffffffffffff";
        assert_eq!(mark(&ma, json!({ "upTo": last })).await, 0);
        say(&jo, None, "five").await;
        assert_eq!(conversations(&ma).await[0]["unreadCount"], 1);
    })
    .await;
}

#[tokio::test]
async fn concurrent_marks_keep_the_later_one() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let mut ids = Vec::new();
        for number in 0..6 {
            say(&jo, None, &number.to_string()).await;
            ids.push(conversations(&ma).await[0]["lastMessage"]["id"].clone());
        }
        let marks = ids.iter().rev().map(|id| mark(&ma, json!({ "upTo": id })));
        futures_util::future::join_all(marks).await;
        assert_eq!(conversations(&ma).await[0]["unreadCount"], 0);
    })
    .await;
}

#[tokio::test]
async fn only_partners_mark_a_conversation_and_nothing_is_logged() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mia = server.member("mia@ucla.edu").await;
        let jo_id = jo.id().await;
        assert_eq!(code(&jo, json!({})).await, "FORBIDDEN");
        add(&ma, "jo@ucla.edu").await;
        add(&ma, "mia@ucla.edu").await;
        say(&ma, Some(&jo_id), "Hello").await;
        let other = json!({ "partnerId": jo_id });
        assert_eq!(code(&mia, other).await, "FORBIDDEN");
        assert_eq!(code(&ma, json!({})).await, "FORBIDDEN", "two partners");
        assert!(
            conversations(&server.member("al@ucla.edu").await)
                .await
                .is_empty()
        );
        server.forget_signals().await;
        assert_eq!(mark(&jo, json!({})).await, 0);
        assert!(server.signals().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_read_goes_with_the_match() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mia = server.member("mia@ucla.edu").await;
        for (email, mentee) in [("jo@ucla.edu", &jo), ("mia@ucla.edu", &mia)] {
            add(&ma, email).await;
            say(mentee, None, "Hello").await;
            mark(&ma, json!({ "partnerId": mentee.id().await })).await;
            mark(mentee, json!({})).await;
        }
        assert_eq!(positions(&server).await, 4);
        ma.accept("removeMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "")
            .await;
        assert_eq!(positions(&server).await, 2);
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(conversations(&jo).await[0]["unreadCount"], 0);
        say(&ma, Some(&jo.id().await), "Hello again").await;
        assert_eq!(conversations(&jo).await[0]["unreadCount"], 1);

        let input = json!({ "confirmation": "ma@ucla.edu" });
        ma.accept("requestAccountDeletion", input, "").await;
        assert_eq!(positions(&server).await, 0);
        server.advance(chrono::Duration::days(40));
        assert_eq!(server.purge().await, 1);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_who_is_signed_in_as_a_member_reads_nothing() {
    let settings = [("IMPERSONATION", "true")];
    each_database_with(&settings, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        say(&ma, None, "Hello").await;
        let input = json!({ "userId": jo.id().await, "reason": "Help" });
        let payload = admin.accept("impersonateUser", input, "token").await;
        let support = server.client_with(payload["token"].as_str().expect("a token"));
        assert_eq!(code(&support, json!({})).await, "FORBIDDEN");
        assert_eq!(positions(&server).await, 0);
        assert_eq!(conversations(&jo).await[0]["unreadCount"], 1);
    })
    .await;
}

#[tokio::test]
async fn a_list_of_many_conversations_takes_as_many_statements_as_a_short_one() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let statements = async || {
            server.background_finished().await;
            let mut fewest = usize::MAX;
            // What runs in the background may add a statement to one of them.
            for _ in 0..4 {
                let before = server.statements();
                conversations(&ma).await;
                fewest = fewest.min(server.statements() - before);
            }
            fewest
        };
        let mut counts = Vec::new();
        for number in 0..4 {
            let email = format!("jo{number}@ucla.edu");
            let jo = server.member(&email).await;
            add(&ma, &email).await;
            say(&jo, None, "Hello").await;
            counts.push(statements().await);
        }
        counts.dedup();
        assert_eq!(counts.len(), 1, "{counts:?}");
    })
    .await;
}
