//! Blocking addresses: what the mentee sees, and whom such a block follows.

use bruinbridge::entities::user::Role;
use serde_json::{Value, json};

use super::support::{add, compute_scores, people};
use crate::harness::{
    Client, MAIL, PASSWORD, Server, codes, credentials, each_database, each_database_with, names,
};

const JO: &str = "jo@ucla.edu";

async fn block(client: &Client, email: &str) {
    let input = json!({ "mentorEmail": email });
    client.accept("blacklistMentor", input, "").await;
}

async fn unblock(client: &Client, email: &str) {
    let input = json!({ "mentorEmail": email });
    client.accept("unblacklistMentor", input, "").await;
}

/// The entries of a mentee's list: what was typed, and whether a mentor is shown.
async fn listed(mentee: &Client) -> Vec<(Option<String>, bool)> {
    let me = mentee.me("blockedMentors { email mentor { id } }").await;
    let entries = me["blockedMentors"].as_array().expect("a list").iter();
    let entry = |entry: &Value| {
        let email = entry["email"].as_str().map(str::to_owned);
        (email, !entry["mentor"].is_null())
    };
    entries.map(entry).collect()
}

fn typed(email: &str) -> (Option<String>, bool) {
    (Some(email.to_owned()), false)
}

/// Whether a mentor may add jo. Removes them again.
async fn may_add(mentor: &Client) -> bool {
    let input = json!({ "menteeEmail": JO });
    let added = mentor.mutate("addMentee", input.clone(), "").await;
    if added["errors"] == json!([]) {
        mentor.accept("removeMentee", input, "").await;
        return true;
    }
    assert_eq!(codes(&added), ["MENTEE_UNAVAILABLE menteeEmail"]);
    false
}

async fn move_to(admin: &Client, person: &str, email: &str) {
    let input = json!({ "id": person, "email": email });
    admin.accept("updateUser", input, "").await;
}

async fn delete(admin: &Client, person: &str) {
    admin
        .accept("deleteUser", json!({ "id": person }), "")
        .await;
}

#[tokio::test]
async fn any_address_can_be_blocked_and_is_listed_as_it_was_typed() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        server.mentor("ma@ucla.edu").await;
        server.forget_signals().await;
        for email in [" Nobody+x@UCLA.edu", "ma@ucla.edu", JO] {
            block(&jo, email).await;
        }
        let list = [typed("nobody+x@ucla.edu"), typed("ma@ucla.edu"), typed(JO)];
        assert_eq!(listed(&jo).await, list);
        block(&jo, "nobody@ucla.edu").await;
        assert_eq!(listed(&jo).await, list);
        let me = jo.me("blacklistedMentors { id }").await;
        assert_eq!(me["blacklistedMentors"], json!([]));
        let emitted = server.signals().await;
        assert_eq!(names(&emitted), ["mentor_blacklisted"; 3]);
        server.forget_signals().await;
        for email in ["nobody+y@ucla.edu", "nobody@ucla.edu", JO] {
            unblock(&jo, email).await;
        }
        assert_eq!(listed(&jo).await, [typed("ma@ucla.edu")]);
        let emitted = server.signals().await;
        assert_eq!(names(&emitted), ["mentor_unblacklisted"; 2]);
        let data = &emitted[0].arguments["data"];
        assert_eq!(*data, json!({ "mentorEmail": "nobody+x@ucla.edu" }));
        for email in ["nobody", "nobody@example.com"] {
            let code = jo.refuse("blacklistMentor", json!({ "mentorEmail": email }));
            let code = code.await.join(" ");
            assert!(code.starts_with("EMAIL_") && code.ends_with(" mentorEmail"));
        }
        let input = json!({ "blockId": jo.id().await, "mentorEmail": JO });
        assert_eq!(jo.fail("unblacklistMentor", input).await, "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn a_match_with_whoever_has_the_address_ends() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await;
        add(&ma, JO).await;
        block(&jo, "ma+school@ucla.edu").await;
        assert_eq!(jo.me("mentor { id }").await, json!({ "mentor": null }));
        assert!(!may_add(&ma).await);
        unblock(&jo, "ma@ucla.edu").await;
        assert!(may_add(&ma).await);
    })
    .await;
}

#[tokio::test]
async fn an_account_is_blocked_once_its_address_is_verified() {
    each_database_with(MAIL, async |server| {
        let jo = server.member(JO).await;
        block(&jo, "ma@ucla.edu").await;
        let input = credentials("ma+x@ucla.edu", PASSWORD);
        server.client().accept("register", input, "note").await;
        assert_eq!(attached(&server).await, 0);
        let input = json!({ "token": server.token_for("ma+x@ucla.edu").await });
        server.client().accept("verifyEmail", input, "email").await;
        assert_eq!(attached(&server).await, 1);
        assert_eq!(listed(&jo).await, [typed("ma@ucla.edu")]);
        // Of another mentee who is later: the account exists already.
        let mia = server.member("mia@ucla.edu").await;
        block(&mia, "ma@ucla.edu").await;
        assert_eq!(attached(&server).await, 2);
    })
    .await;
}

/// The number of blocks that stand for an account.
async fn attached(server: &Server) -> i64 {
    server.count("blacklist WHERE mentor_id IS NOT NULL").await
}

#[tokio::test]
async fn a_block_follows_the_account_to_another_address_and_the_address_to_another_account() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await.id().await;
        block(&jo, "ma@ucla.edu").await;
        move_to(&admin, &ma, "mb@ucla.edu").await;
        let mb = server.client().log_in("mb@ucla.edu", PASSWORD).await;
        assert!(!may_add(&mb).await, "another address");
        delete(&admin, &ma).await;
        assert_eq!(listed(&jo).await, [typed("ma@ucla.edu")]);
        let mb = server.mentor("mb@ucla.edu").await;
        assert!(!may_add(&mb).await, "another account");
        let ma = server.mentor("ma@ucla.edu").await;
        assert!(may_add(&ma).await, "the address that the account has left");

        server.forget_signals().await;
        block(&jo, "ma@ucla.edu").await;
        assert!(server.signals().await.is_empty());
        assert_eq!(listed(&jo).await, [typed("ma@ucla.edu")]);
        assert!(!may_add(&ma).await, "blocked again");
        assert!(!may_add(&mb).await, "still blocked");
        unblock(&jo, "ma@ucla.edu").await;
        assert!(listed(&jo).await.is_empty());
        assert!(may_add(&ma).await && may_add(&mb).await);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_takes_a_blocked_address_is_blocked_but_keeps_its_match() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await;
        block(&jo, "mb@ucla.edu").await;
        add(&ma, JO).await;
        move_to(&admin, &ma.id().await, "mb@ucla.edu").await;
        let ma = server.client().log_in("mb@ucla.edu", PASSWORD).await;
        let me = jo.me("mentor { email }").await;
        assert_eq!(me["mentor"]["email"], "mb@ucla.edu");
        ma.accept("removeMentee", json!({ "menteeEmail": JO }), "")
            .await;
        assert!(!may_add(&ma).await);
    })
    .await;
}

#[tokio::test]
async fn an_account_that_returns_to_its_address_has_one_block() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await.id().await;
        block(&jo, "ma@ucla.edu").await;
        move_to(&admin, &ma, "mb@ucla.edu").await;
        block(&jo, "ma@ucla.edu").await;
        assert_eq!(server.count("blacklist").await, 2);
        move_to(&admin, &ma, "ma@ucla.edu").await;
        assert_eq!(server.count("blacklist").await, 1);
        assert_eq!(attached(&server).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_was_blocked_by_id_stays_blocked_after_a_deletion() {
    each_database(async |server| {
        let admin = server.admin("SUPERADMIN").await;
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await.id().await;
        let input = json!({ "mentorId": ma });
        jo.accept("blacklistMentor", input.clone(), "").await;
        assert_eq!(listed(&jo).await, [(None, true)]);
        delete(&admin, &ma).await;
        assert_eq!(listed(&jo).await, [(None, false)]);
        // There is no mentor with this id any more.
        jo.accept("unblacklistMentor", input, "").await;
        let ma = server.mentor("ma@ucla.edu").await;
        assert!(!may_add(&ma).await);
        assert_eq!(listed(&jo).await, [(None, true)]);
        let me = jo.me("blockedMentors { id }").await;
        let entry = json!({ "blockId": me["blockedMentors"][0]["id"] });
        let mia = server.member("mia@ucla.edu").await;
        mia.accept("unblacklistMentor", entry.clone(), "").await;
        assert!(!may_add(&ma).await, "it is not hers");
        jo.accept("unblacklistMentor", entry, "").await;
        assert!(may_add(&ma).await);
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_was_blocked_in_two_ways_has_to_be_unblocked_in_both() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await;
        let by_id = json!({ "mentorId": ma.id().await });
        jo.accept("blacklistMentor", by_id.clone(), "").await;
        block(&jo, "ma@ucla.edu").await;
        assert_eq!(listed(&jo).await, [(None, true), typed("ma@ucla.edu")]);
        jo.accept("unblacklistMentor", by_id, "").await;
        assert!(!may_add(&ma).await);
        unblock(&jo, "ma@ucla.edu").await;
        assert!(may_add(&ma).await);
    })
    .await;
}

#[tokio::test]
async fn administrators_see_whom_a_mentee_has_blocked() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await.id().await;
        block(&jo, "ma@ucla.edu").await;
        let input = json!({ "mentorId": ma });
        jo.accept("blacklistMentor", input, "").await;
        let admin = server.admin("AUDITOR").await;
        let document =
            "query($id: ID!) { user(id: $id) { blockedMentors { email mentor { id } } } }";
        let seen = admin.run(document, json!({ "id": jo.id().await })).await;
        let expected = json!([
            { "email": "ma@ucla.edu", "mentor": null },
            { "email": null, "mentor": { "id": ma } },
        ]);
        assert_eq!(seen["user"]["blockedMentors"], expected);
    })
    .await;
}

#[tokio::test]
async fn blocked_addresses_are_not_suggested() {
    each_database(async |server| {
        people(&server, "other", Role::Mentor, 1).await;
        let jo = server.member(JO).await;
        let ma = server.mentor("ma@ucla.edu").await;
        for client in [&jo, &ma] {
            let profile =
            json!({ "firstName": "Someone", "lastName": "Lee", "major": ["Biology"], "year": 2 });
            client.accept("updateProfile", profile, "").await;
        }
        compute_scores(&server).await;
        let count = async |client: &Client, list: &str| {
            let document = format!("{{ {list} {{ nodes {{ score }} }} }}");
            let data = client.run(&document, json!({})).await;
            data[list]["nodes"].as_array().expect("nodes").len()
        };
        assert_eq!(count(&jo, "mentorSuggestions").await, 2);
        assert_eq!(count(&ma, "menteeSuggestions").await, 1);
        block(&jo, "ma@ucla.edu").await;
        block(&jo, "nobody@ucla.edu").await;
        assert_eq!(count(&jo, "mentorSuggestions").await, 1);
        assert_eq!(count(&ma, "menteeSuggestions").await, 0);
        unblock(&jo, "ma@ucla.edu").await;
        assert_eq!(count(&jo, "mentorSuggestions").await, 2);
    })
    .await;
}
