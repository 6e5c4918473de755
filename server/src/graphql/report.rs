//! Reports about the program, for administrators.

use super::context::{app, parts};
use super::end_of_match::{EndReason, EndedBy};
use super::payload::value;
use crate::admins::report::period::Period;
use crate::admins::report::seats::{self, Grouping};
use crate::admins::report::{endings, time_to_match};
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;

/// The numbers of a group. A number of people from 1 to 4 is null, and so are those from which it could be computed.
#[derive(Debug, SimpleObject)]
pub struct SeatCounts {
    /// Mentees who wait: they are eligible for a match.
    waiting: Option<u64>,
    /// Mentees with a mentor.
    matched: Option<u64>,
    /// Mentors who are eligible for a match, so that they have a free seat.
    mentors: Option<u64>,
    /// The free seats of these mentors. Null if their number is.
    free_seats: Option<u64>,
}

/// People with the same major or year.
#[derive(Debug, SimpleObject)]
pub struct SeatGroup {
    /// The major, or the academic year from 0 to 5; null for people without one.
    name: Option<String>,
    /// The numbers of the group.
    counts: SeatCounts,
}

/// Seats against demand, by group.
#[derive(Debug, SimpleObject)]
pub struct SeatReport {
    /// The 50 largest groups in the order of their names, without those of which nothing is shown.
    groups: Vec<SeatGroup>,
    /// What is not shown in a group.
    other: SeatCounts,
    /// Everyone.
    total: SeatCounts,
}

/// How long mentees wait for their first match.
#[derive(Debug, SimpleObject)]
pub struct TimeToMatch {
    /// Mentees whose first match began in the period; null if they are 1 to 4, as are the times.
    mentees: Option<u64>,
    /// Half of them waited at most this many days.
    median_days: Option<f64>,
    /// Nine tenths of them waited at most this many days.
    percentile90_days: Option<f64>,
}

/// Matches that ended for a reason.
#[derive(Debug, SimpleObject)]
pub struct EndingsByReason {
    /// The reason; null if none was given.
    reason: Option<EndReason>,
    /// How many.
    matches: u64,
}

/// Matches that someone ended.
#[derive(Debug, SimpleObject)]
pub struct EndingsByWhom {
    /// Who ended them.
    ended_by: EndedBy,
    /// How many.
    matches: u64,
}

/// The matches that ended. A group of 1 to 4 matches is counted with the others, and with it the next larger group.
#[derive(Debug, SimpleObject)]
pub struct EndingReport {
    /// All of them; null if both lists are hidden, because they have small groups only.
    total: Option<u64>,
    /// By reason, most frequent first.
    by_reason: Vec<EndingsByReason>,
    /// Those of reasons that are not shown; null if the list is hidden.
    other_reasons: Option<u64>,
    /// By who ended them, most frequent first.
    by_whom: Vec<EndingsByWhom>,
    /// Those that were ended by others; null if the list is hidden.
    by_others: Option<u64>,
}

/// A report about the program. Groups of fewer than five people are hidden. Each part is computed only if it is selected.
#[derive(Debug)]
pub struct ProgramReport {
    admin: Admin<UsersRead>,
    period: Period,
}

/// A report about the program. Groups of fewer than five people are hidden.
#[Object]
impl ProgramReport {
    /// The first day of the period, in UTC.
    async fn from(&self) -> NaiveDate {
        self.period.from
    }

    /// The last day of the period, in UTC.
    async fn to(&self) -> NaiveDate {
        self.period.to
    }

    /// Seats against demand at this moment, by major. People with several majors are counted with their first.
    async fn seats_by_major(&self, context: &Context<'_>) -> Result<SeatReport> {
        self.seats(context, Grouping::Major).await
    }

    /// Seats against demand at this moment, by academic year.
    async fn seats_by_year(&self, context: &Context<'_>) -> Result<SeatReport> {
        self.seats(context, Grouping::Year).await
    }

    /// The time from a mentee's registration to the first match, for first matches that began in the period. It begins
    /// with the registration because it is not recorded when a mentee became eligible. Matches of deleted accounts and
    /// imported matches from before the registration are left out.
    async fn time_to_match(&self, context: &Context<'_>) -> Result<TimeToMatch> {
        let time = time_to_match::time_to_match(app(context)?, &self.admin, self.period).await;
        let time = value(time)?;
        Ok(TimeToMatch {
            mentees: time.mentees,
            median_days: time.median,
            percentile90_days: time.ninetieth_percentile,
        })
    }

    /// The matches that ended in the period, without those of deleted accounts.
    async fn endings(&self, context: &Context<'_>) -> Result<EndingReport> {
        let endings = endings::endings(app(context)?, &self.admin, self.period).await;
        Ok(value(endings)?.into())
    }
}

impl ProgramReport {
    async fn seats(&self, context: &Context<'_>, grouping: Grouping) -> Result<SeatReport> {
        let report = seats::seats(app(context)?, &self.admin, grouping).await;
        Ok(value(report)?.into())
    }
}

impl From<seats::SeatCounts> for SeatCounts {
    fn from(counts: seats::SeatCounts) -> Self {
        Self {
            waiting: counts.waiting,
            matched: counts.matched,
            mentors: counts.mentors,
            free_seats: counts.free_seats,
        }
    }
}

impl From<seats::SeatReport> for SeatReport {
    fn from(report: seats::SeatReport) -> Self {
        let group = |group: seats::SeatGroup| SeatGroup {
            name: group.name,
            counts: group.counts.into(),
        };
        Self {
            groups: report.groups.into_iter().map(group).collect(),
            other: report.other.into(),
            total: report.total.into(),
        }
    }
}

impl From<endings::Endings> for EndingReport {
    fn from(endings: endings::Endings) -> Self {
        let by_reason = endings.by_reason.groups.into_iter();
        let by_whom = endings.by_whom.groups.into_iter();
        Self {
            total: endings.total,
            by_reason: by_reason
                .map(|(reason, matches)| EndingsByReason {
                    reason: reason.map(EndReason::from),
                    matches,
                })
                .collect(),
            other_reasons: endings.by_reason.other,
            by_whom: by_whom
                .map(|(ended_by, matches)| EndingsByWhom {
                    ended_by: ended_by.into(),
                    matches,
                })
                .collect(),
            by_others: endings.by_whom.other,
        }
    }
}

/// Reports.
#[derive(Default)]
pub struct ReportQuery;

#[Object]
impl ReportQuery {
    /// A report about the program. The period defaults to the 365 days that end today. Needs the permission USERS_READ.
    async fn program_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first day of the period, in UTC.")] from: Option<NaiveDate>,
        #[graphql(desc = "The last day of the period, in UTC, inclusive.")] to: Option<NaiveDate>,
    ) -> Result<ProgramReport> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let period = value(Period::new(from, to, app.clock.now()))?;
        Ok(ProgramReport { admin, period })
    }
}
