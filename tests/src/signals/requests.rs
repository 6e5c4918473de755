//! Signals of requests between mentees and mentors.

use bruinbridge::roster::requests::expire::expire_due;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{Client, Server};

const JO: &str = "jo@ucla.edu";
const MA: &str = "ma@ucla.edu";

/// Registers a mentee and a mentor.
async fn pair(server: &Server) -> (Client, Client) {
    (server.member(JO).await, server.mentor(MA).await)
}

/// The mentee asks the mentor; returns the input of mutations that decide about it.
async fn asked(jo: &Client, ma: &Client) -> serde_json::Value {
    let input = json!({ "mentorId": ma.id().await });
    let payload = jo.accept("requestMentor", input, "request { id }").await;
    json!({ "id": payload["request"]["id"] })
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a mentee asks, withdraws, asks again, and the mentor declines",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (jo, ma) = pair(server).await;
                server.forget_signals().await;
                let request = asked(&jo, &ma).await;
                jo.accept("withdrawRequest", request, "").await;
                let mut request = asked(&jo, &ma).await;
                request["reason"] = json!("NO_TIME");
                ma.accept("declineRequest", request, "").await;
            })
        },
        emitted: r#"
            W1 Platform.mentorship_requested(data: {mentorId: U1, requestId: U2}) about U3 by U3
            W1 Platform.mentorship_requested(data: {menteeId: U3, requestId: U2}) about U1 by U3
            W2 Platform.mentorship_withdrawn(data: {cause: "withdrawn", mentorId: U1, requestId: U2}) about U3 by U3
            W2 Platform.mentorship_withdrawn(data: {cause: "withdrawn", menteeId: U3, requestId: U2}) about U1 by U3
            W3 Platform.mentorship_requested(data: {mentorId: U1, requestId: U4}) about U3 by U3
            W3 Platform.mentorship_requested(data: {menteeId: U3, requestId: U4}) about U1 by U3
            W4 Platform.mentorship_declined(data: {mentorId: U1, requestId: U4}, decline_reason: "NO_TIME") about U3 by U1
            W4 Platform.mentorship_declined(data: {menteeId: U3, requestId: U4}, decline_reason: "NO_TIME") about U1 by U1
        "#,
    },
    Branch {
        title: "a mentor offers, the mentee accepts, and another request is closed",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (jo, ma) = pair(server).await;
                let mo = server.mentor("mo@ucla.edu").await;
                server.forget_signals().await;
                let input = json!({ "menteeId": jo.id().await });
                let offer = ma.accept("offerMentoring", input, "request { id }").await;
                asked(&jo, &mo).await;
                let accepted = json!({ "id": offer["request"]["id"] });
                jo.accept("acceptRequest", accepted, "").await;
            })
        },
        emitted: r#"
            W1 Platform.mentorship_offered(data: {mentorId: U1, requestId: U2}) about U3 by U1
            W1 Platform.mentorship_offered(data: {menteeId: U3, requestId: U2}) about U1 by U1
            W2 Platform.mentorship_requested(data: {mentorId: U4, requestId: U5}) about U3 by U3
            W2 Platform.mentorship_requested(data: {menteeId: U3, requestId: U5}) about U4 by U3
            W3 Platform.mentee_added(data: {mentorId: U1}) about U3 by U3
            W3 Platform.mentorship_accepted(data: {mentorId: U1, requestId: U2}) about U3 by U3
            W3 Platform.mentorship_accepted(data: {menteeId: U3, requestId: U2}) about U1 by U3
            W3 Platform.mentorship_withdrawn(data: {cause: "mentee_matched", mentorId: U4, requestId: U5}) about U3
            W3 Platform.mentorship_withdrawn(data: {cause: "mentee_matched", menteeId: U3, requestId: U5}) about U4
        "#,
    },
    Branch {
        title: "a request expires",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (jo, ma) = pair(server).await;
                server.forget_signals().await;
                asked(&jo, &ma).await;
                server.advance(chrono::Duration::days(8));
                expire_due(&server.app, 10).await.expect("a round");
            })
        },
        emitted: r#"
            W1 Platform.mentorship_requested(data: {mentorId: U1, requestId: U2}) about U3 by U3
            W1 Platform.mentorship_requested(data: {menteeId: U3, requestId: U2}) about U1 by U3
            W2 Platform.mentorship_expired(data: {mentorId: U1, requestId: U2}) about U3
            W2 Platform.mentorship_expired(data: {menteeId: U3, requestId: U2}) about U1
        "#,
    },
    Branch {
        title: "a mentor who was asked becomes a mentee",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let (jo, ma) = pair(server).await;
                asked(&jo, &ma).await;
                server.forget_signals().await;
                ma.accept("changeRole", json!({ "newRole": "MENTEE" }), "")
                    .await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {role: "MENTEE"}) about U1 by U1
            W1 Platform.mentorship_withdrawn(data: {cause: "participant_left", mentorId: U1, requestId: U2}) about U3
            W1 Platform.mentorship_withdrawn(data: {cause: "participant_left", menteeId: U3, requestId: U2}) about U1
            W1 Platform.user_role_changed(data: {from: "MENTOR", to: "MENTEE"}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {role: "MENTEE"}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 UserManager.user_updated about U1 by U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_its_signals() {
    run(BRANCHES).await;
}
