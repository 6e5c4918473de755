//! Account states: server and database compute the same number, and every list shows the accounts in its states.

use bruinbridge::db::lists::{self, Order, Ordering};
use bruinbridge::db::page::Slice;
use bruinbridge::db::user_columns::Columns;
use bruinbridge::entities::user::{ActiveModel, Digest, Entity, Entries, Model, Role};
use bruinbridge::entities::user_state::States;
use bruinbridge::ids::UserId;
use sea_orm::{ConnectionTrait, EntityTrait, Set, Statement};

use crate::harness::{Server, each_database};

const ROLES: [Role; 3] = [Role::Mentee, Role::Mentor, Role::Admin];

/// A profile and whether it is complete.
type Profile = (
    &'static str,
    &'static str,
    Option<i32>,
    &'static [&'static str],
    bool,
);

const COMPLETE: Profile = ("Jo", "Lee", Some(0), &["Art"], true);
const PROFILES: [Profile; 6] = [
    COMPLETE,
    ("", "Lee", Some(2), &["Art", "Law"], false),
    ("Jo", "", Some(2), &["Art"], false),
    ("Jo", "Lee", None, &["Art"], false),
    ("Jo", "Lee", Some(2), &[], false),
    ("", "", None, &[], false),
];

/// Creates one account with each combination of role, flags and profile.
async fn one_of_each(server: &Server, profiles: &[Profile]) -> Vec<Model> {
    let now = server.app.clock.now();
    let mut rows = Vec::new();
    for role in ROLES {
        for number in 0..32 * profiles.len() {
            let flags = number % 32;
            let flag = |bit: usize| flags & bit != 0;
            if flag(16) && role != Role::Mentor {
                continue;
            }
            let (first_name, last_name, year, major, _) = profiles[number / 32];
            let major = major.iter().map(|entry| (*entry).to_owned());
            let email = format!("{}{number}@ucla.edu", role.as_str().to_lowercase());
            let leaving = flag(4).then_some(now);
            rows.push(ActiveModel {
                id: Set(UserId::new()),
                email: Set(email.clone()),
                base_email: Set(email),
                password: Set(Digest(String::new())),
                role: Set(role),
                first_name: Set(first_name.to_owned()),
                last_name: Set(last_name.to_owned()),
                year: Set(year),
                major: Set(Entries(major.collect())),
                minor: Set(Entries::default()),
                is_verified: Set(flag(1)),
                first_verified_at: Set(flag(1).then_some(now)),
                is_active: Set(flag(2)),
                deletion_requested_at: Set(leaving),
                permanent_deletion_after: Set(leaving),
                is_matched: Set(flag(8)),
                is_approved: Set(!flag(16)),
                joined_at: Set(now),
                ..Default::default()
            });
        }
    }
    let writer = server.app.db.writer();
    for rows in rows.chunks(100) {
        Entity::insert_many(rows.to_vec())
            .exec_without_returning(writer)
            .await
            .expect("people");
    }
    Entity::find().all(writer).await.expect("people")
}

/// Whether an account is eligible, written down a second time.
fn is_eligible(user: &Model) -> bool {
    let profile = (
        user.first_name.as_str(),
        user.last_name.as_str(),
        user.year,
        user.major.0.is_empty(),
    );
    let is_complete = matches!(profile, ("Jo", "Lee", Some(_), false));
    let is_present = user.is_verified && user.is_active && user.deletion_requested_at.is_none();
    let is_member = user.role != Role::Admin;
    is_member && is_present && is_complete && user.is_approved && !user.is_matched
}

#[tokio::test]
async fn server_and_database_give_every_state_the_same_number() {
    each_database(async |server| {
        let reader = server.app.db.reader();
        let mut eligible = 0;
        for user in one_of_each(&server, &PROFILES).await {
            let statement = format!("SELECT state FROM users WHERE email = '{}'", user.email);
            let statement = Statement::from_string(reader.get_database_backend(), statement);
            let row = reader.query_one_raw(statement).await.expect("a row");
            let state: i16 = row.expect("a row").try_get("", "state").expect("a number");
            assert_eq!(user.state(), state, "{}", user.email);
            let all = States::default();
            assert!(all.numbers().contains(&state));
            assert_eq!(user.is_eligible(), is_eligible(&user), "{user:?}");
            let states = States::eligible(user.role);
            assert_eq!(states.contain(state), is_eligible(&user), "{user:?}");
            eligible += u32::from(is_eligible(&user));
        }
        assert_eq!(eligible, 2, "a mentee and a mentor");
    })
    .await;
}

#[tokio::test]
async fn combinations_of_filters_list_the_matching_accounts_in_every_order() {
    each_database(async |server| {
        let people = one_of_each(&server, &PROFILES[..2]).await;
        let either = [None, Some(false), Some(true)];
        for role in ROLES.map(Some).into_iter().chain([None]) {
            // Every combination would take minutes.
            for number in (0..729_usize).step_by(5) {
                let states = States {
                    role,
                    is_verified: either[number % 3],
                    is_active: either[number / 3 % 3],
                    is_deleted: either[number / 9 % 3],
                    is_matched: either[number / 27 % 3],
                    is_approved: either[number / 81 % 3],
                    is_eligible: either[number / 243],
                };
                let is =
                    |wanted: Option<bool>, flag: bool| wanted.is_none_or(|wanted| wanted == flag);
                let wanted = people.iter().filter(|user| {
                    states.role.is_none_or(|role| role == user.role)
                        && is(states.is_verified, user.is_verified)
                        && is(states.is_active, user.is_active)
                        && is(states.is_deleted, user.is_deleted())
                        && is(states.is_matched, user.is_matched)
                        && is(states.is_approved, user.is_approved)
                        && is(states.is_eligible, is_eligible(user))
                });
                let by = [Order::JoinedAt, Order::Email, Order::Name, Order::LastLogin][number % 4];
                let ordering = Ordering {
                    by,
                    descending: number % 2 == 1,
                };
                let slice = Slice {
                    after: None,
                    before: None,
                    backwards: false,
                    limit: 1000,
                };
                let listed = lists::in_order(&server.app, states, ordering, &slice, Columns::ALL);
                let listed = listed.await.expect("a list");
                let mut listed: Vec<_> = listed.into_iter().map(|(_, user)| user.email).collect();
                let mut wanted: Vec<_> = wanted.map(|user| user.email.clone()).collect();
                listed.sort();
                wanted.sort();
                assert_eq!(listed, wanted, "{states:?} {ordering:?}");
            }
        }
    })
    .await;
}
