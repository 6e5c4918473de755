//! Emails that were being sent when their process died.

use bruinbridge::entities::email::{Column, EmailState, Entity, Model};
use bruinbridge::ids::SenderId;
use bruinbridge::mail::claims::{Free, GRACE, release};
use bruinbridge::mail::outbox::send_due;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::json;
use tokio::time::{sleep, timeout};

use super::{JO, SETTINGS, each_database};
use crate::harness::{Database, Mood, PASSWORD, Server};

async fn queue_email(server: &Server) {
    let jo = server.member(JO).await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "newSecurePass!" });
    jo.accept("changePassword", input, "").await;
}

async fn email(server: &Server) -> Model {
    let email = Entity::find().one(server.app.db.reader()).await;
    email.expect("the emails").expect("an email")
}

/// Interrupts a round while the mail server is silent.
async fn interrupt_round(server: &Server) {
    server.mail.is_in(Mood::Silent);
    let wait = std::time::Duration::from_millis(500);
    let interrupted = timeout(wait, send_due(&server.app, 100)).await;
    assert!(interrupted.is_err());
    server.mail.is_in(Mood::Good);
}

#[tokio::test]
async fn what_a_dead_process_was_sending_is_due_at_once() {
    each_database(async |server| {
        queue_email(&server).await;
        interrupt_round(&server).await;
        assert!(email(&server).await.claimed_by.is_some());
        // The process that sent it has died: nobody holds its lock.
        Entity::update_many()
            .col_expr(Column::ClaimedBy, Expr::value(SenderId::new()))
            .exec(server.app.db.writer())
            .await
            .expect("another sender");
        assert_eq!(server.send_emails().await, 0, "its lease has not expired");
        let mut free = Free::default();
        let mut released = release(&server.app, &mut free).await.expect("a round");
        if released == 0 {
            // On PostgreSQL its sender has some time to notice that it lost its lock.
            sleep(GRACE).await;
            released = release(&server.app, &mut free).await.expect("a round");
        }
        assert_eq!(released, 1);
        assert_eq!(server.send_emails().await, 1);
        let email = email(&server).await;
        assert_eq!((email.state, email.claimed_by), (EmailState::Sent, None));
    })
    .await;
}

#[tokio::test]
async fn what_a_live_process_is_sending_is_left_to_it() {
    let database = Database::postgres().await;
    let server = Server::on(&database, SETTINGS).await;
    queue_email(&server).await;
    interrupt_round(&server).await;
    let sibling = server.sibling().await;
    let mut free = Free::default();
    for _ in 0..2 {
        let released = release(&sibling.app, &mut free).await;
        assert_eq!(released.expect("a round"), 0);
        sleep(GRACE).await;
    }
    assert_eq!(sibling.send_emails().await, 0);
    assert_eq!(server.mail.emails().len(), 0);
    drop(sibling);
    drop(server);
    database.remove().await;
}

#[tokio::test]
async fn a_sender_that_loses_its_lock_stops_sending_and_gets_a_new_one() {
    let database = Database::postgres().await;
    let server = Server::on(&database, SETTINGS).await;
    queue_email(&server).await;
    server.mail.is_in(Mood::Silent);
    let cut_off = async {
        while email(&server).await.claimed_by.is_none() {
            sleep(std::time::Duration::from_millis(20)).await;
        }
        server
            .execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            )
            .await;
    };
    // Without the lock the round ends, although the mail server is silent for a minute.
    let sending = timeout(GRACE * 2, send_due(&server.app, 100));
    let (round, ()) = tokio::join!(sending, cut_off);
    assert_eq!(round.expect("an end").expect("a round").finished, 0);
    let lost = email(&server).await.claimed_by;
    server.mail.is_in(Mood::Good);
    let mut free = Free::default();
    release(&server.app, &mut free).await.expect("a round");
    assert_eq!(server.send_emails().await, 0);
    sleep(GRACE).await;
    assert_eq!(release(&server.app, &mut free).await.expect("a round"), 1);
    assert_eq!(server.send_emails().await, 1);
    assert!(lost.is_some());
    drop(server);
    database.remove().await;
}
