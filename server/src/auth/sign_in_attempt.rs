//! Limits guessing of passwords. Failures are counted per client, per account, and per client and account; ever longer
//! delays follow, and no lock-out.
//!
//! - A device on which someone signed in to the account before has a count of its own: failures of strangers do not
//!   slow it down. So does a client in whose network a session of the account is open, as far as the account is
//!   concerned.
//! - A client that only the failures of others at this account keep out is let in after `MAX_DELAY` at the latest.

use super::hasher::Lane;
use super::{Client, device};
use crate::app::App;
use crate::entities::user::{self, Column};
use crate::entities::{admin, session};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::rate_limits::{Limit, limited};
use rules::{Code, Email, Username};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::net::IpAddr;
use std::time::Duration;
use uuid::Uuid;

/// A sign-in that is counted as a failure until it turns out not to be one.
#[derive(Debug)]
pub(crate) struct SignInAttempt {
    app: App,
    lane: Lane,
    charges: Vec<(Limit, String)>,
}

impl SignInAttempt {
    /// Counts an attempt. `login` is the address or username as typed.
    ///
    /// # Errors
    /// `RateLimited`, whether or not there is such an account.
    pub(crate) async fn begin(app: &App, client: &Client, login: &str) -> Result<Self> {
        let attempt = |charges: &[(Limit, &str)], lane| Self {
            app: app.clone(),
            lane,
            charges: charges
                .iter()
                .map(|(limit, who)| (*limit, (*who).to_owned()))
                .collect(),
        };
        let Some(network) = client.network.filter(|_| app.rate_limits.is_on()) else {
            return Ok(attempt(&[], Lane::Other));
        };
        let (network, account) = (network.to_string(), login.trim().to_lowercase());
        let pair = format!("{network} {account}");
        let own = [
            (Limit::SignInsPerClient, network.as_str()),
            (Limit::SignInsPerPair, pair.as_str()),
        ];
        let all = [own[0], own[1], (Limit::SignInsPerAccount, account.as_str())];
        let Err(waits) = app.rate_limits.charge_all(&all) else {
            let is_known = app.hasher.is_crowded() && known(app, client, login).await?.is_known();
            return Ok(attempt(&all, lane_of(is_known)));
        };
        let is_others = |(limit, _): &(Limit, Duration)| *limit == Limit::SignInsPerAccount;
        let known = known(app, client, login).await?;
        if let Some(device) = known.device {
            let who = format!("{device} {account}");
            let charge = [(Limit::SignInsPerDevice, who.as_str())];
            return match app.rate_limits.charge_all(&charge) {
                Ok(()) => Ok(attempt(&charge, Lane::Known)),
                Err(waits) => Err(limited(waits.into_iter().map(|(_, wait)| wait))),
            };
        }
        if !waits.iter().all(is_others) {
            return Err(limited(waits.into_iter().map(|(_, wait)| wait)));
        }
        let remaining = if known.is_in_network {
            Duration::ZERO
        } else {
            app.rate_limits.remaining_wait(&pair)
        };
        if remaining.is_zero() && app.rate_limits.charge_all(&own).is_ok() {
            let is_known = known.is_known();
            return Ok(attempt(&own, lane_of(is_known)));
        }
        Err(limited(
            waits.into_iter().map(|(_, wait)| wait.min(remaining)),
        ))
    }

    /// Returns the queue in which the password waits to be checked.
    pub(crate) const fn lane(&self) -> Lane {
        self.lane
    }

    /// Records the outcome: only a wrong password remains counted.
    pub(crate) fn end<T>(self, outcome: &Result<T>) {
        let is_wrong =
            |error: &Error| error.is(Code::InvalidCredentials) || error.is(Code::WrongPassword);
        let is_failure = outcome.as_ref().err().is_some_and(is_wrong);
        let is_success = outcome.is_ok();
        for (limit, who) in &self.charges {
            match limit {
                _ if is_failure => {}
                Limit::SignInsPerPair | Limit::SignInsPerDevice if is_success => {
                    self.app.rate_limits.forget(*limit, who);
                }
                _ => self.app.rate_limits.refund(*limit, who),
            }
        }
    }
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

/// Looks up whether the client signed in to the account before. Done only for clients that would otherwise
/// have to wait.
async fn known(app: &App, client: &Client, login: &str) -> Result<Known> {
    let user = find(app, login).await?;
    let cookie = client.device.as_ref();
    let device = user
        .as_ref()
        .zip(cookie)
        .and_then(|(user, cookie)| device::recognize(user, cookie));
    // Also for an unknown account, so that the response takes as long.
    let user_id = user.map_or(UserId(Uuid::nil()), |user| user.id);
    let addresses: Vec<Option<String>> = session::Entity::find()
        .select_only()
        .column(session::Column::Ip)
        .filter(session::Column::UserId.eq(user_id))
        .into_tuple()
        .all(app.db.reader())
        .await?;
    let mut networks = addresses
        .iter()
        .flatten()
        .filter_map(|address| address.parse::<IpAddr>().ok())
        .map(crate::client::Network::of);
    Ok(Known {
        device,
        is_in_network: networks.any(|network| Some(network) == client.network),
    })
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
