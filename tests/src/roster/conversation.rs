//! Messages between matched partners.

use bruinbridge::db::Engine;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::support::add;
use crate::harness::{Client, PASSWORD, TIMEOUT, each_database};

const CONVERSATION: &str =
    "query($with: ID) { conversation(partnerId: $with) { nodes { body isOwn } } }";
const RECEIVED: &str = "subscription($after: String) { messageReceived(after: $after) { cursor message { body isOwn } } }";

pub(super) async fn say(client: &Client, partner: Option<&str>, body: &str) {
    let input = json!({ "partnerId": partner, "body": body });
    client
        .accept("sendMessage", input, "message { body }")
        .await;
}

async fn read(client: &Client, partner: Option<&str>) -> Vec<String> {
    let data = client.run(CONVERSATION, json!({ "with": partner })).await;
    let nodes = data["conversation"]["nodes"].as_array().expect("messages");
    nodes
        .iter()
        .map(|node| node["body"].as_str().expect("a text").to_owned())
        .collect()
}

async fn code(client: &Client, partner: Option<&str>) -> Value {
    let mut response = client
        .try_run(CONVERSATION, json!({ "with": partner }))
        .await;
    response["errors"][0]["extensions"]["code"].take()
}

#[tokio::test]
async fn partners_write_to_each_other_until_their_match_ends() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mia = server.member("mia@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        add(&ma, "mia@ucla.edu").await;
        let jo_id = jo.id().await;
        say(&jo, None, " Hello,\r\nmentor ").await;
        say(&ma, Some(&jo_id), "Hello, Jo").await;
        say(&mia, None, "Hi").await;
        assert_eq!(read(&jo, None).await, ["Hello,\nmentor", "Hello, Jo"]);
        assert_eq!(
            read(&ma, Some(&jo_id)).await,
            ["Hello,\nmentor", "Hello, Jo"]
        );
        assert_eq!(read(&mia, None).await, ["Hi"]);
        assert_eq!(code(&mia, Some(&jo_id)).await, "FORBIDDEN");
        assert_eq!(code(&ma, None).await, "FORBIDDEN", "she has two partners");

        ma.accept("removeMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "")
            .await;
        assert_eq!(code(&jo, None).await, "FORBIDDEN");
        let input = json!({ "body": "Still there?" });
        assert_eq!(jo.refuse("sendMessage", input).await, ["NOT_MATCHED"]);
        add(&ma, "jo@ucla.edu").await;
        assert!(
            read(&jo, None).await.is_empty(),
            "the messages went with the match"
        );
        assert_eq!(read(&mia, None).await, ["Hi"]);
    })
    .await;
}

#[tokio::test]
async fn a_message_has_a_text_of_bounded_length() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let send = async |body: &str| jo.refuse("sendMessage", json!({ "body": body })).await;
        assert_eq!(send(" \n ").await, ["MESSAGE_EMPTY body"]);
        assert_eq!(send(&"a".repeat(4001)).await, ["TEXT_TOO_LONG body"]);
        assert_eq!(send("a\u{0}b").await, ["CONTROL_CHARACTER body"]);
        say(&jo, None, &"é".repeat(4000)).await;
    })
    .await;
}

#[tokio::test]
async fn a_message_keeps_tabs_and_line_breaks_and_has_something_to_see() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        for invisible in ["\u{200B}", "\u{3164} \u{2800}", "\t\n\u{FE0F}"] {
            let refused = jo.refuse("sendMessage", json!({ "body": invisible })).await;
            assert_eq!(refused, ["MESSAGE_EMPTY body"], "{invisible:?}");
        }
        say(&jo, None, "1.\tCafe\u{301}\r2.\ttea\u{2028}👩\u{200D}🔬").await;
        assert_eq!(read(&jo, None).await, ["1.\tCafé\n2.\ttea\n👩\u{200D}🔬"]);
    })
    .await;
}

#[tokio::test]
async fn messages_arrive_live_and_after_a_cursor() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let mut live = ma.subscribe(RECEIVED, json!({ "after": "0" })).await;
        say(&jo, None, "one").await;
        say(&ma, None, "my own does not come back").await;
        say(&jo, None, "two").await;
        let events = live.take(2).await;
        assert_eq!(
            events[0]["message"],
            json!({ "body": "one", "isOwn": false })
        );
        assert_eq!(events[1]["message"]["body"], "two");
        say(&jo, None, "three").await;
        let mut resumed = ma
            .subscribe(RECEIVED, json!({ "after": events[0]["cursor"] }))
            .await;
        let bodies: Vec<Value> = resumed
            .take(2)
            .await
            .into_iter()
            .map(|mut event| event["message"]["body"].take())
            .collect();
        assert_eq!(bodies, ["two", "three"]);
    })
    .await;
}

#[tokio::test]
async fn each_recipient_receives_their_messages_in_all_their_sessions() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let document = "subscription { messageReceived { message { body isOwn } } }";
        let mut listeners = Vec::new();
        for email in ["jo@ucla.edu", "mia@ucla.edu"] {
            let member = server.member(email).await;
            add(&ma, email).await;
            let id = member.id().await;
            for session in [&member, &server.client().log_in(email, PASSWORD).await] {
                listeners.push((session.subscribe(document, json!({})).await, id.clone()));
            }
        }
        let mut ids: Vec<String> = listeners.iter().map(|(_, id)| id.clone()).collect();
        ids.dedup();
        let writing = async {
            loop {
                for id in &ids {
                    say(&ma, Some(id), id).await;
                }
            }
        };
        let hearing = async {
            for (subscription, id) in &mut listeners {
                for event in subscription.take(2).await {
                    let message = json!({ "body": id, "isOwn": false });
                    assert_eq!(event["message"], message);
                }
            }
        };
        tokio::select! {
            () = hearing => {}
            () = writing => unreachable!(),
        }
    })
    .await;
}

#[tokio::test]
async fn the_log_has_no_text_of_a_message() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        server.forget_signals().await;
        say(&jo, None, "between us").await;
        let emitted = server.signals().await;
        assert_eq!(emitted.len(), 1);
        assert_eq!(emitted[0].name, "message_sent");
        assert_eq!(emitted[0].user_id, Some(ma.id().await));
        assert_eq!(emitted[0].actor_id, Some(jo.id().await));
        assert!(!emitted[0].arguments.to_string().contains("between us"));
    })
    .await;
}

/// Reads after the last message again and again, until there are `count` messages.
async fn follow(client: &Client, count: usize) -> Vec<String> {
    let document = "query($after: String) { conversation(first: 100, after: $after) { nodes { body } pageInfo { endCursor } } }";
    let (mut bodies, mut after) = (Vec::new(), Value::Null);
    while bodies.len() < count {
        let data = client.run(document, json!({ "after": after })).await;
        let page = &data["conversation"];
        for node in page["nodes"].as_array().expect("messages") {
            bodies.push(node["body"].as_str().expect("a text").to_owned());
        }
        if page["pageInfo"]["endCursor"].is_string() {
            after = page["pageInfo"]["endCursor"].clone();
        }
    }
    bodies
}

#[tokio::test]
async fn a_client_that_reads_after_the_last_message_misses_none() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        let write = async |client: &Client, name: &str| {
            for number in 0..25 {
                say(client, None, &format!("{name} {number}")).await;
            }
        };
        let writing = async { tokio::join!(write(&ma, "ma"), write(&jo, "jo")) };
        let (_, followed) = tokio::join!(writing, timeout(TIMEOUT, follow(&jo, 50)));
        assert_eq!(followed.expect("all messages"), read(&jo, None).await);
    })
    .await;
}

#[tokio::test]
async fn a_new_message_comes_last_even_if_another_machine_s_clock_is_ahead() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        say(&jo, None, "one").await;
        // The first six bytes of a UUIDv7 are its timestamp.
        let ahead = match server.app.db.engine {
            Engine::Sqlite => "X'7FFFFFFFFFFF70008000000000000000'",
            Engine::Postgres => "'7fffffff-ffff-7000-8000-000000000000'",
        };
        server
            .execute(&format!("UPDATE chat_messages SET id = {ahead}"))
            .await;
        for text in ["two", "three"] {
            say(&ma, None, text).await;
        }
        assert_eq!(read(&jo, None).await, ["one", "two", "three"]);
    })
    .await;
}
