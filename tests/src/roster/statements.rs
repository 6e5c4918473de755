//! The number of SQL statements per list does not depend on its length.

use bruinbridge::entities::user::Role;
use serde_json::json;

use super::support::people;
use crate::harness::{Client, Server, each_database};

async fn cost(server: &Server, client: &Client, document: &str) -> usize {
    let before = server.statements();
    client.run(document, json!({})).await;
    server.statements() - before
}

#[tokio::test]
async fn a_page_of_fifty_mentors_costs_as_many_statements_as_one_of_two() {
    each_database(async |server| {
        people(&server, "mentor", Role::Mentor, 50).await;
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        people(&server, "mentee", Role::Mentee, 5).await;
        for number in 0..5 {
            let input = json!({ "menteeEmail": format!("mentee{number}@ucla.edu") });
            ma.accept("addMentee", input, "").await;
        }
        let page = |first: usize| {
            format!("{{ mentors(first: {first}) {{ nodes {{ id email spotsLeft capacity }} }} }}")
        };
        let me = "{ me { isMatched mentor { email } roster { mentees { email } spotsLeft isFull } blacklistedMentors { email spotsLeft } blockedMentors { email mentor { spotsLeft } } } }";
        // The signals above invalidate cached sessions, so the first request loads its session again.
        server.wait_for_log().await;
        cost(&server, &jo, &page(2)).await;
        let [two, fifty] = [cost(&server, &jo, &page(2)).await, cost(&server, &jo, &page(50)).await];
        assert_eq!(two, fifty);
        assert!(fifty <= 6, "{fifty} statements");
        let own = cost(&server, &ma, me).await;
        assert!(own <= 8, "{own} statements");
    })
    .await;
}
