//! Data that the server recomputes after an upgrade because no migration can: search terms and scores.

use bruinbridge::app::App;
use bruinbridge::entities::{user, user_term};
use bruinbridge::users::renew_terms;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::harness::{Server, each_database};
use crate::roster::support::compute_scores;

/// Creates three mentees and a mentor whose names and majors differ from their search terms.
async fn fill(server: &Server) {
    for (local, first, last, major) in [
        ("a", "José", "López-Ruiz", "Ökologie"),
        ("b", "Sinéad", "O'Brien", "History"),
        ("c", "Mary Ann", "van der Berg", "ART"),
    ] {
        let email = format!("{local}.smith-jones@ucla.edu");
        let client = server.member(&email).await;
        let profile = json!({ "firstName": first, "lastName": last, "major": [major], "year": 2 });
        client.accept("updateProfile", profile, "").await;
    }
    let ma = server.mentor("ma@ucla.edu").await;
    let profile = json!({ "major": ["History"] });
    ma.accept("updateProfile", profile, "").await;
    server.background_finished().await;
}

/// Recomputes the search terms of all accounts, if necessary.
async fn renew(app: &App) {
    while renew_terms(app).await.expect("a batch") {}
}

#[tokio::test]
async fn a_new_version_of_the_search_recomputes_all_terms_once() {
    each_database(async |server| {
        fill(&server).await;
        renew(&server.app).await;
        let expected = terms(&server).await;
        // Change the terms to what another version would have computed.
        for statement in [
            "DELETE FROM user_terms WHERE is_public",
            "INSERT INTO user_terms (user_id, term) SELECT id, LOWER(first_name) FROM users WHERE first_name <> ''",
            "UPDATE users SET name_key = LOWER(first_name)",
            "UPDATE search_index SET version = 0",
        ] {
            server.execute(statement).await;
        }
        assert_ne!(terms(&server).await, expected);
        // Several processes may start at once.
        let other = server.sibling().await;
        tokio::join!(renew(&server.app), renew(&other.app), renew(&server.app));
        assert_eq!(terms(&server).await, expected);
        server.execute("DELETE FROM user_terms").await;
        assert!(!renew_terms(&server.app).await.expect("nothing to do"));
        assert_eq!(server.count("user_terms").await, 0, "once only");
        server.execute("UPDATE search_index SET version = 0").await;
        renew(&server.app).await;
        assert_eq!(terms(&server).await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_new_version_of_the_search_rewrites_profiles_in_another_normalization_form() {
    each_database(async |server| {
        fill(&server).await;
        renew(&server.app).await;
        compute_scores(&server).await;
        let all = async || {
            let users = user::Entity::find().order_by_asc(user::Column::Id);
            users.all(server.app.db.reader()).await.expect("users")
        };
        let expected = all().await;
        // As an earlier version stored what was typed: in normalization form D, twice, and with blank characters.
        for statement in [
            "UPDATE users SET first_name = 'Jose\u{301}', last_name = 'Lo\u{301}pez-Ruiz\u{200B}', \
             major = '[\"O\u{308}kologie\", \"Ökologie\"]' WHERE email LIKE 'a.%'",
            "UPDATE users SET clubs = '\u{3164}' WHERE email LIKE 'b.%'",
            "UPDATE search_index SET version = 1",
        ] {
            server.execute(statement).await;
        }
        assert_ne!(all().await, expected);
        server.forget_signals().await;
        renew(&server.app).await;
        assert_eq!(all().await, expected);
        assert_eq!(
            server.count("stale_scores").await,
            2,
            "of the two that changed"
        );
        assert!(server.signals().await.is_empty());
        // A profile that is no longer valid is left as it is.
        server
            .execute("UPDATE users SET first_name = '\u{7}' WHERE email LIKE 'a.%'")
            .await;
        let texts = async || {
            let users = all().await.into_iter();
            let texts = users.map(|user| (user.first_name, user.last_name, user.major));
            texts.collect::<Vec<_>>()
        };
        let invalid = texts().await;
        server.execute("UPDATE search_index SET version = 1").await;
        renew(&server.app).await;
        assert_eq!(texts().await, invalid);
    })
    .await;
}

#[tokio::test]
async fn scores_that_an_upgrade_made_stale_are_recomputed() {
    each_database(async |server| {
        fill(&server).await;
        compute_scores(&server).await;
        let scores = server.scores().await;
        assert!(scores > 0);
        server.execute("DELETE FROM score_lists").await;
        // Mark scores as stale like a migration does.
        let make_stale = "INSERT INTO stale_scores (user_id, stale_since) \
                          SELECT id, '1970-01-01T00:00:00+00:00' FROM users WHERE role <> 'ADMIN' \
                          ON CONFLICT (user_id) DO NOTHING";
        server.execute(make_stale).await;
        assert_eq!(server.count("stale_scores").await, 4, "everyone");
        compute_scores(&server).await;
        assert_eq!(server.scores().await, scores);
        assert_eq!(server.count("stale_scores").await, 0);
    })
    .await;
}

/// Returns the search terms and sort keys of all accounts.
async fn terms(server: &Server) -> Vec<String> {
    let users = user::Entity::find().all(server.app.db.reader()).await;
    let terms = user_term::Entity::find().all(server.app.db.reader()).await;
    let keys = users.expect("users").into_iter().map(|user| user.name_key);
    let terms = terms.expect("terms").into_iter().map(|row| {
        let (term, is_public, state) = (row.term, row.is_public, row.state);
        format!("{} {term} {is_public} {state}", row.user_id)
    });
    let mut all: Vec<String> = keys.chain(terms).collect();
    all.sort();
    all
}
