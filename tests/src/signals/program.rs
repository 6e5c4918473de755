//! Signals about running the program: tables that administrators download, and concerns.

use reqwest::header::AUTHORIZATION;
use serde_json::json;

use super::branch::{Branch, run};
use crate::harness::{Client, Server};

const JO: &str = "jo@ucla.edu";

async fn download(server: &Server, client: &Client, path: &str) {
    let token = client.token.as_deref().expect("a token");
    let request = reqwest::Client::new().get(format!("{}/export/{path}", server.url));
    let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    let response = request.send().await.expect("a response");
    response.text().await.expect("a body");
}

pub(super) const BRANCHES: &[Branch] = &[
    Branch {
        title: "accounts and matches are downloaded",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                server.register(JO, "MENTEE").await;
                let auditor = server.admin("AUDITOR").await;
                server.forget_signals().await;
                download(server, &auditor, "users.csv").await;
                let filtered = "users.csv?role=MENTEE&isActive=true&search=jo%40ucla.edu&bom=1";
                download(server, &auditor, filtered).await;
                download(server, &auditor, "matches.csv").await;
                download(server, &auditor, "users.csv?role=x").await;
            })
        },
        emitted: r#"
            W1 Platform.users_exported(data: {filter: {}, isComplete: true, rows: 2, table: "users"}) by U1
            W2 Platform.users_exported(data: {filter: {isActive: true, isSearched: true, role: "MENTEE"}, isComplete: true, rows: 1, table: "users"}) by U1
            W3 Platform.users_exported(data: {isComplete: true, rows: 0, table: "matches"}) by U1
        "#,
    },
    Branch {
        title: "a member may not download",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                server.forget_signals().await;
                download(server, &jo, "users.csv").await;
            })
        },
        emitted: r#"
            W1 Platform.admin_action_refused(client_address: "127.0.0.1", data: {count: 1, operation: "export/users.csv", permission: "users:read"}) about U1 by U1
        "#,
    },
    Branch {
        title: "a concern is raised and resolved, and others are refused",
        settings: &[],
        provoke: |server| {
            Box::pin(async move {
                let jo = server.member(JO).await;
                let ma = server.mentor("ma@ucla.edu").await;
                let admin = server.admin("SUPERADMIN").await;
                server.forget_signals().await;
                let input = json!({ "about": ma.id().await, "text": "He never replies." });
                let raised = jo.accept("raiseConcern", input, "id").await;
                jo.refuse("raiseConcern", json!({ "text": " " })).await;
                let input = json!({ "id": raised["id"], "note": "Called him." });
                admin.accept("resolveConcern", input.clone(), "").await;
                admin.refuse("resolveConcern", input).await;
            })
        },
        emitted: r#"
            W1 Platform.concern_raised
            W2 Platform.concern_resolved by U1
        "#,
    },
];

#[tokio::test]
async fn every_branch_emits_what_it_should() {
    run(BRANCHES).await;
}
