//! The number of SQL statements per page does not depend on its length.

use serde_json::json;

use crate::harness::{Client, PASSWORD, Server, each_database};

async fn cost(server: &Server, client: &Client, document: &str) -> usize {
    let before = server.statements();
    client.run(document, json!({})).await;
    server.statements() - before
}

#[tokio::test]
async fn a_page_of_fifty_users_with_roster_and_mentor_costs_as_much_as_one_of_two() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        for number in 0..10 {
            let mentor = format!("mentor{number}@ucla.edu");
            let mentor = server.mentor(&mentor).await;
            let mentor_id = mentor.id().await;
            for seat in 0..4 {
                let email = format!("mentee{number}.{seat}@ucla.edu");
                let input = json!({ "email": email, "password": PASSWORD, "role": "MENTEE" });
                server.client().accept("register", input, "note").await;
                let input = json!({ "menteeEmail": email, "mentorId": mentor_id });
                manager.accept("addMentee", input, "").await;
            }
        }
        let page = |first: usize| {
            format!(
                "{{ users(first: {first}) {{ nodes {{ email isMatched matchedMentorEmail mentor {{ email }}
                    roster {{ mentees {{ email }} capacity spotsLeft isFull }} blacklistedMentors {{ email }}
                    sessions {{ id }} }} }} }}"
            )
        };
        // The first request of a session loads it; no later mutation has invalidated it.
        cost(&server, &manager, &page(2)).await;
        let [two, fifty] = [
            cost(&server, &manager, &page(5)).await,
            cost(&server, &manager, &page(50)).await,
        ];
        // On a busy machine a batch may be read in two parts.
        assert!(fifty <= two + 4, "{two} and {fifty} statements");
        assert!(fifty <= 16, "{fifty} statements");
    })
    .await;
}
