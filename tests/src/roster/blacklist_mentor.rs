//! Blocking and unblocking a mentor.

use bruinbridge::entities::user::Role;
use serde_json::json;

use super::support::{add, on_roster, people};
use crate::harness::{PASSWORD, each_database, names};

const BLACKLIST: &str = "user { blacklistedMentors { id email } mentor { id } isMatched }";

#[tokio::test]
async fn blacklisting_ends_the_match_and_prevents_another() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        add(&ma, "jo@ucla.edu").await;
        server.forget_signals().await;
        let input = json!({ "mentorId": ma.id().await });
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
async fn only_mentees_can_block_and_only_active_mentors_can_be_chosen() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mia = server.member("mia@ucla.edu").await;
        let code = async |id: &str| {
            jo.refuse("blacklistMentor", json!({ "mentorId": id }))
                .await
        };
        assert_eq!(code(&mia.id().await).await, ["NOT_A_MENTOR mentorId"]);
        let nobody = "00000000-0000-0000-0000-000000000001";
        assert_eq!(code(nobody).await, ["MENTOR_NOT_FOUND mentorId"]);
        let own = ma.id().await;
        add(&ma, "jo@ucla.edu").await;
        let inactive = "UPDATE users SET is_active = false WHERE email LIKE 'm_@ucla.edu'";
        let other = mo.id().await;
        server.execute(inactive).await;
        assert_eq!(code(&other).await, ["MENTOR_NOT_FOUND mentorId"]);
        jo.accept("blacklistMentor", json!({ "mentorId": own }), "")
            .await;
        server.execute("UPDATE users SET is_active = true").await;
        let ma = server.client().log_in("ma@ucla.edu", PASSWORD).await;
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
async fn a_mentee_can_block_at_most_a_hundred_mentors_and_addresses() {
    each_database(async |server| {
        let jo = server.member("jo@ucla.edu").await;
        let mentors = people(&server, "mentor", Role::Mentor, 101).await;
        let mut inputs = mentors
            .iter()
            .enumerate()
            .map(|(number, id)| match number % 2 {
                0 => json!({ "mentorId": id.to_string() }),
                _ => json!({ "mentorEmail": format!("mentor{number}@ucla.edu") }),
            });
        let last = inputs.next_back().expect("a mentor");
        for input in inputs {
            jo.accept("blacklistMentor", input, "").await;
        }
        let code = async || jo.refuse("blacklistMentor", last.clone()).await;
        assert_eq!(code().await, ["BLACKLIST_FULL"]);
        let address = json!({ "mentorEmail": "nobody@ucla.edu" });
        let refused = jo.refuse("blacklistMentor", address).await;
        assert_eq!(refused, ["BLACKLIST_FULL"]);
        let again = json!({ "mentorEmail": "mentor1+x@ucla.edu" });
        jo.accept("blacklistMentor", again, "").await;
        let first = json!({ "mentorId": mentors[0].to_string() });
        jo.accept("blacklistMentor", first.clone(), "").await;
        jo.accept("unblacklistMentor", first, "").await;
        jo.accept("blacklistMentor", last.clone(), "").await;
    })
    .await;
}
