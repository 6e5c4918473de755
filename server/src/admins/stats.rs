//! Figures about accounts, matches and what happened day by day.

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

/// Days that one question may cover.
const MOST_DAYS: i64 = 366;

/// How many accounts have a role, and in which states they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleCount {
    /// The role.
    pub role: Role,
    /// Accounts with it.
    pub accounts: u64,
    /// Those whose address was not verified.
    pub unverified: u64,
    /// Those that may not sign in.
    pub inactive: u64,
    /// Those whose deletion is pending.
    pub leaving: u64,
}

/// What happened on one day, in UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// Accounts that were made.
    pub registrations: u64,
    /// Registrations that failed.
    pub failed_registrations: u64,
    /// Sign-ins, also of administrators.
    pub sign_ins: u64,
    /// Sign-ins that failed.
    pub failed_sign_ins: u64,
    /// Matches that were made.
    pub matches: u64,
}

/// How many accounts are in each state.
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

    /// Accounts in these states.
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

/// What happened on each day from `from` to `to`, both included, as the log still holds it.
///
/// # Errors
/// `BadInput` for more than 366 days, an end before the start, or years that no calendar here has.
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

/// What days are made of.
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

/// Every day of the range, also those on which nothing happened, and the day after.
fn covered(from: NaiveDate, to: NaiveDate) -> Result<(BTreeMap<NaiveDate, Day>, NaiveDate)> {
    let end = to.checked_add_days(Days::new(1));
    let is_kept = [from, to]
        .iter()
        .all(|day| clock::YEARS.contains(&day.year()));
    let is_fit = is_kept && (0..MOST_DAYS).contains(&(to - from).num_days());
    let Some(end) = end.filter(|_| is_fit) else {
        return Err(Error::BadInput(format!(
            "from and to are in this order, cover at most {MOST_DAYS} days and lie in the years 1 to 9999."
        )));
    };
    let days = from.iter_days().take_while(|day| *day <= to);
    Ok((days.map(|day| (day, Day::default())).collect(), end))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
