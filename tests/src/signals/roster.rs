//! Signals of rosters, blacklists and messages.

use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::Server;

const JO: &str = "jo@ucla.edu";
const MA: &str = "ma@ucla.edu";

async fn matched(server: &Server) -> crate::harness::Client {
    server.register(JO, "MENTEE").await;
    let ma = server.mentor(MA).await;
    ma.accept("addMentee", json!({ "menteeEmail": JO }), "")
        .await;
    ma
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "a mentor adds a mentee, twice",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                let ma = server.mentor(MA).await;
                server.forget_signals().await;
                let input = json!({ "menteeEmail": JO });
                ma.accept("addMentee", input.clone(), "").await;
                ma.refuse("addMentee", input).await;
            })
        },
        emitted: r#"
            W1 Platform.mentee_added(data: {mentorId: U1}) about U2 by U1
        "#,
    },
    Branch {
        title: "a mentor removes a mentee, twice",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let ma = matched(server).await;
                server.forget_signals().await;
                let input = json!({ "menteeEmail": JO });
                ma.accept("removeMentee", input.clone(), "").await;
                ma.accept("removeMentee", input, "").await;
            })
        },
        emitted: r#"
            W1 Platform.mentee_removed(data: {mentorId: U1}) about U2 by U1
            W1 Platform.mentee_removed(data: {menteeId: U2}) about U1
        "#,
    },
    Branch {
        title: "an administrator undoes a match, twice",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await.id().await;
                let ma = server.mentor(MA).await.id().await;
                let manager = server.admin("MANAGER").await;
                let pair = json!({ "menteeId": jo, "mentorId": ma });
                manager.accept("assignMentee", pair, "").await;
                server.forget_signals().await;
                let input = json!({ "menteeId": jo, "mentorId": ma });
                manager.accept("undoMatch", input.clone(), "").await;
                manager.refuse("undoMatch", input).await;
            })
        },
        emitted: r#"
            W1 Platform.mentee_removed(data: {mentorId: U1}, end_reason: "UNDONE") about U2 by U3
            W1 Platform.mentee_removed(data: {menteeId: U2}, end_reason: "UNDONE") about U1
        "#,
    },
    Branch {
        title: "a mentee blocks the mentor's address and unblocks it",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                matched(server).await;
                let jo = server.client().log_in(JO, crate::harness::PASSWORD).await;
                server.forget_signals().await;
                let input = json!({ "mentorEmail": MA });
                for mutation in ["blacklistMentor", "unblacklistMentor"] {
                    jo.accept(mutation, input.clone(), "").await;
                    jo.accept(mutation, input.clone(), "").await;
                }
            })
        },
        emitted: r#"
            W1 Platform.mentor_blacklisted(data: {mentorEmail: "ma@ucla.edu"}) about U1 by U1
            W1 Platform.mentee_removed(data: {mentorId: U2}) about U1 by U1
            W1 Platform.mentee_removed(data: {menteeId: U1}) about U2
            W2 Platform.mentor_unblacklisted(data: {mentorEmail: "ma@ucla.edu"}) about U1 by U1
        "#,
    },
    Branch {
        title: "a mentee blocks a mentor by id and unblocks them, then again after the mentor is gone",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let ma = server.mentor(MA).await.id().await;
                let jo = server.member(JO).await;
                server.forget_signals().await;
                let input = json!({ "mentorId": ma });
                jo.accept("blacklistMentor", input.clone(), "").await;
                jo.accept("unblacklistMentor", input.clone(), "").await;
                jo.accept("blacklistMentor", input, "").await;
                server
                    .execute("DELETE FROM users WHERE email = 'ma@ucla.edu'")
                    .await;
                let me = jo.me("blockedMentors { id }").await;
                let entry = json!({ "blockId": me["blockedMentors"][0]["id"] });
                jo.accept("unblacklistMentor", entry, "").await;
            })
        },
        emitted: r#"
            W1 Platform.mentor_blacklisted(data: {mentorId: U1}) about U2 by U2
            W2 Platform.mentor_unblacklisted(data: {mentorId: U1}) about U2 by U2
            W3 Platform.mentor_blacklisted(data: {mentorId: U1}) about U2 by U2
            W4 Platform.mentor_unblacklisted(data: {mentorId: null}) about U2 by U2
        "#,
    },
    Branch {
        title: "a mentor writes to a mentee",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let ma = matched(server).await;
                server.forget_signals().await;
                ma.accept("sendMessage", json!({ "body": "Hello" }), "")
                    .await;
                ma.refuse("sendMessage", json!({ "body": " " })).await;
            })
        },
        emitted: r#"
            W1 Platform.message_sent(data: {messageId: U1}) about U2 by U3
        "#,
    },
    Branch {
        title: "a mentor lowers the capacity, then below the minimum",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let ma = server.mentor(MA).await;
                server.forget_signals().await;
                ma.accept("setCapacity", json!({ "capacity": 2 }), "").await;
                ma.refuse("setCapacity", json!({ "capacity": -1 })).await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {capacity: 2}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {capacity: 2}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 UserManager.user_updated about U1 by U1
            W2 UserManager.user_update_started(update_data: {capacity: -1}) about U1 by U1
            W2 UserManager.user_update_failed(error_type: "repository_error", exception: "refused: CAPACITY_OUT_OF_RANGE", update_data: {capacity: -1}) about U1 by U1
        "#,
    },
    Branch {
        title: "a mentor pauses by a capacity of zero, resumes, and resumes again",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let ma = server.mentor(MA).await;
                server.forget_signals().await;
                ma.accept("setCapacity", json!({ "capacity": 0 }), "").await;
                ma.accept("resumeMentoring", json!({}), "").await;
                ma.accept("resumeMentoring", json!({}), "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {capacity: 0}) about U1 by U1
            W1 UserRepository.user_pre_update(update_data: {isPaused: true, pausedUntil: null}) about U1 by U1
            W1 UserRepository.user_post_update about U1 by U1
            W1 UserManager.user_updated about U1 by U1
            W2 UserManager.user_update_started(update_data: {isPaused: false, pausedUntil: null}) about U1 by U1
            W2 UserRepository.user_pre_update(update_data: {isPaused: false, pausedUntil: null}) about U1 by U1
            W2 UserRepository.user_post_update about U1 by U1
            W2 UserManager.user_updated about U1 by U1
        "#,
    },
    Branch {
        title: "an administrator approves a mentor, twice",
        settings: &[("MENTOR_APPROVAL", "true")],
        provoke: |server| {
            Box::pin(async move {
                let ma = server.mentor(MA).await;
                let manager = server.admin("MANAGER").await;
                let input = json!({ "mentorId": ma.id().await });
                server.forget_signals().await;
                manager.accept("approveMentor", input.clone(), "").await;
                manager.accept("approveMentor", input, "").await;
            })
        },
        emitted: r#"
            W1 UserManager.user_update_started(update_data: {isApproved: true}) about U1 by U2
            W1 UserRepository.user_pre_update(update_data: {isApproved: true}) about U1 by U2
            W1 UserRepository.user_post_update about U1 by U2
            W1 UserManager.user_updated about U1 by U2
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
