//! Statistics of the program.

use super::context::{app, parts};
use super::payload::value;
use super::user::Role;
use crate::admins::stats::{self, Counts, Day, RoleCount};
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::entities::user;
use crate::entities::user_state::States;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{Days, NaiveDate};
use tokio::sync::OnceCell;

/// Default number of days.
const USUAL_DAYS: u64 = 30;

/// The number of accounts with a role, by state.
#[derive(Debug, SimpleObject)]
pub struct RoleStats {
    /// The role.
    role: Role,
    /// Accounts with this role.
    accounts: u64,
    /// Accounts with an unverified email address.
    unverified: u64,
    /// Deactivated accounts.
    inactive: u64,
    /// Accounts whose deletion is pending.
    pending_deletion: u64,
}

/// The statistics of one day.
#[derive(Debug, SimpleObject)]
pub struct DayStats {
    /// The day, in UTC.
    date: NaiveDate,
    /// New accounts.
    registrations: u64,
    /// Failed registrations.
    failed_registrations: u64,
    /// Sign-ins, including those of administrators.
    sign_ins: u64,
    /// Failed sign-ins.
    failed_sign_ins: u64,
    /// New matches.
    matches: u64,
}

/// Statistics of the program. Each is computed only if it is selected.
#[derive(Debug)]
pub struct Stats {
    admin: Admin<UsersRead>,
    counts: OnceCell<Counts>,
}

impl Stats {
    /// Accounts by state, counted once for all statistics.
    async fn counts(&self, context: &Context<'_>) -> Result<&Counts> {
        let app = app(context)?;
        let count = || async { value(stats::counts(app, &self.admin).await) };
        self.counts.get_or_try_init(count).await
    }
}

const MENTEES: States = States {
    role: Some(user::Role::Mentee),
    is_verified: None,
    is_active: None,
    is_deleted: None,
    is_matched: None,
    is_approved: None,
    is_eligible: None,
};

const MATCHED_MENTEES: States = States {
    is_matched: Some(true),
    ..MENTEES
};

/// Statistics of the program.
#[Object]
impl Stats {
    /// Accounts by role and state.
    async fn roles(&self, context: &Context<'_>) -> Result<Vec<RoleStats>> {
        let roles = self.counts(context).await?.roles();
        Ok(roles.into_iter().map(RoleStats::from).collect())
    }

    /// Mentees with a mentor.
    async fn matched_mentees(&self, context: &Context<'_>) -> Result<u64> {
        Ok(self.counts(context).await?.of(MATCHED_MENTEES))
    }

    /// Mentees who are eligible for a match, as the match board lists them.
    async fn unmatched_mentees(&self, context: &Context<'_>) -> Result<u64> {
        let eligible = States::eligible(user::Role::Mentee);
        Ok(self.counts(context).await?.of(eligible))
    }

    /// Active mentors with a full roster or who pause.
    async fn full_mentors(&self, context: &Context<'_>) -> Result<u64> {
        let full = States::matched(user::Role::Mentor);
        Ok(self.counts(context).await?.of(full))
    }

    /// The fraction of mentees with a mentor, from 0 to 1.
    async fn match_rate(&self, context: &Context<'_>) -> Result<f64> {
        let counts = self.counts(context).await?;
        Ok(fraction(counts.of(MATCHED_MENTEES), counts.of(MENTEES)))
    }

    /// The statistics of each day in a range, inclusive, at most 366 days; the last 30 by default. A day keeps its
    /// numbers when its signals are deleted from the log.
    async fn days(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first day, in UTC.")] from: Option<NaiveDate>,
        #[graphql(desc = "The last day, in UTC.")] to: Option<NaiveDate>,
    ) -> Result<Vec<DayStats>> {
        let app = app(context)?;
        let to = to.unwrap_or_else(|| app.clock.now().date_naive());
        let usual = to.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(to);
        let from = from.unwrap_or(usual);
        let days = value(stats::days(app, &self.admin, from, to).await)?;
        Ok(days.into_iter().map(DayStats::from).collect())
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a rate needs no more digits than a float has"
)]
fn fraction(some: u64, all: u64) -> f64 {
    match all {
        0 => 0.0,
        all => some as f64 / all as f64,
    }
}

impl From<RoleCount> for RoleStats {
    fn from(count: RoleCount) -> Self {
        Self {
            role: count.role.into(),
            accounts: count.accounts,
            unverified: count.unverified,
            inactive: count.inactive,
            pending_deletion: count.leaving,
        }
    }
}

impl From<(NaiveDate, Day)> for DayStats {
    fn from((date, day): (NaiveDate, Day)) -> Self {
        Self {
            date,
            registrations: day.registrations,
            failed_registrations: day.failed_registrations,
            sign_ins: day.sign_ins,
            failed_sign_ins: day.failed_sign_ins,
            matches: day.matches,
        }
    }
}

/// Statistics.
#[derive(Default)]
pub struct StatsQuery;

#[Object]
impl StatsQuery {
    /// Statistics of the program. Needs the permission USERS_READ.
    async fn stats(&self, context: &Context<'_>) -> Result<Stats> {
        let (_, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        Ok(Stats {
            admin,
            counts: OnceCell::new(),
        })
    }
}
