//! Decisions about requests at the same time.

use serde_json::{Value, json};

use super::{ask, id, offer, states};
use crate::harness::{codes, each_database};
use crate::roster::support::on_roster;

fn accepted(payloads: &[Value]) -> usize {
    let is_accepted = |payload: &&Value| payload["errors"] == json!([]);
    payloads.iter().filter(is_accepted).count()
}

#[tokio::test]
async fn one_of_two_mentors_who_accept_the_same_mentee_gets_them() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        for number in 0..5 {
            let jo = server.member(&format!("jo{number}@ucla.edu")).await;
            let (to_ma, to_mo) = (ask(&jo, &ma).await, ask(&jo, &mo).await);
            let (one, other) = tokio::join!(
                ma.mutate("acceptRequest", id(&to_ma), ""),
                mo.mutate("acceptRequest", id(&to_mo), ""),
            );
            let payloads = [one, other];
            assert_eq!(accepted(&payloads), 1);
            let refused: Vec<String> = payloads.iter().flat_map(codes).collect();
            assert_eq!(refused, ["REQUEST_NOT_OPEN"]);
            jo.accept("leaveMentor", json!({}), "").await;
        }
    })
    .await;
}

#[tokio::test]
async fn one_of_three_mentees_who_accept_the_last_seat_gets_it() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let (jo, al, bo) = (
            server.member("jo@ucla.edu").await,
            server.member("al@ucla.edu").await,
            server.member("bo@ucla.edu").await,
        );
        let offers = [
            offer(&ma, &jo).await,
            offer(&ma, &al).await,
            offer(&ma, &bo).await,
        ];
        ma.accept("setCapacity", json!({ "capacity": 1 }), "").await;
        let (one, two, three) = tokio::join!(
            jo.mutate("acceptRequest", id(&offers[0]), ""),
            al.mutate("acceptRequest", id(&offers[1]), ""),
            bo.mutate("acceptRequest", id(&offers[2]), ""),
        );
        let payloads = [one, two, three];
        assert_eq!(accepted(&payloads), 1);
        let refused: Vec<String> = payloads.iter().flat_map(codes).collect();
        assert_eq!(refused, ["ROSTER_FULL", "ROSTER_FULL"]);
        assert_eq!(on_roster(&ma).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_request_is_either_accepted_or_withdrawn() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for number in 0..5 {
            let jo = server.member(&format!("jo{number}@ucla.edu")).await;
            let asked = ask(&jo, &ma).await;
            let (accept, withdraw) = tokio::join!(
                ma.mutate("acceptRequest", id(&asked), ""),
                jo.mutate("withdrawRequest", id(&asked), ""),
            );
            assert_eq!(accepted(&[accept.clone(), withdraw]), 1);
            let is_matched = accepted(&[accept]) == 1;
            assert_eq!(jo.me("isMatched").await["isMatched"], is_matched);
            let expected = if is_matched { "ACCEPTED" } else { "WITHDRAWN" };
            assert_eq!(states(&jo, "sentRequests").await, [expected]);
            if is_matched {
                jo.accept("leaveMentor", json!({}), "").await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn two_who_ask_each_other_at_the_same_time_are_matched() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for number in 0..4 {
            let jo = server.member(&format!("jo{number}@ucla.edu")).await;
            tokio::join!(ask(&jo, &ma), offer(&ma, &jo));
            assert_eq!(jo.me("isMatched").await["isMatched"], true);
        }
    })
    .await;
}
