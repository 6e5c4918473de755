//! Account states: server and database compute the same number, and every list shows the accounts in its states.

use bruinbridge::db::lists::{self, Order, Ordering};
use bruinbridge::db::page::Slice;
use bruinbridge::entities::user::{ActiveModel, Digest, Entity, Entries, Model, Role};
use bruinbridge::entities::user_state::States;
use bruinbridge::ids::UserId;
use sea_orm::{ConnectionTrait, EntityTrait, Set, Statement};

use crate::harness::{Server, each_database};

const ROLES: [Role; 3] = [Role::Mentee, Role::Mentor, Role::Admin];

/// Creates one account in each state.
async fn one_of_each(server: &Server) -> Vec<Model> {
    let now = server.app.clock.now();
    let mut rows = Vec::new();
    for role in ROLES {
        for flags in 0..16 {
            let flag = |bit: i32| flags & bit != 0;
            let email = format!("{}{flags}@ucla.edu", role.as_str().to_lowercase());
            let leaving = flag(4).then_some(now);
            rows.push(ActiveModel {
                id: Set(UserId::new()),
                email: Set(email.clone()),
                base_email: Set(email),
                password: Set(Digest(String::new())),
                role: Set(role),
                major: Set(Entries::default()),
                minor: Set(Entries::default()),
                is_verified: Set(flag(1)),
                first_verified_at: Set(flag(1).then_some(now)),
                is_active: Set(flag(2)),
                deletion_requested_at: Set(leaving),
                permanent_deletion_after: Set(leaving),
                is_matched: Set(flag(8)),
                joined_at: Set(now),
                ..Default::default()
            });
        }
    }
    let writer = server.app.db.writer();
    let inserted = Entity::insert_many(rows);
    inserted
        .exec_without_returning(writer)
        .await
        .expect("people");
    Entity::find().all(writer).await.expect("people")
}

#[tokio::test]
async fn server_and_database_give_every_state_the_same_number() {
    each_database(async |server| {
        let reader = server.app.db.reader();
        for user in one_of_each(&server).await {
            let statement = format!("SELECT state FROM users WHERE email = '{}'", user.email);
            let statement = Statement::from_string(reader.get_database_backend(), statement);
            let row = reader.query_one_raw(statement).await.expect("a row");
            let state: i16 = row.expect("a row").try_get("", "state").expect("a number");
            assert_eq!(user.state(), state, "{}", user.email);
            let all = States::default();
            assert!(all.numbers().contains(&state));
        }
    })
    .await;
}

#[tokio::test]
async fn every_combination_of_filters_lists_the_matching_accounts_in_every_order() {
    each_database(async |server| {
        let people = one_of_each(&server).await;
        let either = [None, Some(false), Some(true)];
        for role in ROLES.map(Some).into_iter().chain([None]) {
            for number in 0..81_usize {
                let states = States {
                    role,
                    is_verified: either[number % 3],
                    is_active: either[number / 3 % 3],
                    is_deleted: either[number / 9 % 3],
                    is_matched: either[number / 27],
                };
                let is =
                    |wanted: Option<bool>, flag: bool| wanted.is_none_or(|wanted| wanted == flag);
                let wanted = people.iter().filter(|user| {
                    states.role.is_none_or(|role| role == user.role)
                        && is(states.is_verified, user.is_verified)
                        && is(states.is_active, user.is_active)
                        && is(states.is_deleted, user.is_deleted())
                        && is(states.is_matched, user.is_matched)
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
                    limit: 100,
                };
                let listed = lists::in_order(&server.app, states, ordering, &slice);
                let listed = listed.await.expect("a list");
                let mut listed: Vec<_> = listed
                    .into_iter()
                    .filter_map(|(_, user)| Some(user?.email))
                    .collect();
                let mut wanted: Vec<_> = wanted.map(|user| user.email.clone()).collect();
                listed.sort();
                wanted.sort();
                assert_eq!(listed, wanted, "{states:?} {ordering:?}");
            }
        }
    })
    .await;
}
