//! Which signals of the log are entries: one for each thing that happened, in pages, and by each filter.

use bruinbridge::roster::requests::expire::expire_due;
use chrono::Duration;
use serde_json::{Value, json};

use super::{entries, person, sentences};
use crate::harness::{Client, PASSWORD, Server, credentials, each_database, each_database_with};

/// A mentee asks a mentor; returns the input of mutations that decide about the request.
async fn ask(mentee: &Client, mentor: &Client) -> Value {
    let input = json!({ "mentorId": mentor.id().await });
    let payload = mentee
        .accept("requestMentor", input, "request { id }")
        .await;
    json!({ "id": payload["request"]["id"] })
}

/// What happens in most tests.
struct Story {
    manager: Client,
    jo: Client,
    kim: Client,
}

impl Story {
    async fn happen(server: &Server) -> Self {
        let manager = server.admin("MANAGER").await;
        let jo = person(server, "Jo", "MENTEE").await;
        let kim = person(server, "Kim", "MENTOR").await;
        server.forget_signals().await;
        let request = ask(&jo, &kim).await;
        jo.accept("withdrawRequest", request, "").await;
        let mut request = ask(&jo, &kim).await;
        request["reason"] = json!("NO_TIME");
        kim.accept("declineRequest", request, "").await;
        let input = json!({ "menteeEmail": "jo@ucla.edu", "mentorId": kim.id().await });
        manager.accept("addMentee", input, "").await;
        server.advance(Duration::hours(1));
        jo.accept("sendMessage", json!({ "body": "A secret." }), "")
            .await;
        jo.accept("leaveMentor", json!({ "reason": "NO_RESPONSE" }), "")
            .await;
        kim.accept("changeRole", json!({ "newRole": "MENTEE" }), "")
            .await;
        let wrong = credentials("jo@ucla.edu", "wrong password");
        server.client().refuse("login", wrong).await;
        server.client().log_in("jo@ucla.edu", PASSWORD).await;
        server.wait_for_log().await;
        Self { manager, jo, kim }
    }
}

const STORY: [&str; 10] = [
    "Jo Lee signed in.",
    "A sign-in as Jo Lee failed (incorrect password).",
    "Kim Lee changed their role from mentor to mentee.",
    "Jo Lee ended the match with Kim Lee (no response).",
    "Jo Lee sent Kim Lee a message.",
    "manager@ucla.edu matched Jo Lee with Kim Lee.",
    "Kim Lee declined the request of Jo Lee (no time).",
    "Jo Lee asked Kim Lee to be their mentor.",
    "Jo Lee withdrew the request to Kim Lee.",
    "Jo Lee asked Kim Lee to be their mentor.",
];

#[tokio::test]
async fn each_thing_that_happened_is_one_entry_newest_first() {
    each_database(async |server| {
        let story = Story::happen(&server).await;
        let entries = entries(&story.manager, json!({})).await;
        let column = |name: &str| -> Vec<Value> {
            entries.iter().map(|entry| entry[name].clone()).collect()
        };
        assert_eq!(column("sentence"), STORY.map(Value::from));
        let kinds = [
            "SIGNED_IN",
            "SIGN_IN_FAILED",
            "ROLE_CHANGED",
            "MATCH_ENDED",
            "MESSAGE_SENT",
            "MATCHED",
            "REQUEST_DECLINED",
            "MENTOR_ASKED",
            "REQUEST_WITHDRAWN",
            "MENTOR_ASKED",
        ];
        assert_eq!(column("kind"), kinds.map(Value::from));
        let failed = entries.iter().filter(|entry| entry["succeeded"] == false);
        assert_eq!(failed.count(), 1);
        let (jo, kim) = (
            json!({ "email": "jo@ucla.edu" }),
            json!({ "email": "kim@ucla.edu" }),
        );
        let matched = &entries[5];
        assert_eq!(matched["actor"], json!({ "email": "manager@ucla.edu" }));
        assert_eq!(matched["subjects"], json!([jo, kim]));
        assert_eq!(matched["signal"]["name"], "MENTEE_ADDED");
        assert_eq!(matched["signal"]["id"], matched["id"]);
        assert_eq!(entries[0]["actor"], jo);
        assert_eq!(entries[1]["actor"], Value::Null);
        assert_eq!(entries[1]["subjects"], json!([jo]));
    })
    .await;
}

#[tokio::test]
async fn pages_contain_every_entry_once() {
    each_database(async |server| {
        let story = Story::happen(&server).await;
        for filter in [
            json!({}),
            json!({ "subjectId": story.kim.id().await }),
            json!({ "actorId": story.jo.id().await }),
            json!({ "kinds": ["MENTOR_ASKED", "SIGNED_IN", "MATCH_ENDED"] }),
        ] {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let document = "query($filter: ActivityFilter, $after: String) {
                    activity(filter: $filter, first: 2, after: $after) {
                        nodes { sentence } pageInfo { hasNextPage endCursor } } }";
                let variables = json!({ "filter": filter, "after": after });
                let data = story.manager.run(document, variables).await;
                let nodes = data["activity"]["nodes"].as_array().expect("nodes");
                seen.extend(nodes.iter().map(|node| node["sentence"].clone()));
                let info = &data["activity"]["pageInfo"];
                if info["hasNextPage"] == false {
                    break;
                }
                assert_eq!(nodes.len(), 2);
                after = info["endCursor"].clone();
            }
            assert!(seen.len() > 2);
            assert_eq!(seen, sentences(&story.manager, filter).await);
        }
    })
    .await;
}

#[tokio::test]
async fn filters_select_by_actor_subject_kind_and_time() {
    each_database(async |server| {
        let story = Story::happen(&server).await;
        let (jo, kim) = (story.jo.id().await, story.kim.id().await);
        let hour = server.now();
        let cases = [
            (json!({ "actorId": jo }), vec![0, 3, 4, 7, 8, 9]),
            (json!({ "actorId": kim }), vec![2, 6]),
            (json!({ "subjectId": jo }), vec![0, 1, 3, 5, 6, 7, 8, 9]),
            (json!({ "subjectId": kim }), vec![2, 3, 4, 5, 6, 7, 8, 9]),
            (json!({ "subjectId": kim, "actorId": kim }), vec![2, 6]),
            (
                json!({ "subjectId": jo, "actorId": jo }),
                vec![0, 3, 7, 8, 9],
            ),
            (
                json!({ "kinds": ["MATCHED", "MATCH_ENDED", "MATCHED"] }),
                vec![3, 5],
            ),
            (json!({ "kinds": [] }), (0..10).collect()),
            (
                json!({ "kinds": ["MENTOR_ASKED"], "subjectId": kim }),
                vec![7, 9],
            ),
            (
                json!({ "kinds": ["SIGNED_IN", "MESSAGE_SENT"], "actorId": jo }),
                vec![0, 4],
            ),
            (json!({ "kinds": ["WEBHOOK_DELETED"] }), vec![]),
            (json!({ "since": hour }), vec![0, 1, 2, 3, 4]),
            (json!({ "until": hour }), vec![5, 6, 7, 8, 9]),
            (
                json!({ "until": hour, "kinds": ["MENTOR_ASKED"], "actorId": jo }),
                vec![7, 9],
            ),
        ];
        for (filter, expected) in cases {
            let expected: Vec<&str> = expected
                .into_iter()
                .map(|number: usize| STORY[number])
                .collect();
            assert_eq!(
                sentences(&story.manager, filter.clone()).await,
                expected,
                "{filter}"
            );
        }
        let none = sentences(&story.manager, json!({ "until": "0001-01-01T00:00:00Z" })).await;
        assert!(none.is_empty());
        let document = r#"{ activity(filter: { actorId: "x" }) { nodes { id } } }"#;
        let response = story.manager.try_run(document, json!({})).await;
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "BAD_USER_INPUT"
        );
    })
    .await;
}

#[tokio::test]
async fn steps_on_the_way_and_consequences_are_no_entries() {
    let settings = [("AUTO_VERIFY", "false"), ("SEND_EMAILS", "true")];
    each_database_with(&settings, async |server| {
        let manager = server.admin("MANAGER").await;
        server.forget_signals().await;
        let jo = server.member("jo@ucla.edu").await;
        jo.accept("completeSurvey", json!({ "year": 2 }), "").await;
        let input = json!({ "id": jo.id().await, "isActive": false });
        manager.accept("updateUser", input, "").await;
        let input = json!({ "email": "al@ucla.edu", "role": "MENTEE" });
        manager.accept("inviteUser", input, "").await;
        server.wait_for_log().await;
        let expected = [
            "manager@ucla.edu created the account of al@ucla.edu.",
            "manager@ucla.edu changed the account of jo@ucla.edu.",
            "jo@ucla.edu completed the survey.",
            "jo@ucla.edu signed in.",
            "jo@ucla.edu verified their email address.",
            "jo@ucla.edu registered.",
        ];
        assert_eq!(sentences(&manager, json!({})).await, expected);
    })
    .await;
}

#[tokio::test]
async fn an_expired_request_is_one_entry() {
    each_database(async |server| {
        let jo = person(&server, "Jo", "MENTEE").await;
        let kim = person(&server, "Kim", "MENTOR").await;
        let kim_id = kim.id().await;
        server.forget_signals().await;
        ask(&jo, &kim).await;
        server.advance(Duration::days(8));
        expire_due(&server.app, 10).await.expect("a round");
        let manager = server.admin("MANAGER").await;
        server.wait_for_log().await;
        let expected = [
            "The request between Jo Lee and Kim Lee expired.",
            "Jo Lee asked Kim Lee to be their mentor.",
        ];
        let of_both = json!({ "kinds": ["MENTOR_ASKED", "REQUEST_EXPIRED"] });
        assert_eq!(sentences(&manager, of_both).await, expected);
        let of_kim = json!({ "subjectId": kim_id });
        assert_eq!(sentences(&manager, of_kim).await, expected);
    })
    .await;
}
