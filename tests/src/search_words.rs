//! The table of distinct words, which a job keeps equal to the words of the search terms.

use std::collections::{BTreeMap, BTreeSet};

use bruinbridge::db::search::keys;
use bruinbridge::entities::user::Role;
use bruinbridge::entities::user_state::States;
use bruinbridge::entities::{search_word, search_word_key, user_term};
use bruinbridge::users::{renew_terms, update_words};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::harness::{PASSWORD, Server, each_database};

/// Asserts that the stored words are exactly those of the terms, each with all of its keys.
async fn assert_in_step(server: &Server) {
    let reader = server.app.db.reader();
    let listed = States::presentable(Role::Mentor);
    let mut expected: BTreeMap<String, bool> = BTreeMap::new();
    for row in user_term::Entity::find().all(reader).await.expect("terms") {
        if row.is_public && keys::has_keys(&row.term) {
            *expected.entry(row.term).or_default() |= listed.contain(row.state);
        }
    }
    let words = search_word::Entity::find()
        .all(reader)
        .await
        .expect("words");
    let words: BTreeMap<String, bool> = words
        .into_iter()
        .map(|row| (row.word, row.is_public))
        .collect();
    assert_eq!(words, expected);
    let rows = search_word_key::Entity::find()
        .all(reader)
        .await
        .expect("keys");
    let rows: BTreeSet<_> = rows
        .into_iter()
        .map(|row| (row.word, row.key, row.is_public))
        .collect();
    let keys = expected.iter().flat_map(|(word, is_public)| {
        let keys = keys::of(word).into_iter();
        keys.map(move |key| (word.clone(), key, *is_public))
    });
    assert_eq!(rows, keys.collect());
    assert_eq!(server.count("changed_words").await, 0);
}

#[tokio::test]
async fn words_follow_every_change_of_an_account() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        let ann = server.mentor("ann@ucla.edu").await;
        let bob = server.mentor("bob@ucla.edu").await;
        let id = ann.id().await;
        let profile =
            |name: &str| json!({ "firstName": name, "hobbies": "chess", "major": ["Art"] });
        let step = async |words: i64, public: i64| {
            server.update_words().await;
            assert_in_step(&server).await;
            assert_eq!(server.count("search_words").await, words);
            assert_eq!(server.count("search_words WHERE is_public").await, public);
        };
        ann.accept("updateProfile", profile("Annabel"), "").await;
        step(3, 3).await;
        bob.accept("updateProfile", profile("Bob"), "").await;
        step(4, 4).await;
        ann.accept("updateProfile", profile("Anna"), "").await;
        step(4, 4).await;
        let input = json!({ "id": id, "isActive": false });
        manager.accept("updateUser", input, "").await;
        step(4, 3).await;
        let input = json!({ "id": id, "isActive": true, "role": "MENTEE" });
        manager.accept("updateUser", input, "").await;
        step(4, 3).await;
        let input = json!({ "id": id, "role": "MENTOR" });
        manager.accept("updateUser", input, "").await;
        step(4, 4).await;
        let ann = server.client().log_in("ann@ucla.edu", PASSWORD).await;
        let input = json!({ "confirmation": "ann@ucla.edu" });
        ann.accept("requestAccountDeletion", input, "").await;
        step(4, 3).await;
        let superadmin = server.admin("SUPERADMIN").await;
        superadmin
            .accept("deleteUser", json!({ "id": id }), "")
            .await;
        step(3, 3).await;
    })
    .await;
}

/// The stored terms of an account, with who may search by them and the state.
async fn terms_of(server: &Server, email: &str) -> BTreeSet<(String, bool, i16)> {
    let user = server.user(email).await.expect("an account");
    let terms = user_term::Entity::find()
        .filter(user_term::Column::UserId.eq(user.id))
        .all(server.app.db.reader())
        .await
        .expect("terms");
    let row = |row: user_term::Model| (row.term, row.is_public, row.state);
    terms.into_iter().map(row).collect()
}

#[tokio::test]
async fn a_changed_account_has_the_terms_of_a_new_one() {
    each_database(async |server| {
        let ann = server.mentor("ann@ucla.edu").await;
        let before = json!({ "firstName": "Ann", "hobbies": "chess, rowing", "year": 2 });
        ann.accept("updateProfile", before.clone(), "").await;
        let terms = terms_of(&server, "ann@ucla.edu").await;
        // Its name is a word of its address, which not everyone may search by.
        let after = json!({ "firstName": "Bea", "hobbies": "rowing, go", "year": 3 });
        ann.accept("updateProfile", after, "").await;
        let role = json!({ "newRole": "MENTEE" });
        ann.accept("changeRole", role, "").await;
        assert!(terms.is_disjoint(&terms_of(&server, "ann@ucla.edu").await));
        // As an earlier version of the server may have stored a word.
        server
            .execute(
                "INSERT INTO user_terms (user_id, term, is_public, state) \
                 SELECT id, 'chess', FALSE, 0 FROM users",
            )
            .await;
        let ann = server.client().log_in("ann@ucla.edu", PASSWORD).await;
        ann.accept("updateProfile", before, "").await;
        ann.accept("changeRole", json!({ "newRole": "MENTOR" }), "")
            .await;
        assert_eq!(terms_of(&server, "ann@ucla.edu").await, terms);
    })
    .await;
}

#[tokio::test]
async fn words_that_come_and_go_at_once_end_up_as_the_accounts_have_them() {
    each_database(async |server| {
        let other = server.sibling().await;
        let mut mentors = Vec::new();
        for number in 0..4 {
            mentors.push(server.mentor(&format!("m{number}@ucla.edu")).await);
        }
        // Every mentor takes up and drops the same hobbies, each from another one on, while two processes run the job.
        let hobbies = ["chess", "go chess", "", "rowing chess", "rowing", "", "go"];
        let changes = mentors
            .iter()
            .enumerate()
            .map(|(number, mentor)| async move {
                for round in 0..10 {
                    let hobby = hobbies[(number * 3 + round) % hobbies.len()];
                    let profile =
                        json!({ "hobbies": hobby, "firstName": format!("Name{}", round % 3) });
                    mentor.accept("updateProfile", profile, "").await;
                }
            });
        let job = |server: &Server| {
            let app = server.app.clone();
            async move {
                for _ in 0..60 {
                    update_words(&app, 2).await.expect("a round");
                    tokio::task::yield_now().await;
                }
            }
        };
        tokio::join!(join_all(changes), job(&server), job(&other));
        server.update_words().await;
        assert_in_step(&server).await;
        assert!(server.count("search_words").await > 1);
    })
    .await;
}

#[tokio::test]
async fn a_new_version_of_the_search_rebuilds_the_words() {
    each_database(async |server| {
        let ann = server.mentor("ann@ucla.edu").await;
        let profile = json!({ "firstName": "Annabel", "lastName": "Lee-Poe", "hobbies": "chess" });
        ann.accept("updateProfile", profile, "").await;
        server.update_words().await;
        assert_in_step(&server).await;
        for statement in [
            "UPDATE search_words SET word = 'older' WHERE word = 'chess'",
            "DELETE FROM search_word_keys WHERE word <> 'chess'",
            "INSERT INTO changed_words (word) VALUES ('older')",
            "UPDATE search_index SET version = 2",
        ] {
            server.execute(statement).await;
        }
        while renew_terms(&server.app).await.expect("a batch") {
            update_words(&server.app, 1).await.expect("a round");
        }
        server.update_words().await;
        assert_in_step(&server).await;
        assert_eq!(server.count("search_words").await, 5);
    })
    .await;
}
