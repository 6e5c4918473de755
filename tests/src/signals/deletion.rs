//! Signals of a permanent deletion.

use bruinbridge::signals::Name;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{Client, Reaction, Server};

const JO: &str = "jo@ucla.edu";

/// Registers a member who requests the deletion of their account.
pub(super) async fn requested(server: &Server, email: &str) -> Client {
    let client = server.member(email).await;
    let input = json!({ "confirmation": email });
    client.accept("requestAccountDeletion", input, "").await;
    client
}

/// Registers a member whose grace period is over.
pub(super) async fn expired(server: &Server, email: &str) -> Client {
    let client = requested(server, email).await;
    server.advance(chrono::Duration::hours(1));
    client
}

async fn purge_that_fails(server: &Server, reaction: Reaction) {
    expired(server, JO).await;
    server.forget_signals().await;
    server.react(Name::UserPreDelete, reaction);
    assert_eq!(server.purge().await, 0);
    assert!(server.user(JO).await.is_some());
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "an expired account is purged",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                expired(server, JO).await;
                server.forget_signals().await;
                assert_eq!(server.purge().await, 1);
            })
        },
        emitted: r#"
            W1 UserManager.user_deletion_started about U1
            W1 UserRepository.user_pre_delete about U1
            W1 UserRepository.user_post_delete about U1
            W1 UserManager.user_deleted(username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "no account is expired",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                requested(server, JO).await;
                server.forget_signals().await;
                assert_eq!(server.purge().await, 0);
            })
        },
        emitted: "",
    },
    Branch {
        title: "a handler refuses",
        settings: &[],
        provoke: |server| Box::pin(purge_that_fails(server, Reaction::Refuse("Not this one."))),
        emitted: r#"
            W1 UserManager.user_deletion_started about U1
            W1 UserRepository.user_pre_delete about U1
            W1 UserManager.user_deletion_failed(error_type: "repository_error", exception: "refused: REFUSED_BY_HANDLER", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the repository cannot delete",
        settings: &[],
        provoke: |server| {
            let broken = Reaction::Run("ALTER TABLE users RENAME TO gone");
            Box::pin(purge_that_fails(server, broken))
        },
        emitted: r#"
            W1 UserManager.user_deletion_started about U1
            W1 UserRepository.user_pre_delete about U1
            W1 UserManager.user_deletion_failed(error_type: "repository_error", exception: "the database refused the statement", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "a handler panics",
        settings: &[],
        provoke: |server| Box::pin(purge_that_fails(server, Reaction::Panic)),
        emitted: r#"
            W1 UserManager.user_deletion_started about U1
            W1 UserRepository.user_pre_delete about U1
            W1 UserManager.user_deletion_failed(error_type: "unexpected_exception", exception: "an unexpected error", username: "jo@ucla.edu") about U1
        "#,
    },
    Branch {
        title: "the account is already gone when the purge reaches it",
        settings: &[],
        provoke: |server| {
            let gone = Reaction::Run("DELETE FROM users");
            Box::pin(purge_that_fails(server, gone))
        },
        emitted: r#"
            W1 UserManager.user_deletion_started about U1
            W1 UserRepository.user_pre_delete about U1
            W1 UserManager.user_deletion_failed(error_type: "user_not_found", username: "jo@ucla.edu") about U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
