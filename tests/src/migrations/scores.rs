//! The migration `m0016_scores` replaces the scores of all pairs, which are then computed again.

use bruinbridge::db::migrate;
use serde_json::json;

use crate::harness::each_database;
use crate::roster::support::compute_scores;

#[tokio::test]
async fn everyone_gets_a_list_after_the_upgrade() {
    each_database(async |server| {
        for client in [
            server.member("jo@ucla.edu").await,
            server.mentor("ma@ucla.edu").await,
        ] {
            client.complete_profile(2).await;
        }
        server.admin("MANAGER").await;
        compute_scores(&server).await;
        assert_eq!(server.scores().await, 1);
        let applied = migrate::status(&server.app.db).await.expect("a status");
        let position = applied.iter().position(|(name, _)| name == "m0016_scores");
        let steps = applied.len() - position.expect("the migration");
        let steps = u32::try_from(steps).expect("a small number");
        migrate::down(&server.app.db, steps).await.expect("down");
        let marked = server.count("stale_scores WHERE after_id IS NULL").await;
        assert_eq!(marked, 1, "every pair has one mentee");
        server
            .execute(
                "INSERT INTO compatibility_scores (mentee_id, mentor_id, score, factors, computed_at) \
                 SELECT mentee.id, mentor.id, 45, '{\"MAJORS\": 35, \"YEARS\": 10}', mentor.joined_at \
                 FROM users AS mentee, users AS mentor WHERE mentee.role = 'MENTEE' AND mentor.role = 'MENTOR'",
            )
            .await;
        migrate::up(&server.app.db).await.expect("up");
        assert_eq!(server.count("score_lists").await, 0);
        assert_eq!(server.count("stale_scores").await, 2, "jo and ma");
        compute_scores(&server).await;
        assert_eq!(server.scores().await, 1);
        let jo = server.client().log_in("jo@ucla.edu", crate::harness::PASSWORD).await;
        let suggested = jo.run("{ mentorSuggestions { nodes { score } } }", json!({})).await;
        assert_eq!(suggested["mentorSuggestions"]["nodes"].as_array().map(Vec::len), Some(1));
    })
    .await;
}
