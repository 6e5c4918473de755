//! Statistics about accounts, matches and daily activity.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersRead;
use crate::clock;
use crate::db::Engine;
use crate::entities::signal;
use crate::entities::user::{self, Role};
use crate::entities::user_state::{self, States};
use crate::error::{Error, Result};
use crate::signals::Name;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
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

/// Counts all accounts, from one index and in one pass.
///
/// # Errors
/// When the database does not respond.
pub async fn counts(app: &App, _: &Admin<UsersRead>) -> Result<Counts> {
    let state = Expr::col((user::Entity, user_state::COLUMN));
    let counts = user::with_deleted()
        .select_only()
        .column_as(state.clone(), "state")
        .column_as(Expr::cust("COUNT(*)"), "accounts")
        .group_by(state);
    Ok(Counts(counts.into_tuple().all(app.db.reader()).await?))
}

/// Returns the activity of each day from `from` to `to`, inclusive, as far as the log still holds it.
///
/// # Errors
/// `BadInput` for more than 366 days, an end before the start, or years out of range.
pub async fn days(
    app: &App,
    _: &Admin<UsersRead>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<BTreeMap<NaiveDate, Day>> {
    let (mut days, end) = covered(from, to)?;
    let day = Expr::cust(match app.db.engine {
        // Times are stored as text in UTC, the date first.
        Engine::Sqlite => "SUBSTR(occurred_at, 1, 10)",
        Engine::Postgres => "TO_CHAR(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    });
    let counted: Vec<(String, String, i64)> = signal::Entity::find()
        .select_only()
        .column(signal::Column::Name)
        .column_as(day.clone(), "day")
        .column_as(Expr::cust("COUNT(*)"), "signals")
        .filter(signal::Column::Name.is_in(COUNTED.map(Name::as_str)))
        .filter(signal::Column::OccurredAt.gte(midnight(from)))
        .filter(signal::Column::OccurredAt.lt(midnight(end)))
        .group_by(signal::Column::Name)
        .group_by(day)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    for (name, day, count) in counted {
        let day = NaiveDate::from_str(&day).ok();
        if let Some(day) = day.and_then(|day| days.get_mut(&day)) {
            day.add(&name, count.unsigned_abs());
        }
    }
    Ok(days)
}

/// The signals that are counted.
const COUNTED: [Name; 7] = [
    Name::UserRegistered,
    Name::UserRegistrationFailed,
    Name::UserAuthenticated,
    Name::AdminAuthenticated,
    Name::UserAuthenticationFailed,
    Name::AdminAuthenticationFailed,
    Name::MenteeAdded,
];

impl Day {
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

/// Every day of the range, including days without activity, and the day after.
fn covered(from: NaiveDate, to: NaiveDate) -> Result<(BTreeMap<NaiveDate, Day>, NaiveDate)> {
    let end = to.checked_add_days(Days::new(1));
    let is_representable = [from, to]
        .iter()
        .all(|day| clock::YEARS.contains(&day.year()));
    let is_valid = is_representable && (0..MAX_DAYS).contains(&(to - from).num_days());
    let Some(end) = end.filter(|_| is_valid) else {
        return Err(Error::BadInput(format!(
            "from must not be after to, and the range covers at most {MAX_DAYS} days in the years 1 to 9999."
        )));
    };
    let days = from.iter_days().take_while(|day| *day <= to);
    Ok((days.map(|day| (day, Day::default())).collect(), end))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
