//! Signals without a command, for tests in which only their place in the log matters.

use bruinbridge::app::App;
use bruinbridge::entities::signal::{ActiveModel, Entity};
use bruinbridge::ids::{SignalId, UserId, WorkflowId};
use bruinbridge::signals::{Name, log};
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use serde_json::{Value, json};

use crate::harness::{Client, Server, Subscription};

/// Subscribes to the whole log, by the cursor alone.
pub(crate) async fn follow(client: &Client, after: Option<&str>) -> Subscription {
    let document =
        "subscription($after: String) { signals(after: $after) { cursor name username } }";
    client.subscribe(document, json!({ "after": after })).await
}

/// Subscribes to what comes from now on: up to a signal of its own, because nothing tells when a subscription has
/// begun.
pub(crate) async fn follow_on(server: &Server, client: &Client) -> Subscription {
    let end = log::end(server.app.db.reader(), server.app.db.engine).await;
    let cursor = end.expect("the log").to_string();
    tell(&server.app, &["from now on".to_owned()]).await;
    let mut subscription = follow(client, Some(&cursor)).await;
    while text(&subscription.next().await, "username") != "from now on" {}
    subscription
}

/// Writes signals that bear these names as usernames, in this order, in whatever transaction `rows` is.
pub(crate) async fn write(rows: &impl ConnectionTrait, names: &[String]) {
    write_about(rows, Name::UserAuthenticationStarted, None, names).await;
}

/// The same of another kind, and about an account.
pub(crate) async fn write_about(
    rows: &impl ConnectionTrait,
    name: Name,
    user_id: Option<UserId>,
    names: &[String],
) {
    let signals = names.iter().map(|username| ActiveModel {
        id: Set(SignalId::new()),
        name: Set(name.as_str().to_owned()),
        sender: Set("UserManager".to_owned()),
        workflow_id: Set(WorkflowId::new()),
        user_id: Set(user_id),
        actor_id: Set(None),
        occurred_at: Set(chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_000)),
        arguments: Set(json!({ "username": username })),
        ..Default::default()
    });
    Entity::insert_many(signals)
        .exec_without_returning(rows)
        .await
        .expect("the rows are taken");
}

/// `count` different names.
pub(crate) fn some_names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("name{number}")).collect()
}

/// Writes and wakes the tail, as a commit of the server's own would.
pub(crate) async fn tell(app: &App, names: &[String]) {
    write(app.db.writer(), names).await;
    app.wrote_signals();
}

/// The usernames of the next events.
pub(crate) async fn usernames(subscription: &mut Subscription, count: usize) -> Vec<String> {
    let events = subscription.take(count).await;
    events.iter().map(|event| text(event, "username")).collect()
}

/// A field of an event.
pub(crate) fn text(event: &Value, field: &str) -> String {
    event[field].as_str().unwrap_or_default().to_owned()
}
