//! A session that ends is disconnected within a second, even when the log or the client is slow.

use std::time::Duration;

use bruinbridge::entities::session;
use bruinbridge::ids::UserId;
use bruinbridge::signals::Name;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::{Value, json};

use super::ends::{Ends, Of, open};
use super::support::{some_names, write, write_about};
use crate::harness::{Database, Server, each_database};

#[tokio::test]
async fn an_ended_session_is_disconnected_while_the_log_is_not_stable() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let sibling = server.sibling().await;
    let jo = server.member("jo@ucla.edu").await;
    server.wait_for_log().await;
    let token = jo.token.clone().expect("a token");
    let (here, there) = (
        Ends::open(&server, &token, Of::Member).await,
        Ends::open(&sibling, &token, Of::Member).await,
    );
    // A transaction stays open for a long time, so subscribers do not receive later signals.
    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &["slow".to_owned()]).await;
    jo.accept("logout", json!({}), "").await;
    Ends::all(vec![here, there], "logged out", 4401).await;
    // The other process no longer uses its cached copy of the session either.
    assert_eq!(sibling.client_with(&token).me("id").await, Value::Null);
    slow.rollback().await.expect("rolled back");
    database.remove().await;
}

#[tokio::test]
async fn an_ended_session_is_disconnected_however_much_is_not_stable() {
    let database = Database::postgres().await;
    let server = Server::on(&database, &[]).await;
    let jo = server.member("jo@ucla.edu").await;
    let id = UserId(jo.id().await.parse().expect("an id"));
    server.wait_for_log().await;
    let token = jo.token.clone().expect("a token");
    let ends = Ends::open(&server, &token, Of::Member).await;
    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &["slow".to_owned()]).await;
    let many = server.app.db.writer().begin().await.expect("a transaction");
    let sessions = session::Entity::delete_many().filter(session::Column::UserId.eq(id));
    sessions.exec(&many).await.expect("no session is left");
    let (name, others) = (Name::UserLoggedOut, some_names(600));
    write_about(&many, name, None, &others).await;
    write_about(&many, name, Some(id), &["jo".to_owned()]).await;
    write_about(&many, name, None, &others).await;
    many.commit().await.expect("a commit");
    server.app.wrote_signals();
    Ends::all(vec![ends], "one of many", 4401).await;
    slow.rollback().await.expect("rolled back");
    database.remove().await;
}

#[tokio::test]
async fn an_ended_session_is_disconnected_although_its_client_does_not_read() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let mut socket = open(&server, &jo).await;
    socket.flood().await;
    jo.accept("logout", json!({}), "").await;
    let took = socket.is_left().await;
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn a_second_deletion_request_closes_the_sockets_again() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let confirmation = json!({ "confirmation": "jo@ucla.edu" });
        let request = async || {
            jo.accept("requestAccountDeletion", confirmation.clone(), "")
                .await;
        };
        request().await;
        let mut socket = open(&server, &jo).await;
        jo.accept("cancelAccountDeletion", json!({}), "").await;
        let document = "subscription { accountSignals(after: \"0\") { name } }";
        socket.subscribe("1", document).await;
        assert_eq!(socket.hear().await["type"], "next");
        request().await;
        assert_eq!(socket.closed_in_the_end().await, 4403);
    })
    .await;
}
