//! Who is locked out is out within a second, whatever else holds things up.

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
async fn who_is_locked_out_is_out_although_the_log_is_not_settled() {
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
    // Somebody else writes for as long as he likes: nobody hears of what comes after.
    let slow = server.app.db.writer().begin().await.expect("a transaction");
    write(&slow, &["slow".to_owned()]).await;
    jo.accept("logout", json!({}), "").await;
    Ends::all(vec![here, there], "logged out", 4401).await;
    // Nor does what the other process remembers of the session count any longer.
    assert_eq!(sibling.client_with(&token).me("id").await, Value::Null);
    slow.rollback().await.expect("rolled back");
    database.remove().await;
}

#[tokio::test]
async fn who_is_locked_out_is_out_however_much_is_not_settled() {
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
async fn who_is_locked_out_is_out_although_he_does_not_read() {
    let server = Server::start().await;
    let jo = server.member("jo@ucla.edu").await;
    let mut socket = open(&server, &jo).await;
    socket.flood().await;
    jo.accept("logout", json!({}), "").await;
    let took = socket.is_left().await;
    assert!(took < Duration::from_secs(1), "{took:?}");
}

#[tokio::test]
async fn an_account_that_was_to_be_deleted_and_is_again_hears_nothing_more() {
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
