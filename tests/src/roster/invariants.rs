//! What must be true of rosters whenever nothing is under way.

use std::collections::{HashMap, HashSet};

use bruinbridge::app::App;
use bruinbridge::entities::user::{Model, Role};
use bruinbridge::entities::{blacklist, chat_message, compatibility_score, matched, user};
use bruinbridge::ids::UserId;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

/// Fails where a roster is over-full, somebody is matched who does not take part or refuses the partner, a score or a
/// message has lost its pair, or what lists are kept by is out of step. `after` is what happened before.
pub(super) async fn check(app: &App, after: &str) {
    let reader = app.db.reader();
    let users = user::Entity::find().all(reader).await.expect("users");
    let users: HashMap<UserId, Model> = users.into_iter().map(|user| (user.id, user)).collect();
    let takes_part = |id: UserId, role: Role| {
        let user = users.get(&id);
        user.is_some_and(|user| user.role == role && !user.is_deleted())
    };
    let refusals = blacklist::Entity::find()
        .all(reader)
        .await
        .expect("refusals");
    let refusals: HashSet<_> = refusals
        .iter()
        .map(|row| (row.mentee_id, row.mentor_id))
        .collect();

    let matches = matched::Entity::find().all(reader).await.expect("matches");
    let mut rosters: HashMap<UserId, u32> = HashMap::new();
    let mut pairs = HashSet::new();
    for row in &matches {
        assert!(takes_part(row.mentee_id, Role::Mentee), "{after}: {row:?}");
        assert!(takes_part(row.mentor_id, Role::Mentor), "{after}: {row:?}");
        assert!(
            !refusals.contains(&(row.mentee_id, row.mentor_id)),
            "{after}: {row:?}"
        );
        *rosters.entry(row.mentor_id).or_default() += 1;
        pairs.insert((row.mentee_id, row.mentor_id));
    }
    for user in users.values() {
        let mentees = rosters.get(&user.id).copied().unwrap_or_default();
        let capacity = user.capacity(app.config.accounts.max_mentees);
        let is_mentee = matches.iter().any(|row| row.mentee_id == user.id);
        let is_full = user.role == Role::Mentor && mentees >= capacity;
        assert_eq!(user.is_matched, is_mentee || is_full, "{after}: {user:?}");
    }
    let stale = "SELECT users.id FROM users JOIN user_terms ON user_terms.user_id = users.id \
                 WHERE user_terms.state <> users.state";
    let stale = Statement::from_string(reader.get_database_backend(), stale);
    let stale = reader.query_all_raw(stale).await.expect("terms");
    assert!(stale.is_empty(), "{after}: words of another state");
    for (mentor, mentees) in rosters {
        let capacity = users[&mentor].capacity(app.config.accounts.max_mentees);
        assert!(mentees <= capacity, "{after}: {mentees} of {capacity}");
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
    let scores = compatibility_score::Entity::find()
        .all(reader)
        .await
        .expect("scores");
    for row in scores {
        assert!(takes_part(row.mentee_id, Role::Mentee), "{after}: {row:?}");
        assert!(takes_part(row.mentor_id, Role::Mentor), "{after}: {row:?}");
        assert!(
            !refusals.contains(&(row.mentee_id, row.mentor_id)),
            "{after}: {row:?}"
        );
    }
}
