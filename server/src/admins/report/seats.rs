//! Seats against demand: who waits, who is matched, and the free seats, by major or by year.

use super::small_groups::{Shown, hide};
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::entities::user::Role;
use crate::entities::user_state::States;
use crate::error::Result;
use sea_orm::{FromQueryResult, Statement};

/// Maximum number of groups; smaller ones are counted with the rest.
pub const MAX_GROUPS: u32 = 50;

/// What people are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The first of their majors, ignoring case. Each person is in one group, so that the sum of groups is the total.
    Major,
    /// The academic year.
    Year,
}

/// The numbers of a group; `None` for what is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeatCounts {
    /// Mentees who are eligible for a match.
    pub waiting: Option<u64>,
    /// Mentees with a mentor.
    pub matched: Option<u64>,
    /// Mentors who are eligible for a match.
    pub mentors: Option<u64>,
    /// The free seats of these mentors.
    pub free_seats: Option<u64>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatGroup {
    /// The major or year; `None` for people without one.
    pub name: Option<String>,
    /// Its numbers.
    pub counts: SeatCounts,
}

/// The groups, in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatReport {
    /// Groups of which something can be shown.
    pub groups: Vec<SeatGroup>,
    /// Everyone who is not in a group that is shown.
    pub other: SeatCounts,
    /// Everyone.
    pub total: SeatCounts,
}

#[derive(Debug, Clone, Default, FromQueryResult)]
struct Row {
    name: Option<String>,
    waiting: i64,
    matched: i64,
    mentors: i64,
    free_seats: i64,
    all_waiting: i64,
    all_matched: i64,
    all_mentors: i64,
    all_free_seats: i64,
}

/// Counts seats and demand.
///
/// # Errors
/// When the database does not respond.
pub async fn seats(app: &App, _: &Admin<UsersRead>, grouping: Grouping) -> Result<SeatReport> {
    let reader = app.db.reader();
    let query = query(grouping, app.config.accounts.max_mentees);
    let query = Statement::from_string(reader.get_database_backend(), query);
    let mut rows = Row::find_by_statement(query).all(reader).await?;
    rows.sort_by_cached_key(|row| row.name.as_ref().map(|name| name.to_lowercase()));
    Ok(report(rows))
}

/// One pass over the people who wait, are matched, or have a free seat; the largest groups, with the sums of all groups.
fn query(grouping: Grouping, max_mentees: u32) -> String {
    let name = match grouping {
        Grouping::Major => "major ->> 0",
        Grouping::Year => "CAST(year AS TEXT)",
    };
    let waiting = numbers(States::eligible(Role::Mentee));
    let matched = numbers(States::matched(Role::Mentee));
    let mentors = numbers(States::eligible(Role::Mentor));
    let wanted = format!("COALESCE(own_capacity, capacity_limit, {max_mentees})");
    let free_seats = format!(
        "CASE WHEN {wanted} < {max_mentees} THEN {wanted} ELSE {max_mentees} END \
         - (SELECT COUNT(*) FROM matches WHERE matches.mentor_id = users.id)"
    );
    format!(
        "SELECT name, waiting, matched, mentors, free_seats, \
         CAST(SUM(waiting) OVER () AS BIGINT) AS all_waiting, \
         CAST(SUM(matched) OVER () AS BIGINT) AS all_matched, \
         CAST(SUM(mentors) OVER () AS BIGINT) AS all_mentors, \
         CAST(SUM(free_seats) OVER () AS BIGINT) AS all_free_seats \
         FROM (SELECT MIN(name) AS name, LOWER(name) AS folded, \
         CAST(SUM(waits) AS BIGINT) AS waiting, CAST(SUM(is_matched) AS BIGINT) AS matched, \
         CAST(SUM(mentors) AS BIGINT) AS mentors, CAST(SUM(seats) AS BIGINT) AS free_seats \
         FROM (SELECT {name} AS name, \
         CASE WHEN state IN ({waiting}) THEN 1 ELSE 0 END AS waits, \
         CASE WHEN state IN ({matched}) THEN 1 ELSE 0 END AS is_matched, \
         CASE WHEN state IN ({mentors}) THEN 1 ELSE 0 END AS mentors, \
         CASE WHEN state IN ({mentors}) THEN {free_seats} ELSE 0 END AS seats \
         FROM users WHERE state IN ({waiting}, {matched}, {mentors})) AS people \
         GROUP BY LOWER(name)) AS counted \
         ORDER BY waiting + matched + mentors DESC, folded LIMIT {MAX_GROUPS}"
    )
}

fn numbers(states: States) -> String {
    let numbers = states.numbers();
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    numbers.join(", ")
}

fn report(rows: Vec<Row>) -> SeatReport {
    let all = rows.first().cloned().unwrap_or_default();
    let hidden = |of: fn(&Row) -> i64, total: i64| {
        let sizes: Vec<u64> = rows.iter().map(|row| of(row).unsigned_abs()).collect();
        hide(&sizes, total.unsigned_abs())
    };
    let waiting = hidden(|row| row.waiting, all.all_waiting);
    let matched = hidden(|row| row.matched, all.all_matched);
    let mentors = hidden(|row| row.mentors, all.all_mentors);
    let mut other_seats = all.all_free_seats.unsigned_abs();
    let mut groups = Vec::new();
    let cells = waiting.groups.iter().zip(&matched.groups);
    for ((row, (waiting, matched)), mentors) in rows.iter().zip(cells).zip(&mentors.groups) {
        // Seats belong to mentors, and are shown with them.
        let free_seats = mentors.map(|_| row.free_seats.unsigned_abs());
        other_seats = other_seats.saturating_sub(free_seats.unwrap_or_default());
        let counts = SeatCounts {
            waiting: *waiting,
            matched: *matched,
            mentors: *mentors,
            free_seats,
        };
        if counts.say_something() {
            let name = row.name.clone();
            groups.push(SeatGroup { name, counts });
        }
    }
    let seats = |mentors: Option<u64>, seats: u64| mentors.map(|_| seats);
    SeatReport {
        groups,
        other: counts(
            [&waiting, &matched, &mentors].map(|shown| shown.rest),
            |mentors| seats(mentors, other_seats),
        ),
        total: counts(
            [&waiting, &matched, &mentors].map(|shown: &Shown| shown.total),
            |mentors| seats(mentors, all.all_free_seats.unsigned_abs()),
        ),
    }
}

fn counts(
    [waiting, matched, mentors]: [Option<u64>; 3],
    seats: impl Fn(Option<u64>) -> Option<u64>,
) -> SeatCounts {
    SeatCounts {
        waiting,
        matched,
        mentors,
        free_seats: seats(mentors),
    }
}

impl SeatCounts {
    /// Whether a number of people is shown. The name alone of a small group might say who is in it.
    fn say_something(&self) -> bool {
        [self.waiting, self.matched, self.mentors]
            .iter()
            .any(|people| people.is_some_and(|people| people > 0))
    }
}
