//! The last active SUPERADMIN cannot be removed or demoted.

use serde_json::{Value, json};

use super::support::{another, own_id};
use crate::harness::{Client, Server, codes, each_database};

/// A mutation and its input.
type Call = (&'static str, Value);

/// Returns every mutation that would remove the rights of a superadmin.
async fn ways(superadmin: &Client) -> [Call; 6] {
    let (user, admin) = (superadmin.id().await, own_id(superadmin).await);
    [
        ("deactivateAdmin", json!({ "id": admin })),
        (
            "setAdminRole",
            json!({ "id": admin, "roleName": "MANAGER" }),
        ),
        ("updateUser", json!({ "id": user, "isActive": false })),
        ("updateUser", json!({ "id": user, "isVerified": false })),
        ("deleteUser", json!({ "id": user })),
        (
            "requestAccountDeletion",
            json!({ "confirmation": "superadmin@ucla.edu" }),
        ),
    ]
}

#[tokio::test]
async fn the_last_superadmin_cannot_be_removed() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        another(&server, "max", "MANAGER").await;
        for (mutation, input) in ways(&superadmin).await {
            assert_eq!(
                superadmin.refuse(mutation, input).await,
                ["LAST_SUPERADMIN"],
                "{mutation}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_superadmin_who_cannot_sign_in_does_not_count() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let takers: [fn(&Value, &Value) -> Call; 3] = [
            |admin, _| ("deactivateAdmin", json!({ "id": admin })),
            |_, user| ("updateUser", json!({ "id": user, "isActive": false })),
            |_, user| ("updateUser", json!({ "id": user, "isVerified": false })),
        ];
        for (number, taken) in takers.into_iter().enumerate() {
            let (other, admin) = another(&server, &format!("max{number}"), "SUPERADMIN").await;
            let (mutation, input) = taken(&json!(admin), &json!(other.id().await));
            superadmin.accept(mutation, input, "").await;
        }
        let (leaving, _) = another(&server, "leo", "SUPERADMIN").await;
        let input = json!({ "confirmation": "leo@ucla.edu" });
        leaving.accept("requestAccountDeletion", input, "").await;
        for (mutation, input) in ways(&superadmin).await {
            assert_eq!(
                superadmin.refuse(mutation, input).await,
                ["LAST_SUPERADMIN"],
                "{mutation}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn setting_the_same_role_is_not_a_demotion() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let input = json!({ "id": own_id(&superadmin).await, "roleName": "SUPERADMIN" });
        superadmin.accept("setAdminRole", input, "").await;
    })
    .await;
}

/// Runs both mutations at once and returns how many were accepted. A caller may also have lost its rights by then.
async fn race(one: (&Client, &str, Value), other: (&Client, &str, Value)) -> usize {
    let attempt = async |(client, mutation, input): (&Client, &str, Value)| {
        let (document, variables) = document(mutation, input);
        let response = client.try_run(&document, variables).await;
        match &response["errors"] {
            Value::Null => match codes(&response["data"][mutation])[..] {
                [] => 1,
                ref refused => {
                    assert_eq!(refused, ["LAST_SUPERADMIN"]);
                    0
                }
            },
            errors => {
                let code = errors[0]["extensions"]["code"].as_str();
                assert!(
                    matches!(code, Some("UNAUTHENTICATED" | "FORBIDDEN")),
                    "{response}"
                );
                0
            }
        }
    };
    let (one, other) = tokio::join!(attempt(one), attempt(other));
    one + other
}

fn document(mutation: &str, input: Value) -> (String, Value) {
    let (first, rest) = mutation.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let document = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ errors {{ code field }} }} }}"
    );
    (document, json!({ "input": input }))
}

async fn pair(server: &Server, round: usize) -> [(Client, String, String); 2] {
    let mut pair = Vec::new();
    for name in ["ann", "bob"] {
        let (client, admin) = another(server, &format!("{name}{round}"), "SUPERADMIN").await;
        let user = client.id().await;
        pair.push((client, admin, user));
    }
    pair.try_into().ok().expect("two")
}

#[tokio::test]
async fn when_two_superadmins_remove_each_other_at_once_one_stays() {
    each_database(async |server| {
        let mut before: Option<(Client, String)> = None;
        for round in 0..15 {
            let [(ann, ann_admin, ann_user), (bob, bob_admin, bob_user)] =
                pair(&server, round).await;
            if let Some((_, admin)) = before.take() {
                // The superadmin who is left from the previous round is removed first.
                ann.accept("deactivateAdmin", json!({ "id": admin }), "")
                    .await;
            }
            let way = |admin: &str, user: &str| match round % 5 {
                0 => ("deactivateAdmin", json!({ "id": admin })),
                1 => (
                    "setAdminRole",
                    json!({ "id": admin, "roleName": "AUDITOR" }),
                ),
                2 => ("updateUser", json!({ "id": user, "isActive": false })),
                3 => ("updateUser", json!({ "id": user, "isVerified": false })),
                _ => ("deleteUser", json!({ "id": user })),
            };
            let (mutation, against_bob) = way(&bob_admin, &bob_user);
            let (_, against_ann) = way(&ann_admin, &ann_user);
            let taken = race((&ann, mutation, against_bob), (&bob, mutation, against_ann)).await;
            assert_eq!(taken, 1, "{mutation}");
            let document = "{ currentAdmin { id role { name } } }";
            for (client, admin) in [(ann, ann_admin), (bob, bob_admin)] {
                let response = client.run(document, json!({})).await;
                if response["currentAdmin"]["role"]["name"] == "SUPERADMIN" {
                    before = Some((client, admin));
                }
            }
            assert!(before.is_some(), "no superadmin is left after {mutation}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_other_mutation_disables_the_last_superadmin() {
    each_database(async |server| {
        let superadmin = server.admin("SUPERADMIN").await;
        let id = superadmin.id().await;
        let every = json!({ "name": "SUPERADMIN", "permissions": [] });
        let refused = superadmin.refuse("changeAdminRole", every).await;
        assert_eq!(refused, ["ADMIN_ROLE_FIXED name"]);
        let role = json!({ "id": id, "role": "MENTEE" });
        let refused = superadmin.refuse("updateUser", role).await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED role"]);
        let role = json!({ "newRole": "MENTOR" });
        let refused = superadmin.refuse("changeRole", role).await;
        assert_eq!(refused, ["ROLE_NOT_ALLOWED newRole"]);
        // A change that does not affect the administrator's rights is accepted.
        let input = json!({ "id": id, "isVerified": true, "isActive": true, "firstName": "Jo" });
        superadmin.accept("updateUser", input, "").await;
        let input = json!({ "name": "NEW", "permissions": ["USERS_READ"] });
        superadmin.accept("createAdminRole", input, "").await;
    })
    .await;
}
