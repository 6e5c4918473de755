//! Blocking and unblocking a mentor.

use bruinbridge::entities::user::Role;
use serde_json::json;

use super::support::{add, on_roster, people};
use crate::harness::{each_database, names};

const BLACKLIST: &str = "user { blacklistedMentors { id email } mentor { id } isMatched }";

#[tokio::test]
async fn blacklisting_ends_the_match_and_prevents_another() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        server.forget_signals().await;
        let input = json!({ "mentorEmail": "ma@ucla.edu" });
        let payload = jo.accept("blacklistMentor", input.clone(), BLACKLIST).await;
        let blacklisted = json!([{ "id": ma.id().await, "email": null }]);
        let expected =
            json!({ "blacklistedMentors": blacklisted, "mentor": null, "isMatched": false });
        assert_eq!(payload["user"], expected);
        let emitted = server.signals().await;
        assert_eq!(
            names(&emitted),
            ["mentor_blacklisted", "mentee_removed", "mentee_removed"]
        );
        assert_eq!(emitted[0].workflow, emitted[1].workflow);
        let adding = json!({ "menteeEmail": "jo@ucla.edu" });
        assert_eq!(
            ma.refuse("addMentee", adding.clone()).await,
            ["MENTEE_UNAVAILABLE menteeEmail"]
        );

        server.forget_signals().await;
        jo.accept("blacklistMentor", input.clone(), "").await;
        assert!(
            server.signals().await.is_empty(),
            "a second time emits nothing"
        );

        jo.accept("unblacklistMentor", input.clone(), BLACKLIST)
            .await;
        jo.accept("unblacklistMentor", input, "").await;
        assert_eq!(names(&server.signals().await), ["mentor_unblacklisted"]);
        ma.accept("addMentee", adding, "").await;
        assert_eq!(on_roster(&ma).await, ["jo@ucla.edu"]);
    })
    .await;
}

#[tokio::test]
async fn only_mentees_can_block_and_only_mentors_can_be_blocked() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        server.member("mia@ucla.edu").await;
        let code = async |email: &str| {
            jo.refuse("blacklistMentor", json!({ "mentorEmail": email }))
                .await
        };
        assert_eq!(code("mia@ucla.edu").await, ["NOT_A_MENTOR mentorEmail"]);
        assert_eq!(
            code("nobody@ucla.edu").await,
            ["MENTOR_NOT_FOUND mentorEmail"]
        );
        let input = json!({ "mentorEmail": "ma@ucla.edu" });
        assert_eq!(
            ma.refuse("blacklistMentor", input.clone()).await,
            ["NOT_A_MENTEE"]
        );
        assert_eq!(
            ma.refuse("unblacklistMentor", input).await,
            ["NOT_A_MENTEE"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_blacklist_outlives_a_change_of_role() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let input = json!({ "mentorId": ma.id().await });
        jo.accept("blacklistMentor", input, "").await;
        for role in ["MENTOR", "MENTEE"] {
            jo.accept("changeRole", json!({ "newRole": role }), "")
                .await;
        }
        assert_eq!(
            ma.refuse("addMentee", json!({ "menteeEmail": "jo@ucla.edu" }))
                .await,
            ["MENTEE_UNAVAILABLE menteeEmail"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_does_not_participate_is_not_listed() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await.id().await;
        let jo = server.member("jo@ucla.edu").await;
        jo.accept("blacklistMentor", json!({ "mentorId": ma }), "")
            .await;
        let manager = server.admin("MANAGER").await;
        for flag in ["isActive", "isVerified"] {
            for takes_part in [false, true] {
                let change = json!({ "id": ma, flag: takes_part });
                manager.accept("updateUser", change, "").await;
                let me = jo.me("blacklistedMentors { fullName }").await;
                let listed = me["blacklistedMentors"].as_array().map(Vec::len);
                assert_eq!(listed, Some(usize::from(takes_part)), "{flag}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_mentee_can_block_at_most_a_hundred_mentors() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let mentors = people(&server, "mentor", Role::Mentor, 101).await;
        let mut inputs = mentors
            .iter()
            .map(|id| json!({ "mentorId": id.to_string() }));
        let last = inputs.next_back().expect("a mentor");
        for input in inputs {
            jo.accept("blacklistMentor", input, "").await;
        }
        let code = async || jo.refuse("blacklistMentor", last.clone()).await;
        assert_eq!(code().await, ["BLACKLIST_FULL"]);
        let first = json!({ "mentorId": mentors[0].to_string() });
        jo.accept("blacklistMentor", first.clone(), "").await;
        jo.accept("unblacklistMentor", first, "").await;
        jo.accept("blacklistMentor", last.clone(), "").await;
    })
    .await;
}
