//! The lists of best partners: whom they keep, in which order, and how they follow changes.

use bruinbridge::entities::score_list;
use bruinbridge::entities::user::{ActiveModel, Column, Entity, Entries, Role};
use bruinbridge::ids::UserId;
use bruinbridge::roster::score_list::KEPT;
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use serde_json::{Value, json};
use std::collections::HashSet;

use super::support::{compute_scores, mark_stale, people};
use crate::harness::{Client, Server, each_database, listed, numbers};

/// Changes accounts without their commands, and marks them as changed.
async fn change(server: &Server, people: &[UserId], change: ActiveModel) {
    set(server, people, change).await;
    mark_stale(server, people).await;
}

async fn set(server: &Server, people: &[UserId], change: ActiveModel) {
    Entity::update_many()
        .set(change)
        .filter(Column::Id.is_in(people.iter().copied()))
        .exec(server.app.db.writer())
        .await
        .expect("a change");
}

fn matched() -> ActiveModel {
    ActiveModel {
        is_matched: Set(true),
        ..Default::default()
    }
}

fn hobby(text: &str) -> ActiveModel {
    ActiveModel {
        hobbies: Set(text.to_owned()),
        ..Default::default()
    }
}

/// A profile that has nothing in common with others.
fn nothing() -> ActiveModel {
    ActiveModel {
        major: Set(Entries(vec!["Physics".to_owned()])),
        hobbies: Set(String::new()),
        clubs: Set(String::new()),
        ..Default::default()
    }
}

/// The partners in a person's list, best first.
async fn list(server: &Server, owner: UserId) -> Vec<UserId> {
    let listed = listed(&server.app).await.into_iter();
    let own = listed.filter(|listed| listed.owner == owner);
    own.map(|listed| listed.partner).collect()
}

async fn row(server: &Server, owner: UserId) -> score_list::Model {
    let row = score_list::of(server.app.db.reader(), owner).await;
    row.expect("a list").expect("a list")
}

/// A mentee who can sign in, and who shares a major with the people of `people`.
async fn jo(server: &Server) -> (Client, UserId) {
    let jo = server.member("jo@ucla.edu").await;
    let profile = json!({ "firstName": "Jo", "lastName": "Lee", "year": 0, "major": ["Biology"], "hobbies": "chess" });
    jo.accept("updateProfile", profile, "").await;
    let id = UserId(jo.id().await.parse().expect("a UUID"));
    (jo, id)
}

async fn suggestions(client: &Client) -> Vec<String> {
    let document = "query($after: String) { mentorSuggestions(first: 100, after: $after) { \
                    nodes { mentor { id } } pageInfo { hasNextPage endCursor } } }";
    let (mut ids, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = client.run(document, json!({ "after": after })).await;
        let page = &page["mentorSuggestions"];
        let nodes = page["nodes"].as_array().expect("nodes");
        ids.extend(
            nodes
                .iter()
                .map(|node| node["mentor"]["id"].as_str().expect("an id").to_owned()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            return ids;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

#[tokio::test]
async fn the_best_who_are_eligible_are_kept() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 260).await;
        set(&server, &mentors[..30], hobby("chess")).await;
        set(&server, &mentors[20..50], matched()).await;
        let (jo, id) = jo(&server).await;
        compute_scores(&server).await;
        let kept = list(&server, id).await;
        assert_eq!(kept.len(), KEPT);
        let first: HashSet<_> = kept[..20].iter().collect();
        assert_eq!(first, mentors[..20].iter().collect(), "the best come first");
        assert!(
            kept.iter().all(|kept| !mentors[20..50].contains(kept)),
            "who can be suggested is preferred"
        );
        assert!(row(&server, id).await.floor.is_some());
        // Fewer than are kept, so that nobody can count who is hidden.
        assert_eq!(suggestions(&jo).await.len(), 150);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_shown_only_breaks_ties_which_have_no_order_of_their_own() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 30).await;
        let background = ActiveModel {
            firstgen: Set(true),
            match_by_background: Set(true),
            ..Default::default()
        };
        // Some have a background, some a better score, and one has both.
        set(&server, &mentors[20..], background.clone()).await;
        set(&server, &mentors[..5], hobby("chess")).await;
        set(&server, &mentors[29..], hobby("chess")).await;
        let (client, id) = jo(&server).await;
        let survey = json!({ "firstgen": true, "matchByBackground": true });
        client.accept("updateProfile", survey, "").await;
        compute_scores(&server).await;
        let kept = list(&server, id).await;
        assert_eq!(kept[0], mentors[29]);
        let part =
            |range: std::ops::Range<usize>| kept[range].iter().copied().collect::<HashSet<_>>();
        assert_eq!(part(1..6), mentors[..5].iter().copied().collect());
        assert_eq!(part(6..15), mentors[20..29].iter().copied().collect());
        assert_eq!(part(15..30), mentors[5..20].iter().copied().collect());
        assert!(
            !kept[15..].is_sorted(),
            "ties are not in the order of the ids"
        );
        mark_stale(&server, &[id]).await;
        compute_scores(&server).await;
        assert_eq!(list(&server, id).await, kept, "ties are stable");
        assert_eq!(
            suggestions(&client).await,
            kept.iter().map(ToString::to_string).collect::<Vec<_>>()
        );
        // Who turns their own background off does not learn who moves.
        let survey = json!({ "matchByBackground": false });
        client.accept("updateProfile", survey, "").await;
        compute_scores(&server).await;
        let others = |kept: &[UserId]| -> Vec<UserId> {
            kept.iter()
                .copied()
                .filter(|id| mentors[5..20].contains(id))
                .collect()
        };
        let without = list(&server, id).await;
        assert_ne!(others(&without), others(&kept));
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_changes_enters_and_leaves_the_lists_of_others() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 230).await;
        set(&server, &mentors[..215], hobby("chess")).await;
        let (_, id) = jo(&server).await;
        compute_scores(&server).await;
        let last = mentors[229];
        assert!(!list(&server, id).await.contains(&last));
        change(&server, &[last], hobby("chess")).await;
        compute_scores(&server).await;
        let (jo, mentor) = (row(&server, id).await, row(&server, last).await);
        assert_eq!(numbers(&jo).len(), KEPT, "someone else made place");
        assert_eq!(list(&server, last).await, [id]);
        let better = ActiveModel {
            clubs: Set("Robotics".to_owned()),
            ..Default::default()
        };
        let own = ActiveModel {
            clubs: Set("robotics".to_owned()),
            ..Default::default()
        };
        set(&server, &[id], own).await;
        change(&server, &[last, id], better).await;
        compute_scores(&server).await;
        assert_eq!(list(&server, id).await[0], last);
        assert_eq!(row(&server, last).await.number, mentor.number);
        change(&server, &[last], nothing()).await;
        compute_scores(&server).await;
        let kept = list(&server, id).await;
        assert!(
            !kept.contains(&last) && kept.len() == KEPT - 1,
            "{}",
            kept.len()
        );
        assert!(list(&server, last).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_list_that_becomes_short_is_computed_again() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 260).await;
        set(&server, &mentors[..KEPT], hobby("chess")).await;
        let (_, id) = jo(&server).await;
        compute_scores(&server).await;
        change(&server, &mentors[..40], nothing()).await;
        compute_scores(&server).await;
        assert_eq!(list(&server, id).await.len(), 160, "still enough");
        change(&server, &mentors[40..60], nothing()).await;
        compute_scores(&server).await;
        assert_eq!(list(&server, id).await.len(), KEPT);
        assert_eq!(server.count("stale_scores").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_list_of_whom_many_are_taken_is_computed_again_after_its_end_was_read() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 260).await;
        set(&server, &mentors[..KEPT], hobby("chess")).await;
        let (client, id) = jo(&server).await;
        compute_scores(&server).await;
        set(&server, &mentors[..190], matched()).await;
        assert_eq!(suggestions(&client).await.len(), 10);
        assert_eq!(
            server.count("stale_scores").await,
            0,
            "it was just computed"
        );
        server.advance(Duration::minutes(11));
        let page = "{ mentorSuggestions(first: 5) { nodes { score } } }";
        client.run(page, json!({})).await;
        assert_eq!(server.count("stale_scores").await, 0, "not the end");
        assert_eq!(suggestions(&client).await.len(), 10);
        assert_eq!(server.count("stale_scores").await, 1);
        compute_scores(&server).await;
        assert_eq!(suggestions(&client).await.len(), 70);
        // Someone becomes free again.
        let free = ActiveModel {
            is_matched: Set(false),
            ..Default::default()
        };
        change(&server, &mentors[..1], free).await;
        compute_scores(&server).await;
        let suggested = suggestions(&client).await;
        assert_eq!(suggested.len(), 71);
        assert!(suggested[..11].contains(&mentors[0].to_string()));
        assert_eq!(list(&server, id).await.len(), KEPT);
    })
    .await;
}

#[tokio::test]
async fn who_becomes_free_or_complete_is_stale() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        ma.complete_profile(2).await;
        let (jo, _) = jo(&server).await;
        compute_scores(&server).await;
        super::support::add(&ma, "jo@ucla.edu").await;
        assert_eq!(server.count("stale_scores").await, 0);
        ma.accept("removeMentee", json!({ "menteeEmail": "jo@ucla.edu" }), "")
            .await;
        assert_eq!(server.count("stale_scores").await, 1, "jo");
        compute_scores(&server).await;
        ma.accept("pauseMentoring", json!({}), "").await;
        assert_eq!(server.count("stale_scores").await, 0);
        ma.accept("resumeMentoring", json!({}), "").await;
        assert_eq!(server.count("stale_scores").await, 1, "ma");
        compute_scores(&server).await;
        jo.accept("updateProfile", json!({ "firstName": "" }), "")
            .await;
        assert_eq!(server.count("stale_scores").await, 0);
        jo.accept("updateProfile", json!({ "firstName": "Jo" }), "")
            .await;
        assert_eq!(server.count("stale_scores").await, 1, "jo");
    })
    .await;
}

#[tokio::test]
async fn blocks_changed_roles_and_inactive_accounts_have_no_scores() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 2).await;
        let (jo, id) = jo(&server).await;
        mark_stale(&server, &mentors).await;
        compute_scores(&server).await;
        assert_eq!(list(&server, mentors[0]).await, [id]);
        let blocked = json!({ "mentorId": mentors[0].to_string() });
        jo.accept("blacklistMentor", blocked.clone(), "").await;
        let scored = "{ mentors(filter: { minScore: 1 }) { nodes { id } } }";
        let at_once = jo.run(scored, json!({})).await;
        assert_eq!(
            at_once["mentors"]["nodes"],
            json!([{ "id": mentors[1].to_string() }])
        );
        compute_scores(&server).await;
        assert_eq!(list(&server, id).await, [mentors[1]]);
        assert!(list(&server, mentors[0]).await.is_empty());
        jo.accept("unblacklistMentor", blocked, "").await;
        compute_scores(&server).await;
        assert_eq!(list(&server, id).await.len(), 2);
        assert_eq!(list(&server, mentors[0]).await, [id]);
        let manager = server.admin("MANAGER").await;
        let mentor = mentors[0].to_string();
        for (input, expected) in [
            (json!({ "id": mentor, "isActive": false }), 1),
            (json!({ "id": mentor, "isActive": true }), 2),
            (json!({ "id": mentor, "role": "MENTEE" }), 1),
            (json!({ "id": mentor, "role": "MENTOR" }), 2),
        ] {
            manager.accept("updateUser", input.clone(), "").await;
            compute_scores(&server).await;
            assert_eq!(list(&server, id).await.len(), expected, "{input}");
            let entries = numbers(&row(&server, id).await);
            assert_eq!(entries.len(), expected, "{input}");
            assert_eq!(server.count("removed_scores").await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_deleted_account_stays() {
    each_database(async |server| {
        let mentors = people(&server, "mentor", Role::Mentor, 3).await;
        let (_, id) = jo(&server).await;
        mark_stale(&server, &mentors).await;
        compute_scores(&server).await;
        let deleted = row(&server, mentors[1]).await.number;
        assert!(numbers(&row(&server, id).await).contains(&deleted));
        let admin = server.admin("SUPERADMIN").await;
        let input = json!({ "id": mentors[1].to_string() });
        admin.accept("deleteUser", input, "").await;
        server.advance(Duration::days(400));
        bruinbridge::lifecycle::purge::purge_due(&server.app, 10)
            .await
            .expect("a purge");
        assert!(server.user("mentor1@ucla.edu").await.is_none());
        assert_eq!(list(&server, id).await.len(), 2, "at once nobody sees them");
        compute_scores(&server).await;
        assert!(!numbers(&row(&server, id).await).contains(&deleted));
        assert_eq!(server.count("removed_scores").await, 0);
        assert_eq!(server.count("score_lists").await, 3);
    })
    .await;
}

#[tokio::test]
async fn another_process_takes_over_when_one_stops() {
    each_database(async |server| {
        people(&server, "mentor", Role::Mentor, 1).await;
        let (_, id) = jo(&server).await;
        let until = server.app.clock.now() + Duration::seconds(60);
        let holder = bruinbridge::entities::score_worker::ActiveModel {
            id: Set(1),
            holder: Set(UserId::new().0),
            held_until: Set(until),
        };
        bruinbridge::entities::score_worker::Entity::insert(holder)
            .exec_without_returning(server.app.db.writer())
            .await
            .expect("a process at work");
        compute_scores(&server).await;
        assert_eq!(server.count("stale_scores").await, 1);
        server.advance(Duration::seconds(61));
        compute_scores(&server).await;
        assert_eq!(server.count("stale_scores").await, 0);
        assert_eq!(list(&server, id).await.len(), 1);
    })
    .await;
}
