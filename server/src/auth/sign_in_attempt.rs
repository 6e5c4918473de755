//! Limits guessing of passwords. Failures are counted per client, per account, and per client and account; ever longer
//! delays follow, and no lock-out.
//!
//! - A device on which someone signed in to the account before has a count of its own: failures of strangers do not
//!   slow it down. So does a client in whose network a session of the account is open, as far as the account is
//!   concerned.
//! - A client that only the failures of others at this account keep out has a window of its own in every quarter of an
//!   hour, in which one guess is checked. The window follows from the client and the account, so that no flood can make
//!   the server forget who has waited.

use super::hasher::Lane;
use super::{Client, device, guessing, sessions};
use crate::app::App;
use crate::client::Network;
use crate::entities::user::{self, Column};
use crate::entities::{admin, session};
use crate::error::{Error, Result};
use crate::rate_limits::{Limit, limited};
use chrono::{DateTime, Utc};
use rules::{Code, Email, Username};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SubQueryStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Duration;

/// A sign-in that is counted as a failure until it turns out not to be one.
#[derive(Debug)]
pub(crate) struct SignInAttempt {
    app: App,
    lane: Lane,
    charges: Vec<(Limit, String)>,
    client: Client,
    /// The name under which the account is counted.
    account: String,
}

impl SignInAttempt {
    /// Counts an attempt. `login` is the address or username as typed.
    ///
    /// # Errors
    /// `RateLimited` or `Busy`, whether or not there is such an account.
    pub(crate) async fn begin(app: &App, client: &Client, login: &str) -> Result<Self> {
        let attempt = Self::charge(app, client, login).await?;
        if app.hasher.has_capacity(attempt.lane) {
            return Ok(attempt);
        }
        attempt.refund();
        Err(Error::Busy)
    }

    async fn charge(app: &App, client: &Client, login: &str) -> Result<Self> {
        let account = match app.rate_limits.is_on() {
            true => canonical(app, login).await?,
            false => String::new(),
        };
        let attempt = |charges: &[(Limit, &str)], lane| Self {
            app: app.clone(),
            client: client.clone(),
            account: account.clone(),
            lane,
            charges: charges
                .iter()
                .map(|(limit, who)| (*limit, (*who).to_owned()))
                .collect(),
        };
        let Some(origin) = client.origin().filter(|_| app.rate_limits.is_on()) else {
            return Ok(attempt(&[], Lane::Other));
        };
        let network = origin.to_string();
        let pair = format!("{network} {account}");
        let own = [
            (Limit::SignInsPerPair, pair.as_str()),
            (Limit::FailuresPerClient, network.as_str()),
            (Limit::FailuresPerPair, pair.as_str()),
        ];
        let [often, client_limit, pair_limit] = own;
        let all = [
            often,
            client_limit,
            pair_limit,
            (Limit::FailuresPerAccount, account.as_str()),
        ];
        let Err(waits) = app.rate_limits.charge_all(&all) else {
            let is_known = app.hasher.is_crowded() && known(app, client, login).await?.is_known();
            return Ok(attempt(&all, lane_of(is_known)));
        };
        let known = known(app, client, login).await?;
        if let Some(device) = known.device {
            let who = format!("{device} {account}");
            let charges = [often, (Limit::FailuresPerDevice, who.as_str())];
            app.rate_limits.charge_all(&charges).map_err(refusal)?;
            return Ok(attempt(&charges, Lane::Known));
        }
        let is_others = |(limit, _): &(Limit, Duration)| *limit == Limit::FailuresPerAccount;
        if !waits.iter().all(is_others) {
            return Err(refusal(waits));
        }
        if known.is_in_network {
            app.rate_limits.charge_all(&own).map_err(refusal)?;
            return Ok(attempt(&own, Lane::Known));
        }
        let visitor = format!("{} {account}", origin.site());
        let until_window = until_window(&visitor, app.clock.now());
        let in_window = [
            often,
            client_limit,
            pair_limit,
            (Limit::GuessesPerWindow, visitor.as_str()),
        ];
        if until_window.is_zero() && app.rate_limits.charge_all(&in_window).is_ok() {
            return Ok(attempt(&in_window, Lane::Other));
        }
        let next = if until_window.is_zero() {
            MAX_DELAY_TIME
        } else {
            until_window
        };
        Err(limited(waits.into_iter().map(|(_, wait)| wait.min(next))))
    }

    fn refund(&self) {
        for (limit, who) in &self.charges {
            self.app.rate_limits.refund(*limit, who);
        }
    }

    /// Returns the queue in which the password waits to be checked.
    pub(crate) const fn lane(&self) -> Lane {
        self.lane
    }

    fn is_charged(&self, limit: Limit) -> bool {
        self.charges.iter().any(|(charged, _)| *charged == limit)
    }

    /// Records the outcome: only a wrong password remains counted.
    pub(crate) fn end<T>(self, outcome: &Result<T>) {
        let is_wrong =
            |error: &Error| error.is(Code::InvalidCredentials) || error.is(Code::WrongPassword);
        let is_failure = outcome.as_ref().err().is_some_and(is_wrong);
        let is_success = outcome.is_ok();
        if is_failure && !self.charges.is_empty() {
            let is_unknown = self.is_charged(Limit::FailuresPerAccount);
            guessing::note_failure(&self.app, &self.client, &self.account, is_unknown);
        }
        for (limit, who) in &self.charges {
            match limit {
                _ if is_failure => {}
                Limit::SignInsPerPair => {}
                Limit::FailuresPerPair | Limit::FailuresPerDevice if is_success => {
                    self.app.rate_limits.forget(*limit, who);
                }
                _ => self.app.rate_limits.refund(*limit, who),
            }
        }
    }
}

fn refusal(waits: Vec<(Limit, Duration)>) -> Error {
    limited(waits.into_iter().map(|(_, wait)| wait))
}

/// The length of a cycle, and of a client's window in it.
const MAX_DELAY_TIME: Duration = Duration::from_secs(900);
const WINDOW: u64 = 300;

/// Returns how long it is until the window of a client; 0 within it.
fn until_window(visitor: &str, now: DateTime<Utc>) -> Duration {
    let digest = Sha256::digest(visitor);
    let offset = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
    let cycle = MAX_DELAY_TIME.as_secs();
    let position = (now.timestamp().unsigned_abs() + offset % cycle) % cycle;
    if position < WINDOW {
        Duration::ZERO
    } else {
        Duration::from_secs(cycle - position)
    }
}

/// Returns the name under which an account is counted: its address, also for an administrator who enters a username.
async fn canonical(app: &App, login: &str) -> Result<String> {
    let typed = rules::trimmed(login).to_lowercase();
    if typed.contains('@') {
        return Ok(typed);
    }
    let user = find(app, login).await?;
    Ok(user.map_or(typed, |user| user.email))
}

const fn lane_of(is_known: bool) -> Lane {
    if is_known { Lane::Known } else { Lane::Other }
}

/// What is known about a client at an account.
struct Known {
    device: Option<String>,
    is_in_network: bool,
}

impl Known {
    const fn is_known(&self) -> bool {
        self.device.is_some() || self.is_in_network
    }
}

/// Looks up whether the client signed in to the account before. Done only for clients that would have to wait
/// otherwise.
async fn known(app: &App, client: &Client, login: &str) -> Result<Known> {
    let device = match &client.device {
        Some(cookie) => find(app, login)
            .await?
            .and_then(|user| device::recognize(&user, cookie)),
        None => None,
    };
    let mut known = Known {
        device,
        is_in_network: false,
    };
    // With private registrations, who shares a network with a member must not learn that there is an account.
    if known.device.is_none() && !app.config.accounts.private_registration {
        let networks = networks(app, login).await?;
        known.is_in_network = networks
            .into_iter()
            .any(|network| Some(network) == client.origin());
    }
    Ok(known)
}

/// The networks in which sessions of an account are open. Also asks for an unknown account, so that the response takes
/// as long.
async fn networks(app: &App, login: &str) -> Result<Vec<Network>> {
    let user_id = match Email::parse_existing(login, &app.config.accounts.domains) {
        Ok(email) => Query::select()
            .column(Column::Id)
            .from(user::Entity)
            .and_where(Column::Email.eq(email.as_str()))
            .take(),
        Err(_) => Query::select()
            .column(admin::Column::UserId)
            .from(admin::Entity)
            .and_where(admin::Column::Username.eq(username(login)))
            .take(),
    };
    let user_id = Expr::from(SubQueryStatement::from(user_id));
    let now = app.clock.now();
    let addresses: Vec<Option<String>> = session::live(now, sessions::idle_since(app, now))
        .select_only()
        .column(session::Column::Ip)
        .filter(session::Column::UserId.into_expr().eq(user_id))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let addresses = addresses.iter().flatten();
    Ok(addresses
        .filter_map(|address| address.parse::<IpAddr>().ok())
        .map(Network::of)
        .collect())
}

/// Returns the username that was typed; an empty one, which nobody has, for any other text.
fn username(login: &str) -> String {
    Username::parse(login).map_or_else(|_| String::new(), |username| username.as_str().to_owned())
}

async fn find(app: &App, login: &str) -> Result<Option<user::Model>> {
    let found = if let Ok(email) = Email::parse_existing(login, &app.config.accounts.domains) {
        user::with_deleted()
            .filter(Column::Email.eq(email.as_str()))
            .one(app.db.reader())
            .await?
    } else if let Ok(username) = Username::parse(login) {
        let admins = admin::Entity::find().find_also_related(user::Entity);
        let found = admins.filter(admin::Column::Username.eq(username.as_str()));
        found.one(app.db.reader()).await?.and_then(|(_, user)| user)
    } else {
        None
    };
    Ok(found)
}
