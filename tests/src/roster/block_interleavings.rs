//! Random interleavings of blocks with everything that gives an address to an account or takes it away, with the
//! invariants of blocks checked after each group.

use std::collections::HashMap;

use bruinbridge::admins::{delete_user, update_user};
use bruinbridge::auth::{Caller, Client as RemoteClient, authenticate};
use bruinbridge::entities::blacklist;
use bruinbridge::entities::user::{ActiveModel, Column, Digest, Entity, Entries, Model, Role};
use bruinbridge::error::{Error, Result};
use bruinbridge::ids::UserId;
use bruinbridge::roster::{Person, blacklist_mentor, unblacklist_mentor};
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};

use crate::harness::{PASSWORD, Server, codes, credentials, each_database};

/// The number of groups of concurrent operations, on each database.
const GROUPS: u64 = 1000;
const ADDRESSES: usize = 4;
const MENTEES: usize = 3;

/// A random number generator with fixed seeds.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64)).expect("a small number")
    }
}

/// An operation with an address, by a mentee or on an account.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Block,
    BlockById,
    Unblock,
    Register,
    Verify,
    ChangeAddress,
    Delete,
}

impl Operation {
    /// A registration that is verified at once and a change that verifies the same address can deadlock over accounts
    /// that differ in their "+tag", which is not about blocks: a group has one or the other.
    fn any(random: &mut Random, with_registrations: bool) -> Self {
        match random.below(100) {
            0..=29 => Self::Block,
            30..=37 => Self::BlockById,
            38..=49 => Self::Unblock,
            50..=89 if with_registrations => Self::Register,
            50..=69 => Self::Verify,
            70..=89 => Self::ChangeAddress,
            _ => Self::Delete,
        }
    }
}

fn address(number: usize) -> String {
    format!("a{number}@ucla.edu")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_interleaving_loses_a_block() {
    each_database(async |server| {
        let admin = server.admin("MANAGER").await;
        let admin = caller(&server, admin.token.as_deref()).await;
        let mut mentees = Vec::new();
        for number in 0..MENTEES {
            let client = server.member(&format!("jo{number}@ucla.edu")).await;
            mentees.push(caller(&server, client.token.as_deref()).await);
        }
        for group in 1..=GROUPS {
            let mut random = Random(group.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let with_registrations = random.below(3) == 0;
            let accounts = accounts(&server, group, &mut random).await;
            let operations: Vec<_> = (0..2 + random.below(4))
                .map(|_| {
                    let email = match random.below(3) {
                        0 => format!("a{}+x@ucla.edu", random.below(ADDRESSES)),
                        _ => address(random.below(ADDRESSES)),
                    };
                    let account = random.below(accounts.len());
                    let mentee = random.below(MENTEES);
                    (
                        Operation::any(&mut random, with_registrations),
                        email,
                        account,
                        mentee,
                    )
                })
                .collect();
            let running = operations
                .iter()
                .map(|(operation, email, account, mentee)| {
                    let account = accounts[*account].id;
                    run(
                        &server,
                        &admin,
                        *operation,
                        email,
                        account,
                        &mentees[*mentee],
                    )
                });
            let after = format!("group {group}, {operations:?}");
            for outcome in join_all(running).await {
                let is_refusal = matches!(outcome, Ok(()) | Err(Error::Refused(_)));
                assert!(is_refusal, "{after}: {outcome:?}");
            }
            check(&server, &after).await;
            // Addresses that were given up are free again.
            server.advance(Duration::hours(73));
        }
        for name in ["mentor_blacklisted", "mentor_unblacklisted", "user_deleted"] {
            let emitted = server.signals().await;
            assert!(emitted.iter().any(|emitted| emitted.name == name), "{name}");
        }
    })
    .await;
}

async fn caller(server: &Server, token: Option<&str>) -> Caller {
    let caller = authenticate(&server.app, token, RemoteClient::default()).await;
    caller.expect("a caller")
}

/// Returns the accounts with one of the addresses, after adding one that was not verified, unless there are many.
async fn accounts(server: &Server, group: u64, random: &mut Random) -> Vec<Model> {
    let base = address(random.below(ADDRESSES));
    let row = ActiveModel {
        id: Set(UserId::new()),
        email: Set(base.replace('@', &format!("+{group}@"))),
        base_email: Set(base),
        password: Set(Digest(String::new())),
        role: Set(Role::Mentor),
        major: Set(Entries::default()),
        minor: Set(Entries::default()),
        is_active: Set(true),
        joined_at: Set(server.app.clock.now()),
        ..Default::default()
    };
    let mut users = Entity::find()
        .filter(Column::BaseEmail.is_in((0..ADDRESSES).map(address)))
        .all(server.app.db.reader())
        .await
        .expect("users");
    if users.len() < 2 * ADDRESSES {
        users.push(row.insert(server.app.db.writer()).await.expect("a row"));
    }
    users
}

async fn run(
    server: &Server,
    admin: &Caller,
    operation: Operation,
    email: &str,
    account: UserId,
    mentee: &Caller,
) -> Result<()> {
    let app = &server.app;
    let member = mentee.member()?;
    let typed = Person::Address(email.to_owned());
    let update = match operation {
        Operation::Block => {
            blacklist_mentor::blacklist_mentor(app, &member, typed).await?;
            return Ok(());
        }
        Operation::BlockById => {
            let chosen = Person::Id(account);
            blacklist_mentor::blacklist_mentor(app, &member, chosen).await?;
            return Ok(());
        }
        Operation::Unblock => {
            unblacklist_mentor::unblacklist_mentor(app, &member, typed.into()).await?;
            return Ok(());
        }
        Operation::Register => {
            let input = credentials(email, PASSWORD);
            let payload = server.client().mutate("register", input, "").await;
            let codes = codes(&payload);
            assert!(
                codes.is_empty() || codes == ["EMAIL_TAKEN email"],
                "{codes:?}"
            );
            return Ok(());
        }
        Operation::Delete => return delete_user::delete_user(app, &admin.admin()?, account).await,
        Operation::Verify => update_user::UserUpdate {
            is_verified: Some(true),
            ..update_user::UserUpdate::default()
        },
        Operation::ChangeAddress => update_user::UserUpdate {
            email: Some(email.to_owned()),
            ..update_user::UserUpdate::default()
        },
    };
    update_user::update_user(app, &admin.admin()?, account, update).await?;
    Ok(())
}

/// Asserts that every block stands for the account that was verified with its address, if there is one.
async fn check(server: &Server, after: &str) {
    let reader = server.app.db.reader();
    let users = Entity::find().all(reader).await.expect("users");
    let owners: HashMap<&str, UserId> = users
        .iter()
        .filter(|user| user.first_verified_at.is_some())
        .map(|user| (user.base_email.as_str(), user.id))
        .collect();
    for row in blacklist::Entity::find().all(reader).await.expect("blocks") {
        let owner = owners.get(row.base_email.as_str()).copied();
        assert_eq!(row.mentor_id, owner, "{after}: {row:?}");
    }
}
