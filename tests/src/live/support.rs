//! Writes signals without a command, for tests in which only their position in the log matters.

use bruinbridge::app::App;
use bruinbridge::entities::signal::{ActiveModel, Entity};
use bruinbridge::ids::{SignalId, UserId, WorkflowId};
use bruinbridge::signals::{Name, log};
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use serde_json::{Value, json};

use crate::harness::{Client, Server, Subscription};

/// Subscribes to the whole log, after a cursor if there is one.
pub(crate) async fn follow(client: &Client, after: Option<&str>) -> Subscription {
    let document =
        "subscription($after: String) { signals(after: $after) { cursor name username } }";
    client.subscribe(document, json!({ "after": after })).await
}

/// Subscribes to new signals. Writes a signal and reads up to it, because nothing else shows that a subscription has
/// started.
pub(crate) async fn follow_on(server: &Server, client: &Client) -> Subscription {
    let end = log::end(server.app.db.reader(), server.app.db.engine).await;
    let cursor = end.expect("the log").to_string();
    emit(&server.app, &["from now on".to_owned()]).await;
    let mut subscription = follow(client, Some(&cursor)).await;
    while text(&subscription.next().await, "username") != "from now on" {}
    subscription
}

/// Writes signals with these usernames, in this order, in the transaction `rows`.
pub(crate) async fn write(rows: &impl ConnectionTrait, names: &[String]) {
    write_about(rows, Name::UserAuthenticationStarted, None, names).await;
}

/// Writes signals with another name, and about an account.
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
        .expect("the rows are inserted");
}

/// Returns `count` different names.
pub(crate) fn some_names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("name{number}")).collect()
}

/// Writes signals and wakes the tail, as a commit of the server does.
pub(crate) async fn emit(app: &App, names: &[String]) {
    write(app.db.writer(), names).await;
    app.wrote_signals();
}

/// Returns the usernames of the next events.
pub(crate) async fn usernames(subscription: &mut Subscription, count: usize) -> Vec<String> {
    let events = subscription.take(count).await;
    events.iter().map(|event| text(event, "username")).collect()
}

/// Returns a text field of an event.
pub(crate) fn text(event: &Value, field: &str) -> String {
    event[field].as_str().unwrap_or_default().to_owned()
}
