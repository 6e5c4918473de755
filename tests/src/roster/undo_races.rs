//! Undoing a match at the same moment as something else.

use bruinbridge::entities::matched::{Column, Entity};
use bruinbridge::entities::user::Role;
use bruinbridge::ids::UserId;
use chrono::Duration;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::invariants::check;
use super::support::people;
use crate::harness::{Client, Server, codes, each_database_with};

/// Emails are sent, and new accounts are verified at once.
const SETTINGS: &[(&str, &str)] = &[("SEND_EMAILS", "true"), ("AUTO_VERIFY", "true")];
/// Pairs for each race, on each database.
const ROUNDS: usize = 12;

/// A mentee and the mentor.
type Pair = (UserId, UserId);

fn of((mentee, mentor): Pair) -> Value {
    json!({ "menteeId": mentee, "mentorId": mentor })
}

/// Pairs of a mentee and a mentor, who are matched by an administrator.
async fn pairs(server: &Server, admin: &Client) -> Vec<Pair> {
    let mentees = people(server, "mentee", Role::Mentee, ROUNDS).await;
    let mentors = people(server, "mentor", Role::Mentor, ROUNDS).await;
    let pairs: Vec<Pair> = mentees.into_iter().zip(mentors).collect();
    let inputs = pairs.iter().copied().map(of);
    let input = json!({ "pairs": inputs.collect::<Vec<Value>>() });
    admin.accept("assignMentees", input, "").await;
    assert_eq!(server.count("matches").await, 12);
    pairs
}

fn emails(server: &Server, number: usize) -> [usize; 2] {
    ["mentee", "mentor"].map(|role| {
        let address = format!("{role}{number}@ucla.edu");
        server.mail.emails_to(&address).len()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_match_is_either_ended_or_undone() {
    each_database_with(SETTINGS, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let pairs = pairs(&server, &admin).await;
        let mut ended_count = 0;
        for pair in pairs {
            let input = of(pair);
            let (undone, ended) = tokio::join!(
                admin.mutate("undoMatch", input.clone(), ""),
                admin.mutate("endMatch", input, ""),
            );
            let mut outcomes = [codes(&undone), codes(&ended)];
            ended_count += i64::from(outcomes[1].is_empty());
            outcomes.sort();
            assert_eq!(outcomes, [vec![], vec!["NO_MATCH menteeId".to_owned()]]);
        }
        assert_eq!(server.count("matches").await, 0);
        assert_eq!(server.count("ended_matches").await, ended_count);
        check(&server.app, "matches that were undone or ended").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_match_is_undone_once() {
    each_database_with(SETTINGS, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        for pair in pairs(&server, &admin).await {
            let input = of(pair);
            let (one, other) = tokio::join!(
                admin.mutate("undoMatch", input.clone(), ""),
                admin.mutate("undoMatch", input, ""),
            );
            let mut outcomes = [codes(&one), codes(&other)];
            outcomes.sort();
            assert_eq!(outcomes, [vec![], vec!["NO_MATCH menteeId".to_owned()]]);
        }
    })
    .await;
}

/// Undoes every match while its emails are delivered, and checks that each match was either undone without an email or
/// kept with both. Returns how many were undone.
async fn race(server: &Server, admin: &Client, pairs: &[Pair]) -> usize {
    let undoing = async {
        let mut outcomes = Vec::new();
        for pair in pairs {
            outcomes.push(codes(&admin.mutate("undoMatch", of(*pair), "").await));
        }
        outcomes
    };
    let (outcomes, _) = tokio::join!(undoing, server.send_emails());
    server.send_emails().await;
    for (number, refused) in outcomes.iter().enumerate() {
        match refused.is_empty() {
            true => assert_eq!(emails(server, number), [0, 0], "an email about nothing"),
            false => {
                assert_eq!(*refused, ["UNDO_EXPIRED menteeId"]);
                assert_eq!(emails(server, number), [1, 1]);
            }
        }
    }
    let undone = outcomes.iter().filter(|refused| refused.is_empty()).count();
    let kept = i64::try_from(ROUNDS - undone).expect("few");
    assert_eq!(server.count("matches").await, kept);
    assert_eq!(server.count("ended_matches").await, 0);
    check(&server.app, "undone while emails are sent").await;
    undone
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_undo_and_the_delivery_at_the_limit_never_both_succeed() {
    each_database_with(SETTINGS, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let pairs = pairs(&server, &admin).await;
        server.advance(Duration::minutes(10));
        assert_eq!(race(&server, &admin, &pairs).await, 0, "all are too late");
    })
    .await;
}

/// Makes the matches seem undoable for an hour, although their emails are due.
async fn let_the_clock_be_late(server: &Server) {
    let later = server.app.clock.now() + Duration::hours(1);
    Entity::update_many()
        .col_expr(Column::UndoUntil, Expr::value(later))
        .exec(server.app.db.writer())
        .await
        .expect("a change");
    server.advance(Duration::minutes(10));
}

/// The clock of the process that undoes is late, as another process sees it: only the emails themselves can say which of
/// the two was first.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_undo_and_a_claim_at_the_same_moment_never_both_succeed() {
    let (undone, kept) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // Until each of the two was first at least once.
    for _ in 0..10 {
        each_database_with(SETTINGS, async |server| {
            let admin = server.admin("SUPERADMIN").await;
            let pairs = pairs(&server, &admin).await;
            let_the_clock_be_late(&server).await;
            let count = race(&server, &admin, &pairs).await;
            undone.fetch_add(count, Ordering::Relaxed);
            kept.fetch_add(ROUNDS - count, Ordering::Relaxed);
        })
        .await;
        if undone.load(Ordering::Relaxed) > 0 && kept.load(Ordering::Relaxed) > 0 {
            return;
        }
    }
    panic!("one of the two was always first: {undone:?} undone, {kept:?} kept");
}

#[tokio::test]
async fn once_an_email_was_sent_nothing_is_undone_whatever_the_clock_says() {
    each_database_with(SETTINGS, async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let pairs = pairs(&server, &admin).await;
        let_the_clock_be_late(&server).await;
        server.send_emails().await;
        for pair in pairs {
            let input = of(pair);
            let refused = admin.refuse("undoMatch", input).await;
            assert_eq!(refused, ["UNDO_EXPIRED menteeId"]);
        }
        assert_eq!(server.count("matches").await, 12);
    })
    .await;
}
