//! Thousands of operations of several clients in random order, and what must be true after each round.

use std::collections::{HashMap, HashSet};

use bruinbridge::accounts::{change_role, update_profile};
use bruinbridge::app::App;
use bruinbridge::auth::{Caller, Client, authenticate};
use bruinbridge::entities::user::{Model, Role};
use bruinbridge::entities::{blacklist, chat_message, compatibility_score, matched, user};
use bruinbridge::error::Result;
use bruinbridge::ids::UserId;
use bruinbridge::lifecycle::{cancel_deletion, purge, request_deletion};
use bruinbridge::roster::{
    Keeper, Person, add_mentee, blacklist_mentor, remove_mentee, scores, send_message,
    set_capacity, unblacklist_mentor,
};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

use crate::harness::{PASSWORD, Server, each_database_with};

const PEOPLE: usize = 16;
const ROUNDS: usize = 75;
const CLIENTS: usize = 8;
/// Operations of each client in each round: with the above, 3,000 on each database.
const OPERATIONS: usize = 5;

/// Repeatable: a failure comes again with the same seed, as far as the scheduler allows.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64)).expect("a small number")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_interleaving_breaks_a_roster() {
    each_database_with(&[("MAX_MENTEES", "3")], async |server| {
        let people = callers(&server).await;
        for round in 0..ROUNDS {
            let clients = (0..CLIENTS).map(|client| {
                let seed = (round * CLIENTS + client + 1) as u64;
                let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
                run(server.app.clone(), people.clone(), dice)
            });
            let clients: Vec<_> = clients.map(tokio::spawn).collect();
            for client in join_all(clients).await {
                client.expect("a client that does not panic");
            }
            check(&server.app, round).await;
            // Now and then the grace period of whoever is leaving ends.
            if round % 40 == 39 {
                server.advance(chrono::Duration::hours(2));
                purge::purge_due(&server.app, 100)
                    .await
                    .expect("a round of the purge");
                check(&server.app, round).await;
            }
        }
        let told = server.signals().await;
        for name in [
            "mentee_added",
            "mentee_removed",
            "mentor_blacklisted",
            "message_sent",
            "user_role_changed",
            "user_deletion_requested",
            "user_deleted",
        ] {
            let count = told.iter().filter(|told| told.name == name).count();
            assert!(count > 0, "{name} never happened");
        }
    })
    .await;
}

async fn callers(server: &Server) -> Vec<Caller> {
    let mut callers = Vec::new();
    for number in 0..PEOPLE {
        let email = format!("p{number}@ucla.edu");
        let role = if number % 3 == 0 { "MENTOR" } else { "MENTEE" };
        server.register(&email, role).await;
        let client = server.client().log_in(&email, PASSWORD).await;
        let caller = authenticate(&server.app, client.token.as_deref(), Client::default()).await;
        callers.push(caller.expect("a caller"));
    }
    callers
}

async fn run(app: App, people: Vec<Caller>, mut dice: Dice) {
    for _ in 0..OPERATIONS {
        let (one, other) = (&people[dice.below(PEOPLE)], &people[dice.below(PEOPLE)]);
        let outcome = operate(&app, one, other, &mut dice).await;
        if let Err(error) = outcome {
            assert!(!error.is_internal(), "{error:?}");
        }
    }
}

async fn operate(app: &App, one: &Caller, other: &Caller, dice: &mut Dice) -> Result<()> {
    let member = one.member()?;
    let keeper = Keeper::own(&member);
    let other = Person::Id(other.member()?.user().id);
    match dice.below(40) {
        0..=15 => add_mentee::add_mentee(app, keeper, other).await.map(drop),
        16..=19 => remove_mentee::remove_mentee(app, keeper, other)
            .await
            .map(drop),
        20..=21 => blacklist_mentor::blacklist_mentor(app, &member, other)
            .await
            .map(drop),
        22..=25 => unblacklist_mentor::unblacklist_mentor(app, &member, other)
            .await
            .map(drop),
        26..=27 => {
            let capacity = i32::try_from(dice.below(4)).ok();
            set_capacity::set_capacity(app, keeper, capacity)
                .await
                .map(drop)
        }
        28..=30 => send_message::send_message(app, &member, None, "Hello")
            .await
            .map(drop),
        31..=32 => scores::recompute_due(app, 2).await.map(drop),
        33 => {
            let mut update = update_profile::ProfileUpdate::default();
            update.fields.major = Some(vec![format!("Major {}", dice.below(2))]);
            update_profile::update_profile(app, one, update)
                .await
                .map(drop)
        }
        34 => {
            let role = if dice.below(3) == 0 {
                "MENTOR"
            } else {
                "MENTEE"
            };
            change_role::change_role(app, one, role).await.map(drop)
        }
        35 => {
            let email = member.user().email.clone();
            request_deletion::request_deletion(app, one, &email)
                .await
                .map(drop)
        }
        _ => cancel_deletion::cancel_deletion(app, one).await.map(drop),
    }
}

/// Everything that must be true whenever nothing is under way.
async fn check(app: &App, round: usize) {
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
        assert!(
            takes_part(row.mentee_id, Role::Mentee),
            "round {round}: {row:?}"
        );
        assert!(
            takes_part(row.mentor_id, Role::Mentor),
            "round {round}: {row:?}"
        );
        assert!(
            !refusals.contains(&(row.mentee_id, row.mentor_id)),
            "round {round}: {row:?}"
        );
        *rosters.entry(row.mentor_id).or_default() += 1;
        pairs.insert((row.mentee_id, row.mentor_id));
    }
    for user in users.values() {
        let mentees = rosters.get(&user.id).copied().unwrap_or_default();
        let capacity = user.capacity(app.config.accounts.max_mentees);
        let is_mentee = matches.iter().any(|row| row.mentee_id == user.id);
        let is_full = user.role == Role::Mentor && mentees >= capacity;
        assert_eq!(
            user.is_matched,
            is_mentee || is_full,
            "round {round}: {user:?}"
        );
    }
    let stale = "SELECT users.id FROM users JOIN user_terms ON user_terms.user_id = users.id \
                 WHERE user_terms.state <> users.state";
    let stale = Statement::from_string(reader.get_database_backend(), stale);
    let stale = reader.query_all_raw(stale).await.expect("terms");
    assert!(stale.is_empty(), "round {round}: words of another state");
    for (mentor, mentees) in rosters {
        let capacity = users[&mentor].capacity(app.config.accounts.max_mentees);
        assert!(
            mentees <= capacity,
            "round {round}: {mentees} of {capacity}"
        );
    }
    let messages = chat_message::Entity::find()
        .all(reader)
        .await
        .expect("messages");
    for row in messages {
        assert!(
            pairs.contains(&(row.mentee_id, row.mentor_id)),
            "round {round}: {row:?}"
        );
    }
    let scores = compatibility_score::Entity::find()
        .all(reader)
        .await
        .expect("scores");
    for row in scores {
        assert!(
            takes_part(row.mentee_id, Role::Mentee),
            "round {round}: {row:?}"
        );
        assert!(
            takes_part(row.mentor_id, Role::Mentor),
            "round {round}: {row:?}"
        );
        assert!(
            !refusals.contains(&(row.mentee_id, row.mentor_id)),
            "round {round}: {row:?}"
        );
    }
}
