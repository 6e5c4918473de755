//! The migration `m0014_eligibility` gives existing accounts their states, and takes them back.

use bruinbridge::app::App;
use bruinbridge::db::migrate;
use bruinbridge::entities::user;
use bruinbridge::roster::adopt_limit::adopt_limit;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::json;

use crate::harness::{Client, Server, each_database};

/// How many migrations lead back to before this one.
fn steps(applied: &[(String, bool)]) -> u32 {
    let position = applied
        .iter()
        .position(|(name, _)| name == "m0014_eligibility");
    u32::try_from(applied.len() - position.expect("the migration")).expect("a small number")
}

/// Returns the states of all accounts by address, which their search terms have too.
async fn states(app: &App) -> Vec<(String, i16)> {
    let select = "SELECT DISTINCT users.email, users.state, user_terms.state AS copy FROM users \
                  JOIN user_terms ON user_terms.user_id = users.id ORDER BY users.email";
    let select = Statement::from_string(app.db.reader().get_database_backend(), select);
    let rows = app.db.reader().query_all_raw(select).await.expect("states");
    let states = rows.iter().map(|row| {
        let state: i16 = row.try_get("", "state").expect("a number");
        assert_eq!(state, row.try_get::<i16>("", "copy").expect("a number"));
        (row.try_get("", "email").expect("an address"), state)
    });
    states.collect()
}

/// Creates accounts that differ in whether they are eligible.
async fn fill(server: &Server) -> Client {
    let jo = server.member("jo@ucla.edu").await;
    jo.complete_profile(2).await;
    server.register("incomplete@ucla.edu", "MENTEE").await;
    for email in ["open@ucla.edu", "paused@ucla.edu", "matched@ucla.edu"] {
        server.mentor(email).await.complete_profile(2).await;
    }
    let paused = server
        .client()
        .log_in("paused@ucla.edu", crate::harness::PASSWORD)
        .await;
    paused.accept("pauseMentoring", json!({}), "").await;
    server.admin("MANAGER").await;
    paused
}

#[tokio::test]
async fn existing_accounts_get_their_states_and_lose_them_on_the_way_down() {
    each_database(async |server| {
        fill(&server).await;
        server
            .execute("UPDATE users SET is_matched = TRUE WHERE email = 'matched@ucla.edu'")
            .await;
        let app = &server.app;
        let expected = |number: fn(&str) -> i16| {
            let emails = ["incomplete", "jo", "manager", "matched", "open", "paused"];
            emails.map(|name| (format!("{name}@ucla.edu"), number(name))).to_vec()
        };
        server
            .execute("UPDATE user_terms SET state = (SELECT state FROM users WHERE users.id = user_terms.user_id)")
            .await;
        let before = expected(|name| match name {
            "jo" => 64,
            "open" => 65,
            "incomplete" => 12,
            "manager" => 44,
            _ => 29,
        });
        assert_eq!(states(app).await, before);
        adopt_limit(app).await.expect("the limit is stored");
        let applied = migrate::status(&app.db).await.expect("a status");
        migrate::down(&app.db, steps(&applied)).await.expect("down");
        let old = expected(|name| match name {
            "jo" | "incomplete" => 12,
            "open" | "matched" => 28,
            "manager" => 44,
            _ => 29,
        });
        assert_eq!(states(app).await, old);
        assert_eq!(server.count("roster_limit").await, 0, "a start counts seats again");
        migrate::up(&app.db).await.expect("up");
        // The pause is gone. The next start of a server notices that the mentor has free seats.
        adopt_limit(app).await.expect("the limit is adopted");
        let after = expected(|name| match name {
            "jo" => 64,
            "incomplete" => 12,
            "manager" => 44,
            _ => 65,
        });
        assert_eq!(states(app).await, after);
        for user in user::Entity::find().all(app.db.reader()).await.expect("users") {
            assert!(user.is_approved && !user.is_paused, "{user:?}");
        }
    })
    .await;
}
