//! The invariants of rosters whenever no operation is running.

use std::collections::{HashMap, HashSet};

use bruinbridge::app::App;
use bruinbridge::entities::mentorship_request::RequestState;
use bruinbridge::entities::user::{Model, Role};
use bruinbridge::entities::{
    blacklist, chat_message, matched, mentorship_request, read_position, stale_scores, user,
};
use bruinbridge::ids::UserId;
use bruinbridge::roster::eligibility;
use bruinbridge::roster::match_status::MatchStatus;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

use crate::harness::listed;

/// Asserts that no roster exceeds its capacity, that everyone who is matched participates and has not blocked the
/// partner, that every score and message belongs to a valid pair, that whoever is eligible has no reason against it, and
/// that the columns that lists filter by are in sync. `after` describes the preceding operations, for messages.
pub(super) async fn check(app: &App, after: &str) {
    let reader = app.db.reader();
    let users = user::Entity::find().all(reader).await.expect("users");
    let users: HashMap<UserId, Model> = users.into_iter().map(|user| (user.id, user)).collect();
    let participates = |id: UserId, role: Role| {
        let user = users.get(&id);
        user.is_some_and(|user| user.role == role && !user.is_deleted())
    };
    let blocks = blacklist::Entity::find().all(reader).await.expect("blocks");
    // Scores with a blocked address stay.
    let (typed, chosen): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|row| row.typed.is_some());
    let pairs_of = |rows: Vec<blacklist::Model>| -> HashSet<(UserId, UserId)> {
        rows.into_iter()
            .filter_map(|row| Some((row.mentee_id, row.mentor_id?)))
            .collect()
    };
    let chosen = pairs_of(chosen);
    let blocks: HashSet<_> = pairs_of(typed).union(&chosen).copied().collect();

    let matches = matched::Entity::find().all(reader).await.expect("matches");
    let mut rosters: HashMap<UserId, u32> = HashMap::new();
    let mut pairs = HashSet::new();
    for row in &matches {
        assert!(
            participates(row.mentee_id, Role::Mentee),
            "{after}: {row:?}"
        );
        assert!(
            participates(row.mentor_id, Role::Mentor),
            "{after}: {row:?}"
        );
        assert!(
            !blocks.contains(&(row.mentee_id, row.mentor_id)),
            "{after}: {row:?}"
        );
        *rosters.entry(row.mentor_id).or_default() += 1;
        pairs.insert((row.mentee_id, row.mentor_id));
    }
    let requests = mentorship_request::Entity::find().all(reader).await;
    for row in requests.expect("requests") {
        if row.state != RequestState::Open {
            continue;
        }
        let mentee = row.mentee_id.expect("no request is to an address here");
        let is_matched = matches.iter().any(|pair| pair.mentee_id == mentee);
        assert!(!is_matched, "{after}: open after a match: {row:?}");
        assert!(participates(mentee, Role::Mentee), "{after}: {row:?}");
        assert!(
            participates(row.mentor_id, Role::Mentor),
            "{after}: {row:?}"
        );
        assert!(
            !chosen.contains(&(mentee, row.mentor_id)),
            "{after}: {row:?}"
        );
    }
    for user in users.values() {
        let mentees = rosters.get(&user.id).copied().unwrap_or_default();
        let capacity = user.capacity(app.config.accounts.max_mentees);
        let is_mentee = matches.iter().any(|row| row.mentee_id == user.id);
        let is_full = user.role == Role::Mentor && mentees >= capacity;
        assert_eq!(user.is_matched, is_mentee || is_full, "{after}: {user:?}");
        let status = MatchStatus {
            mentor_email: is_mentee.then(String::new),
            mentees,
        };
        let reasons = eligibility::reasons(user, &status, app.config.accounts.max_mentees);
        assert_eq!(user.is_eligible(), reasons.is_empty(), "{after}: {user:?}");
    }
    let stale = "SELECT users.id FROM users JOIN user_terms ON user_terms.user_id = users.id \
                 WHERE user_terms.state <> users.state";
    let stale = Statement::from_string(reader.get_database_backend(), stale);
    let stale = reader.query_all_raw(stale).await.expect("terms");
    assert!(stale.is_empty(), "{after}: search terms with a stale state");
    for (mentor, mentees) in rosters {
        let seats = users[&mentor].seats(app.config.accounts.max_mentees);
        assert!(mentees <= seats, "{after}: {mentees} of {seats}");
    }
    let messages = chat_message::Entity::find()
        .all(reader)
        .await
        .expect("messages");
    for row in messages {
        assert!(
            pairs.contains(&(row.mentee_id, row.mentor_id)),
            "{after}: {row:?}"
        );
    }
    let positions = read_position::Entity::find().all(reader).await;
    for row in positions.expect("what was read") {
        let pair = matches.iter().find(|pair| pair.mentee_id == row.mentee_id);
        let pair = pair.unwrap_or_else(|| panic!("{after}: {row:?}"));
        let partners = [pair.mentee_id, pair.mentor_id];
        assert!(partners.contains(&row.reader_id), "{after}: {row:?}");
    }
    let stale = stale_scores::Entity::find().all(reader).await;
    let stale = stale.expect("stale scores").into_iter();
    let stale: HashSet<UserId> = stale.map(|row| row.user_id).collect();
    for row in listed(app).await {
        let (mentee, mentor) = match row.role {
            Role::Mentee => (row.owner, row.partner),
            _ => (row.partner, row.owner),
        };
        assert!(participates(mentee, Role::Mentee), "{after}: {row:?}");
        assert!(participates(mentor, Role::Mentor), "{after}: {row:?}");
        // Until scores are computed, those of a new block are only left out.
        assert!(
            stale.contains(&mentee) || !chosen.contains(&(mentee, mentor)),
            "{after}: {row:?}"
        );
    }
}
