//! Blocks survive the migration to blocks of addresses, and back.

use bruinbridge::db::migrate;
use serde_json::json;

use crate::harness::each_database;

#[tokio::test]
async fn blocks_survive_the_migration_in_both_directions() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let mut mentors = Vec::new();
        for email in ["ma+x@ucla.edu", "mo@ucla.edu"] {
            mentors.push(server.mentor(email).await.id().await);
        }
        for input in [
            json!({ "mentorId": mentors[0] }),
            json!({ "mentorEmail": "ma@ucla.edu" }),
            json!({ "mentorEmail": "mo@ucla.edu" }),
            json!({ "mentorEmail": "nobody@ucla.edu" }),
        ] {
            jo.accept("blacklistMentor", input, "").await;
        }
        let db = &server.app.db;
        let status = migrate::status(db).await.expect("a status");
        let later = status.iter().rev();
        let later = later.take_while(|(name, _)| name != "m0013_blocks").count();
        let steps = u32::try_from(later + 1).expect("a small number");
        migrate::down(db, steps).await.expect("down");
        assert_eq!(server.count("blacklist").await, 2, "each pair once");
        migrate::up(db).await.expect("up");
        let me = jo.me("blockedMentors { email mentor { id } }").await;
        let mut listed: Vec<String> = mentors
            .iter()
            .map(|id| json!({ "email": null, "mentor": { "id": id } }).to_string())
            .collect();
        let mut entries: Vec<String> = me["blockedMentors"]
            .as_array()
            .expect("a list")
            .iter()
            .map(ToString::to_string)
            .collect();
        entries.sort();
        listed.sort();
        assert_eq!(entries, listed);
        let followed = "blacklist WHERE base_email IN ('ma@ucla.edu', 'mo@ucla.edu')";
        assert_eq!(server.count(followed).await, 2);
    })
    .await;
}
