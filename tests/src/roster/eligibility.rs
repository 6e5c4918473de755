//! Who is eligible for a match, and where that shows.

use serde_json::{Value, json};

use super::support::{add, compute_scores};
use crate::harness::{Client, each_database, each_database_with};

async fn matching(client: &Client) -> Value {
    client.me("matching { eligible reasons }").await["matching"].take()
}

fn because(reasons: &[&str]) -> Value {
    json!({ "eligible": reasons.is_empty(), "reasons": reasons })
}

/// The addresses of the accounts with `isEligible`.
async fn listed(admin: &Client, is_eligible: bool) -> Vec<String> {
    let document = format!(
        "{{ users(filter: {{ isEligible: {is_eligible} }}, orderBy: {{ field: EMAIL }}) {{ nodes {{ email matching {{ eligible }} }} }} }}"
    );
    let users = admin.run(&document, json!({})).await;
    let nodes = users["users"]["nodes"].as_array().expect("nodes");
    let email = |node: &Value| {
        assert_eq!(node["matching"]["eligible"], is_eligible, "{node}");
        node["email"].as_str().expect("an address").to_owned()
    };
    nodes.iter().map(email).collect()
}

#[tokio::test]
async fn every_reason_is_given_and_goes_away() {
    each_database_with(&[("MAX_MENTEES", "1")], async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let ma = server.mentor("ma@ucla.edu").await;
        let manager = server.admin("MANAGER").await;
        assert_eq!(matching(&jo).await, because(&["PROFILE_INCOMPLETE"]));
        assert_eq!(matching(&ma).await, because(&["PROFILE_INCOMPLETE"]));
        assert_eq!(matching(&manager).await, because(&["NOT_A_MEMBER"]));
        jo.complete_profile(0).await;
        ma.complete_profile(5).await;
        assert_eq!(matching(&jo).await, because(&[]));
        assert_eq!(matching(&ma).await, because(&[]));
        assert_eq!(listed(&manager, true).await, ["jo@ucla.edu", "ma@ucla.edu"]);
        assert_eq!(listed(&manager, false).await, ["manager@ucla.edu"]);
        jo.accept("updateProfile", json!({ "year": null }), "")
            .await;
        assert_eq!(listed(&manager, true).await, ["ma@ucla.edu"]);
        jo.complete_profile(0).await;
        add(&ma, "jo@ucla.edu").await;
        assert_eq!(matching(&jo).await, because(&["HAS_MENTOR"]));
        assert_eq!(matching(&ma).await, because(&["ROSTER_FULL"]));
        assert!(listed(&manager, true).await.is_empty());
        ma.accept("pauseMentoring", json!({}), "").await;
        assert_eq!(matching(&ma).await, because(&["PAUSED", "ROSTER_FULL"]));
        ma.accept(
            "requestAccountDeletion",
            json!({ "confirmation": "ma@ucla.edu" }),
            "",
        )
        .await;
        assert_eq!(
            matching(&ma).await,
            because(&["DELETION_PENDING", "PAUSED"])
        );
        let change = json!({ "id": jo.id().await, "isActive": false, "isVerified": false });
        let fields = "user { matching { eligible reasons } }";
        let payload = manager.accept("updateUser", change, fields).await;
        let reasons = because(&["EMAIL_NOT_VERIFIED", "ACCOUNT_INACTIVE"]);
        assert_eq!(payload["user"]["matching"], reasons);
    })
    .await;
}

#[tokio::test]
async fn only_who_is_eligible_is_suggested_or_on_the_board() {
    each_database(async |server| {
        let mentees = [
            server.member("jo@ucla.edu").await,
            server.member("al@ucla.edu").await,
        ];
        let mentors = [
            server.mentor("ma@ucla.edu").await,
            server.mentor("mo@ucla.edu").await,
        ];
        for client in mentees.iter().chain(&mentors) {
            client.complete_profile(2).await;
        }
        compute_scores(&server).await;
        let manager = server.admin("MANAGER").await;
        let unmatched = async || {
            let board = "{ matches { unmatched { nodes { email } } } stats { unmatchedMentees } }";
            let board = manager.run(board, json!({})).await;
            let nodes = board["matches"]["unmatched"]["nodes"]
                .as_array()
                .expect("nodes");
            assert_eq!(board["stats"]["unmatchedMentees"], nodes.len());
            nodes.len()
        };
        let suggested = async |client: &Client, list: &str| {
            let page = client
                .run(&format!("{{ {list} {{ nodes {{ score }} }} }}"), json!({}))
                .await;
            page[list]["nodes"].as_array().map(Vec::len)
        };
        assert_eq!(unmatched().await, 2);
        assert_eq!(suggested(&mentors[0], "menteeSuggestions").await, Some(2));
        assert_eq!(suggested(&mentees[0], "mentorSuggestions").await, Some(2));
        mentees[1]
            .accept("updateProfile", json!({ "lastName": "" }), "")
            .await;
        mentors[1].accept("pauseMentoring", json!({}), "").await;
        assert_eq!(unmatched().await, 1);
        assert_eq!(suggested(&mentors[0], "menteeSuggestions").await, Some(1));
        assert_eq!(suggested(&mentees[0], "mentorSuggestions").await, Some(1));
        // Who asks need not be eligible.
        assert_eq!(suggested(&mentors[1], "menteeSuggestions").await, Some(1));
        assert_eq!(suggested(&mentees[1], "mentorSuggestions").await, Some(1));
    })
    .await;
}
