//! Statistics about accounts, matches and daily activity.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::clock;
use crate::db::counts;
use crate::entities::user::Role;
use crate::entities::user_state::States;
use crate::error::{Error, Result};
use crate::signals::Name;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::str::FromStr;

/// Maximum number of days per query.
const MAX_DAYS: i64 = 366;

/// The number of accounts with a role, by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleCount {
    /// The role.
    pub role: Role,
    /// Accounts with this role.
    pub accounts: u64,
    /// Accounts with an unverified email address.
    pub unverified: u64,
    /// Deactivated accounts.
    pub inactive: u64,
    /// Accounts whose deletion is pending.
    pub leaving: u64,
}

/// The activity of one day, in UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// New accounts.
    pub registrations: u64,
    /// Failed registrations.
    pub failed_registrations: u64,
    /// Sign-ins, including those of administrators.
    pub sign_ins: u64,
    /// Failed sign-ins.
    pub failed_sign_ins: u64,
    /// New matches.
    pub matches: u64,
}

/// The number of accounts in each state.
#[derive(Debug, Clone)]
pub struct Counts(Vec<(i16, i64)>);

impl Counts {
    /// Accounts by role and state.
    #[must_use]
    pub fn roles(&self) -> Vec<RoleCount> {
        let count = |role: Role| {
            let all = States {
                role: Some(role),
                ..States::default()
            };
            RoleCount {
                role,
                accounts: self.of(all),
                unverified: self.of(States {
                    is_verified: Some(false),
                    ..all
                }),
                inactive: self.of(States {
                    is_active: Some(false),
                    ..all
                }),
                leaving: self.of(States {
                    is_deleted: Some(true),
                    ..all
                }),
            }
        };
        [Role::Mentee, Role::Mentor, Role::Admin].map(count).into()
    }

    /// The number of accounts in these states.
    #[must_use]
    pub fn of(&self, states: States) -> u64 {
        let counted = self.0.iter().filter(|(state, _)| states.contain(*state));
        counted.map(|(_, accounts)| accounts.unsigned_abs()).sum()
    }
}

/// Returns the number of accounts in each state, from the counters.
///
/// # Errors
/// When the database does not respond.
pub async fn counts(app: &App, _: &Admin<UsersRead>) -> Result<Counts> {
    Ok(Counts(counts::accounts(app).await?))
}

/// Returns the activity of each day from `from` to `to`, inclusive, from the counters.
///
/// # Errors
/// `BadInput` for more than 366 days, an end before the start, or years out of range.
pub async fn days(
    app: &App,
    _: &Admin<UsersRead>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<BTreeMap<NaiveDate, Day>> {
    let mut days = covered(from, to)?;
    for counted in counts::signals(app, from, to).await? {
        if let Some(day) = days.get_mut(&counted.day) {
            day.add(&counted.name, counted.signals.unsigned_abs());
        }
    }
    Ok(days)
}

impl Day {
    // Invariant: these are the names that the triggers of the migration `m0020_counters` count.
    fn add(&mut self, name: &str, count: u64) {
        match Name::from_str(name) {
            Ok(Name::UserRegistered) => self.registrations += count,
            Ok(Name::UserRegistrationFailed) => self.failed_registrations += count,
            Ok(Name::UserAuthenticated | Name::AdminAuthenticated) => self.sign_ins += count,
            Ok(Name::UserAuthenticationFailed | Name::AdminAuthenticationFailed) => {
                self.failed_sign_ins += count;
            }
            Ok(Name::MenteeAdded) => self.matches += count,
            _ => {}
        }
    }
}

/// Every day of the range, including days without activity.
fn covered(from: NaiveDate, to: NaiveDate) -> Result<BTreeMap<NaiveDate, Day>> {
    let is_representable = [from, to]
        .iter()
        .all(|day| clock::YEARS.contains(&day.year()));
    if !is_representable || !(0..MAX_DAYS).contains(&(to - from).num_days()) {
        return Err(Error::BadInput(format!(
            "from must not be after to, and the range covers at most {MAX_DAYS} days in the years 1 to 9999."
        )));
    }
    let days = from.iter_days().take_while(|day| *day <= to);
    Ok(days.map(|day| (day, Day::default())).collect())
}
