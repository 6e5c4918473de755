//! Reports about the program.

mod seats;
mod small_groups;
mod times;

use bruinbridge::entities::ended_match::{ActiveModel as Ended, EndReason, EndedBy};
use bruinbridge::entities::user::{ActiveModel, Digest, Entity, Entries, Role};
use bruinbridge::entities::{ended_match, matched};
use bruinbridge::ids::{EndedMatchId, UserId};
use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait, Set};

use crate::harness::Server;

/// People who are alike.
struct Group {
    role: Role,
    major: &'static str,
    year: i32,
    is_matched: bool,
    count: usize,
}

/// Mentees who wait.
const fn waiting(major: &'static str, year: i32, count: usize) -> Group {
    Group {
        role: Role::Mentee,
        major,
        year,
        is_matched: false,
        count,
    }
}

/// Mentors with free seats.
const fn mentors(major: &'static str, year: i32, count: usize) -> Group {
    Group {
        role: Role::Mentor,
        ..waiting(major, year, count)
    }
}

/// Mentees with a mentor.
const fn taken(major: &'static str, year: i32, count: usize) -> Group {
    Group {
        is_matched: true,
        ..waiting(major, year, count)
    }
}

/// Inserts people with complete profiles.
async fn insert(server: &Server, groups: &[Group]) -> Vec<UserId> {
    let now = server.app.clock.now();
    let mut ids = Vec::new();
    let mut rows = Vec::new();
    for group in groups {
        for _ in 0..group.count {
            let id = UserId::new();
            let email = format!("{id}@ucla.edu");
            ids.push(id);
            rows.push(ActiveModel {
                id: Set(id),
                email: Set(email.clone()),
                base_email: Set(email),
                password: Set(Digest(String::new())),
                role: Set(group.role),
                first_name: Set("Jo".to_owned()),
                last_name: Set("Lee".to_owned()),
                year: Set(Some(group.year)),
                major: Set(Entries(vec![group.major.to_owned(), "Second".to_owned()])),
                minor: Set(Entries::default()),
                is_active: Set(true),
                is_verified: Set(true),
                is_matched: Set(group.is_matched),
                first_verified_at: Set(Some(now)),
                joined_at: Set(now),
                ..Default::default()
            });
        }
    }
    Entity::insert_many(rows)
        .exec_without_returning(server.app.db.writer())
        .await
        .expect("people");
    ids
}

/// Inserts a match.
async fn begin(server: &Server, mentee_id: UserId, mentor_id: UserId, matched_at: DateTime<Utc>) {
    let row = matched::ActiveModel {
        mentee_id: Set(mentee_id),
        mentor_id: Set(mentor_id),
        matched_at: Set(matched_at),
        ..Default::default()
    };
    matched::Entity::insert(row)
        .exec_without_returning(server.app.db.writer())
        .await
        .expect("a match");
}

/// Inserts a match that ended.
async fn end(
    server: &Server,
    [mentee_id, mentor_id]: [UserId; 2],
    [matched_at, ended_at]: [DateTime<Utc>; 2],
    ended_by: EndedBy,
    reason: Option<EndReason>,
) {
    let row = Ended {
        id: Set(EndedMatchId::new()),
        mentee_id: Set(mentee_id),
        mentor_id: Set(mentor_id),
        matched_at: Set(matched_at),
        ended_at: Set(ended_at),
        ended_by: Set(ended_by),
        reason: Set(reason),
    };
    ended_match::Entity::insert(row)
        .exec_without_returning(server.app.db.writer())
        .await
        .expect("a match that ended");
}
