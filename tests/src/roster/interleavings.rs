//! Thousands of random interleavings of all operations that change a roster, with the invariants checked after each.

use bruinbridge::accounts::{change_role, update_profile};
use bruinbridge::admins::{approve_mentor, delete_user, update_user};
use bruinbridge::auth::{Caller, Client, authenticate};
use bruinbridge::entities::user::Role;
use bruinbridge::entities::{matched, mentorship_request};
use bruinbridge::error::Result;
use bruinbridge::ids::{RequestId, UserId};
use bruinbridge::lifecycle::{cancel_deletion, purge, request_deletion};
use bruinbridge::roster::requests::{accept, ask, decline, expire, withdraw};
use bruinbridge::roster::{
    Person, RosterAccess, add_mentee, blacklist_mentor, end_match, leave_mentor,
    mark_conversation_read, pause_mentoring, remove_mentee, resume_due, scores, send_message,
    set_capacity, unblacklist_mentor, undo_match,
};
use chrono::Duration;
use futures_util::future::join_all;
use sea_orm::{EntityTrait, QueryFilter};

use super::invariants::check;
use crate::harness::{PASSWORD, Server, each_database_with};

const PEOPLE: usize = 12;
/// The number of groups of concurrent operations, on each database.
const GROUPS: u64 = 1200;

const SETTINGS: &[(&str, &str)] = &[
    ("MAX_MENTEES", "3"),
    ("MENTOR_APPROVAL", "true"),
    ("REMATCH_AFTER_DAYS", "0"),
    ("REQUEST_LIFETIME_DAYS", "1"),
];

/// A random number generator with fixed seeds, so that failures are reproducible as far as the scheduler allows.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (bound as u64)).expect("a small number")
    }
}

/// An operation of one person, some of them on another person.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Add,
    Ask,
    Offer,
    Accept,
    Decline,
    Withdraw,
    Expire,
    Leave,
    EndMatch,
    Undo,
    Assign,
    Remove,
    Block,
    BlockAddress,
    Unblock,
    UnblockAddress,
    SetCapacity(Option<i32>),
    Pause,
    Resume,
    ResumeDue,
    Approve(bool),
    CompleteProfile(bool),
    Write,
    MarkRead,
    ComputeScores,
    SetMajor(usize),
    ChangeRole(Role),
    RequestDeletion,
    CancelDeletion,
    Activate(bool),
    Delete,
    Purge,
}

impl Operation {
    fn any(random: &mut Random) -> Self {
        match random.below(100) {
            0..=3 => Self::Add,
            4..=11 => Self::Ask,
            12..=18 => Self::Offer,
            19..=23 => Self::Accept,
            24..=27 => Self::Decline,
            28..=29 => Self::Withdraw,
            30 => Self::Expire,
            31..=32 => Self::Pause,
            33..=34 => Self::Resume,
            35 => Self::ResumeDue,
            36 => Self::Approve(false),
            37..=39 => Self::Approve(true),
            40 => Self::CompleteProfile(random.below(3) > 0),
            41..=42 => Self::Assign,
            43..=44 => Self::Remove,
            45 => Self::Leave,
            46 => Self::EndMatch,
            47..=49 => Self::Block,
            50..=51 => Self::BlockAddress,
            52..=55 => Self::Unblock,
            56..=58 => Self::UnblockAddress,
            59..=63 => Self::SetCapacity(i32::try_from(random.below(4)).ok()),
            64..=65 => Self::Undo,
            66..=67 => Self::Write,
            68..=69 => Self::MarkRead,
            70..=74 => Self::ComputeScores,
            75..=77 => Self::SetMajor(random.below(2)),
            78..=79 => Self::ChangeRole(Role::Mentor),
            80..=83 => Self::ChangeRole(Role::Mentee),
            84..=86 => Self::RequestDeletion,
            87..=91 => Self::CancelDeletion,
            92..=93 => Self::Activate(false),
            94..=97 => Self::Activate(true),
            98 => Self::Delete,
            _ => Self::Purge,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_interleaving_breaks_a_roster() {
    each_database_with(SETTINGS, async |server| {
        let admin = server.admin("MANAGER").await;
        let admin = caller(&server, admin.token.as_deref()).await;
        let mut people = Vec::new();
        for number in 0..PEOPLE {
            people.push(newcomer(&server, &admin, number).await);
        }
        let mut newcomers = PEOPLE;
        for group in 1..=GROUPS {
            let mut random = Random(group.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let operations: Vec<_> = (0..2 + random.below(3))
                .map(|_| {
                    (
                        Operation::any(&mut random),
                        random.below(PEOPLE),
                        random.below(PEOPLE),
                    )
                })
                .collect();
            let running = operations.iter().map(|(operation, one, other)| {
                run(&server, &admin, *operation, &people[*one], &people[*other])
            });
            for outcome in join_all(running).await {
                if let Err(error) = outcome {
                    assert!(
                        !error.is_internal(),
                        "group {group}, {operations:?}: {error:?}"
                    );
                }
            }
            check(&server.app, &format!("group {group}, {operations:?}")).await;
            newcomers = replace_deleted(&server, &admin, &mut people, newcomers).await;
        }
        assert_everything_happened(&server).await;
    })
    .await;
}

async fn assert_everything_happened(server: &Server) {
    let emitted = server.signals().await;
    for name in [
        "mentee_added",
        "mentee_removed",
        "mentorship_requested",
        "mentorship_offered",
        "mentorship_accepted",
        "mentorship_declined",
        "mentorship_withdrawn",
        "mentorship_expired",
        "mentor_blacklisted",
        "mentor_unblacklisted",
        "message_sent",
        "user_role_changed",
        "user_deletion_requested",
        "user_deletion_cancelled",
        "user_sessions_revoked",
        "user_deleted",
    ] {
        let count = emitted
            .iter()
            .filter(|emitted| emitted.name == name)
            .count();
        assert!(count > 0, "{name} never happened");
    }
}

async fn caller(server: &Server, token: Option<&str>) -> Caller {
    let caller = authenticate(&server.app, token, Client::default()).await;
    caller.expect("a caller")
}

/// Registers an account and signs it in. Every third account is a mentor, who is approved.
async fn newcomer(server: &Server, admin: &Caller, number: usize) -> Caller {
    let email = format!("p{number}@ucla.edu");
    let role = if number.is_multiple_of(3) {
        "MENTOR"
    } else {
        "MENTEE"
    };
    server.register(&email, role).await;
    let client = server.client().log_in(&email, PASSWORD).await;
    let caller = caller(server, client.token.as_deref()).await;
    let admin = admin.admin().expect("an administrator");
    // Refused for mentees.
    drop(approve_mentor::approve_mentor(&server.app, &admin, id(&caller), true).await);
    caller
}

/// Replaces every deleted or purged person with a new account.
async fn replace_deleted(
    server: &Server,
    admin: &Caller,
    people: &mut [Caller],
    mut newcomers: usize,
) -> usize {
    let users = bruinbridge::entities::user::Entity::find();
    let users = users.all(server.app.db.reader()).await.expect("users");
    for person in people {
        let id = id(person);
        if !users.iter().any(|user| user.id == id) {
            *person = newcomer(server, admin, newcomers).await;
            newcomers += 1;
        }
    }
    newcomers
}

fn id(caller: &Caller) -> UserId {
    caller.user_id().expect("a signed-in caller")
}

/// The open requests that a person received, or sent.
async fn open_requests(server: &Server, person: UserId, received: bool) -> Result<Vec<RequestId>> {
    let open = mentorship_request::Entity::find().filter(mentorship_request::open_of(person));
    let open = open.all(server.app.db.reader()).await?;
    let is_own = |request: &&mentorship_request::Model| match received {
        true => request.recipient() == Some(person),
        false => request.sender() == Some(person),
    };
    Ok(open
        .iter()
        .filter(is_own)
        .map(|request| request.id)
        .collect())
}

async fn run(
    server: &Server,
    admin: &Caller,
    operation: Operation,
    one: &Caller,
    other: &Caller,
) -> Result<()> {
    let app = &server.app;
    let member = one.member()?;
    let access = RosterAccess::own(&member);
    let (own_id, other_id) = (id(one), id(other));
    let others = other.member()?;
    let other_email = others.user().email.clone();
    let other = Person::Id(other_id);
    let typed = Person::Address(other_email.clone());
    match operation {
        Operation::Add => {
            let other = Person::Address(other_email);
            drop(add_mentee::add_mentee(app, &access, other).await?);
        }
        // In either direction: most people could not ask most others.
        Operation::Ask => match ask::request_mentor(app, &member, other_id, "").await {
            Err(error) if !error.is_internal() => {
                ask::request_mentor(app, &others, own_id, "").await?;
            }
            asked => drop(asked?),
        },
        Operation::Offer => match ask::offer_mentoring(app, &member, other_id, "").await {
            Err(error) if !error.is_internal() => {
                ask::offer_mentoring(app, &others, own_id, "").await?;
            }
            asked => drop(asked?),
        },
        Operation::Accept => {
            for id in open_requests(server, own_id, true).await? {
                drop(accept::accept_request(app, &member, id).await?);
            }
        }
        Operation::Decline => {
            for id in open_requests(server, own_id, true).await? {
                drop(decline::decline_request(app, &member, id, None).await?);
            }
        }
        Operation::Withdraw => {
            for id in open_requests(server, own_id, false).await? {
                drop(withdraw::withdraw_request(app, &member, id).await?);
            }
        }
        Operation::Expire => {
            server.advance(Duration::hours(25));
            expire::expire_due(app, 100).await?;
        }
        Operation::Leave => drop(leave_mentor::leave_mentor(app, &member, None).await?),
        Operation::EndMatch => {
            drop(end_match::end_match(app, &admin.admin()?, own_id, None, None).await?);
        }
        Operation::Undo => {
            let row = matched::Entity::find_by_id(own_id)
                .one(app.db.reader())
                .await?;
            let mentor = row.map_or(other_id, |row| row.mentor_id);
            drop(undo_match::undo_match(app, &admin.admin()?, own_id, mentor).await?);
        }
        Operation::Assign => {
            let access = RosterAccess::by_administrator(admin.admin()?, own_id);
            drop(add_mentee::add_mentee(app, &access, other).await?);
        }
        Operation::Remove => drop(remove_mentee::remove_mentee(app, &access, other, None).await?),
        Operation::Block => drop(blacklist_mentor::blacklist_mentor(app, &member, other).await?),
        Operation::BlockAddress => {
            drop(blacklist_mentor::blacklist_mentor(app, &member, typed).await?);
        }
        Operation::UnblockAddress => {
            drop(unblacklist_mentor::unblacklist_mentor(app, &member, typed.into()).await?);
        }
        Operation::Unblock => {
            drop(unblacklist_mentor::unblacklist_mentor(app, &member, other.into()).await?);
        }
        Operation::SetCapacity(capacity) => {
            drop(set_capacity::set_capacity(app, &access, capacity).await?);
        }
        Operation::Pause => {
            let until = server.app.clock.now() + Duration::minutes(10);
            drop(pause_mentoring::pause_mentoring(app, &access, Some(until)).await?);
        }
        Operation::Resume => drop(pause_mentoring::resume_mentoring(app, &access).await?),
        Operation::ResumeDue => {
            server.advance(Duration::minutes(5));
            resume_due::resume_due(app, 1).await?;
        }
        Operation::Approve(approved) => {
            let admin = admin.admin()?;
            drop(approve_mentor::approve_mentor(app, &admin, own_id, approved).await?);
        }
        Operation::CompleteProfile(is_complete) => {
            let mut update = update_profile::ProfileUpdate::default();
            update.fields.first_name = Some("Jo".to_owned());
            update.fields.last_name = Some("Lee".to_owned());
            update.fields.year = Some(is_complete.then_some(2));
            update.fields.major = Some(vec!["Art".to_owned()]);
            drop(update_profile::update_profile(app, &member, update).await?);
        }
        Operation::Write => drop(send_message::send_message(app, &member, None, "Hello").await?),
        Operation::MarkRead => {
            let marked = mark_conversation_read::mark_conversation_read(app, &member, None, None);
            drop(marked.await?);
        }
        Operation::ComputeScores => drop(scores::recompute_due(app, 2).await?),
        Operation::SetMajor(number) => {
            let mut update = update_profile::ProfileUpdate::default();
            update.fields.major = Some(vec![format!("Major {number}")]);
            drop(update_profile::update_profile(app, &member, update).await?);
        }
        Operation::ChangeRole(role) => drop(change_role::change_role(app, &member, role).await?),
        Operation::RequestDeletion => {
            let email = &member.user().email;
            drop(request_deletion::request_deletion(app, &member, email).await?);
        }
        Operation::CancelDeletion => drop(cancel_deletion::cancel_deletion(app, one).await?),
        Operation::Activate(is_active) => {
            let update = update_user::UserUpdate {
                is_active: Some(is_active),
                ..update_user::UserUpdate::default()
            };
            drop(update_user::update_user(app, &admin.admin()?, own_id, update).await?);
        }
        Operation::Delete => delete_user::delete_user(app, &admin.admin()?, own_id).await?,
        Operation::Purge => {
            server.advance(Duration::hours(2));
            purge::purge_due(app, 100).await?;
        }
    }
    Ok(())
}
