//! Blocking an address discloses nothing about it: everything that the mentee sees is the same whatever account has it.

use bruinbridge::auth::{Client as RemoteClient, authenticate};
use bruinbridge::roster::{Person, blacklist_mentor, unblacklist_mentor};
use serde_json::{Value, json};

use super::support::compute_scores;
use crate::harness::{Client, MAIL, PASSWORD, Server, credentials, each_database_with};

const PRIVATE: &[(&str, &str)] = &[
    ("SEND_EMAILS", "true"),
    ("REGISTRATION_DISCLOSURE", "private"),
];

/// Blocks twice and unblocks.
const MUTATIONS: [&str; 3] = ["blacklistMentor", "blacklistMentor", "unblacklistMentor"];

/// Creates accounts in every state, and returns their addresses and those without an account.
async fn addresses(server: &Server) -> Vec<&'static str> {
    let admin = server.admin("SUPERADMIN").await;
    let input = credentials("unverified@ucla.edu", PASSWORD);
    server.client().accept("register", input, "note").await;
    server.deferred_finished().await;
    server.register("mentee@ucla.edu", "MENTEE").await;
    for email in [
        "mentor@ucla.edu",
        "inactive@ucla.edu",
        "leaving@ucla.edu",
        "deleted@ucla.edu",
        "moved@ucla.edu",
    ] {
        let mentor = server.mentor(email).await;
        let profile =
            json!({ "firstName": "Someone", "lastName": "Lee", "major": ["Biology"], "year": 2 });
        mentor.accept("updateProfile", profile, "").await;
        let id = mentor.id().await;
        match email {
            "inactive@ucla.edu" => {
                let input = json!({ "id": id, "isActive": false });
                admin.accept("updateUser", input, "").await;
            }
            "leaving@ucla.edu" => {
                let input = json!({ "confirmation": email });
                mentor.accept("requestAccountDeletion", input, "").await;
            }
            "deleted@ucla.edu" => {
                admin.accept("deleteUser", json!({ "id": id }), "").await;
            }
            "moved@ucla.edu" => {
                let input = json!({ "id": id, "email": "elsewhere@ucla.edu" });
                admin.accept("updateUser", input, "").await;
            }
            _ => {}
        }
    }
    vec![
        "unknown@ucla.edu",
        "unverified@ucla.edu",
        "mentee@ucla.edu",
        "mentor@ucla.edu",
        "inactive@ucla.edu",
        "leaving@ucla.edu",
        "deleted@ucla.edu",
        "moved@ucla.edu",
        "superadmin@ucla.edu",
    ]
}

/// What the mentee sees of one mutation, with the address left out.
async fn seen(server: &Server, mentee: &Client, mutation: &str, email: &str) -> Value {
    let fields = "user { isMatched mentor { id } blacklistedMentors { id } \
                  blockedMentors { email mentor { id fullName } } }";
    server.wait_for_log().await;
    server.forget_signals().await;
    let input = json!({ "mentorEmail": email });
    let payload = mentee.mutate(mutation, input, fields).await;
    let own = mentee.id().await;
    let signals = server.signals().await.into_iter();
    let signals = signals.filter(|signal| signal.user_id.as_ref() == Some(&own));
    let signals: Vec<Value> = signals
        .map(|signal| {
            json!([
                signal.sender,
                signal.name,
                signal.actor_id,
                signal.arguments
            ])
        })
        .collect();
    let seen = json!([payload, signals]).to_string();
    let seen = seen.replace(email, "ADDRESS");
    serde_json::from_str(&seen).expect("JSON")
}

/// How often statements are counted: work in the background may add some.
const ROUNDS: usize = 3;

/// The number of statements of each command: the fewest of several rounds.
async fn costs(server: &Server, mentee: &Client, email: &str) -> [usize; 3] {
    let (app, token) = (&server.app, mentee.token.as_deref());
    let caller = authenticate(app, token, RemoteClient::default()).await;
    let member = caller.and_then(|caller| caller.member()).expect("a member");
    let mut costs = [usize::MAX; 3];
    for _ in 0..ROUNDS {
        for (cost, mutation) in costs.iter_mut().zip(MUTATIONS) {
            server.wait_for_log().await;
            let before = server.statements();
            let typed = Person::Address(email.to_owned());
            let outcome = match mutation {
                "blacklistMentor" => blacklist_mentor::blacklist_mentor(app, &member, typed).await,
                _ => unblacklist_mentor::unblacklist_mentor(app, &member, typed.into()).await,
            };
            outcome.expect("success");
            *cost = server.statements().saturating_sub(before).min(*cost);
        }
    }
    costs
}

async fn suggestions(mentee: &Client) -> Value {
    let document =
        "{ mentorSuggestions { nodes { mentor { id } score sentence } } mentors { nodes { id } } }";
    mentee.run(document, json!({})).await
}

/// Blocks and unblocks every address.
async fn all_look_the_same(server: &Server, hides_suggestions: bool) {
    let addresses = addresses(server).await;
    let jo = server.member("jo@ucla.edu").await;
    let profile = json!({ "firstName": "Jo", "major": ["Biology"], "year": 2 });
    jo.accept("updateProfile", profile, "").await;
    compute_scores(server).await;
    let before = suggestions(&jo).await;
    assert_eq!(
        before["mentorSuggestions"]["nodes"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    let mut first = None;
    for email in addresses {
        let mut all = Vec::new();
        for mutation in MUTATIONS {
            all.push(seen(server, &jo, mutation, email).await);
        }
        let costs = costs(server, &jo, email).await;
        if !hides_suggestions {
            seen(server, &jo, "blacklistMentor", email).await;
            compute_scores(server).await;
            assert_eq!(suggestions(&jo).await, before, "{email}");
            seen(server, &jo, "unblacklistMentor", email).await;
        }
        let (expected, expected_costs) = first.get_or_insert_with(|| (all.clone(), costs));
        assert_eq!(all, *expected, "{email}");
        assert_eq!(costs, *expected_costs, "{email}");
    }
    let (first, _) = first.expect("an address");
    let listed = &first[0][0]["user"]["blockedMentors"];
    assert_eq!(*listed, json!([{ "email": "ADDRESS", "mentor": null }]));
    assert_eq!(first[0][0]["errors"], json!([]));
    assert_eq!(first[0][1][0][1], "mentor_blacklisted");
    assert_eq!(first[1][1], json!([]));
    assert_eq!(first[2][0]["user"]["blockedMentors"], json!([]));
}

#[tokio::test]
async fn a_mentee_who_blocks_an_address_does_not_learn_whose_it_is() {
    each_database_with(PRIVATE, async |server| {
        all_look_the_same(&server, false).await
    })
    .await;
}

/// Except that a suggested mentor with the address is not suggested any more.
#[tokio::test]
async fn the_response_is_the_same_where_registrations_disclose_accounts() {
    each_database_with(MAIL, async |server| all_look_the_same(&server, true).await).await;
}
