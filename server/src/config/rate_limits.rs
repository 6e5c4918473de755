//! How often a client, an account or a mailbox may do what costs others something.

use std::str::FromStr;

use super::{ConfigError, Source};

/// The most rates of one limit.
pub const MAX_RATES: usize = 2;

/// The limits on abuse. A client is an IPv4 address or the /64 network of an IPv6 address.
#[derive(Clone, Debug)]
pub struct RateLimitsConfig {
    /// Whether any of these limits holds.
    pub is_on: bool,
    /// Failed sign-ins of a client, at any account.
    pub sign_ins_per_client: Rates,
    /// Sign-ins of a client at one account, whatever their outcome.
    pub sign_ins_per_pair: Rates,
    /// Failed sign-ins of a client at one account before delays begin.
    pub free_sign_ins_per_pair: u32,
    /// Failed sign-ins of unknown clients at one account before delays begin for unknown clients.
    pub free_sign_ins_per_account: u32,
    /// Wrong passwords of a signed-in account before delays begin.
    pub free_password_checks: u32,
    /// Passwords that a client has judged before it chooses one.
    pub password_candidates_per_client: Rates,
    /// Registrations of a client.
    pub registrations_per_client: Rates,
    /// Registrations of a client before a proof of work is needed.
    pub registrations_without_proof: Rates,
    /// Zero bits that a proof of work has.
    pub proof_bits: u32,
    /// Requests of a client for emails: password resets and verification links.
    pub email_requests_per_client: Rates,
    /// Emails to one mailbox that others can trigger.
    pub emails_per_address: Rates,
    /// Emails to one mailbox about matches, which partners can trigger.
    pub match_emails_per_address: Rates,
    /// Uses of invalid links by a client.
    pub links_per_client: Rates,
    /// Wrong codes for an address.
    pub codes_per_address: Rates,
    /// Changes of the email address that an account requests.
    pub email_changes_per_account: Rates,
    /// Messages of an account.
    pub messages_per_account: Rates,
    /// Profile pictures that an account uploads.
    pub pictures_per_account: Rates,
    /// Requests and offers of an account.
    pub requests_per_account: Rates,
    /// Concerns of an account.
    pub concerns_per_account: Rates,
    /// Exports of what is held about an account.
    pub exports_per_account: Rates,
    /// Parts of exports of what is held about an account.
    pub export_parts_per_account: Rates,
    /// Failures of a client that is not signed in, recorded in the log whatever it sent.
    pub failure_records_per_client: Rates,
    /// Accounts at which a client may fail to sign in within an hour before that is suspicious.
    pub suspicious_accounts: u32,
}

/// Several rates that hold at the same time, such as 3 an hour and 10 a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates(Vec<Rate>);

/// So many at once, and as many again in each period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// The most at once.
    pub burst: f64,
    /// How many become available again per second.
    pub per_second: f64,
}

impl Rates {
    /// The rates; at most `MAX_RATES`.
    #[must_use]
    pub fn as_slice(&self) -> &[Rate] {
        &self.0
    }

    /// Returns the rate for what is possible once in a number of seconds.
    #[must_use]
    pub fn one_in(seconds: f64) -> Self {
        Self(vec![Rate {
            burst: 1.0,
            per_second: 1.0 / seconds,
        }])
    }

    /// Returns rates that allow one less at once, and at least one.
    #[must_use]
    pub fn with_one_less(&self) -> Self {
        let less = |rate: &Rate| Rate {
            burst: (rate.burst - 1.0).max(1.0),
            ..*rate
        };
        Self(self.0.iter().map(less).collect())
    }
}

impl FromStr for Rates {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let rates: Vec<Rate> = text.split(',').map(rate).collect::<Result<_, ()>>()?;
        (rates.len() <= MAX_RATES).then_some(Self(rates)).ok_or(())
    }
}

fn rate(text: &str) -> Result<Rate, ()> {
    let (count, period) = text.trim().split_once('/').ok_or(())?;
    let count: u32 = count.trim().parse().map_err(|_| ())?;
    let seconds = match period.trim() {
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => 3600.0,
        "day" => 86_400.0,
        _ => return Err(()),
    };
    if count == 0 {
        return Err(());
    }
    let burst = f64::from(count);
    Ok(Rate {
        burst,
        per_second: burst / seconds,
    })
}

/// Whether there are limits at all.
pub(super) fn is_on(source: &Source) -> Result<bool, ConfigError> {
    Ok(source.choice("RATE_LIMITS", &["on", "off"])? == "on")
}

impl RateLimitsConfig {
    pub(super) fn read(source: &Source) -> Result<Self, ConfigError> {
        let kind = "a rate: a count above 0, a slash, and second, minute, hour or day; at most two, separated by a comma";
        let rates = |variable| source.parsed(variable, kind, "3/hour, 10/day");
        let count = |variable| source.count(variable, 1, 1_000_000);
        Ok(Self {
            is_on: is_on(source)?,
            sign_ins_per_client: rates("SIGN_IN_LIMIT_PER_CLIENT")?,
            sign_ins_per_pair: rates("SIGN_IN_LIMIT_PER_CLIENT_AND_ACCOUNT")?,
            free_sign_ins_per_pair: count("SIGN_IN_FAILURES_PER_CLIENT_AND_ACCOUNT")?,
            free_sign_ins_per_account: count("SIGN_IN_FAILURES_PER_ACCOUNT")?,
            free_password_checks: count("PASSWORD_FAILURES_PER_ACCOUNT")?,
            password_candidates_per_client: rates("PASSWORD_CHECK_LIMIT_PER_CLIENT")?,
            registrations_per_client: rates("REGISTRATION_LIMIT_PER_CLIENT")?,
            registrations_without_proof: rates("REGISTRATION_PROOF_AFTER")?,
            proof_bits: source.count("REGISTRATION_PROOF_BITS", 0, 30)?,
            email_requests_per_client: rates("EMAIL_REQUEST_LIMIT_PER_CLIENT")?,
            emails_per_address: rates("EMAIL_LIMIT_PER_ADDRESS")?,
            match_emails_per_address: rates("MATCH_EMAIL_LIMIT_PER_ADDRESS")?,
            links_per_client: rates("LINK_LIMIT_PER_CLIENT")?,
            codes_per_address: rates("CODE_LIMIT_PER_ADDRESS")?,
            email_changes_per_account: rates("EMAIL_CHANGE_LIMIT_PER_ACCOUNT")?,
            messages_per_account: rates("MESSAGE_LIMIT_PER_ACCOUNT")?,
            pictures_per_account: rates("PICTURE_UPLOAD_LIMIT_PER_ACCOUNT")?,
            requests_per_account: rates("REQUEST_LIMIT_PER_ACCOUNT")?,
            concerns_per_account: rates("CONCERN_LIMIT_PER_ACCOUNT")?,
            exports_per_account: rates("EXPORT_LIMIT_PER_ACCOUNT")?,
            export_parts_per_account: rates("EXPORT_PART_LIMIT_PER_ACCOUNT")?,
            failure_records_per_client: rates("FAILURE_RECORD_LIMIT_PER_CLIENT")?,
            suspicious_accounts: source.count("SUSPICIOUS_ACCOUNTS_PER_CLIENT", 1, 1000)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Rates;

    #[test]
    fn rates_are_a_count_and_a_period() {
        let rates: Rates = "3/hour, 10/day".parse().expect("rates");
        let [hour, day] = rates.as_slice() else {
            panic!("two rates")
        };
        assert!((hour.burst - 3.0).abs() < 1e-9);
        assert!((day.per_second * 86_400.0 - 10.0).abs() < 1e-9);
        for wrong in [
            "",
            "3",
            "0/hour",
            "-1/hour",
            "3/week",
            "1/day,2/day,3/day",
            "x/day",
        ] {
            assert!(wrong.parse::<Rates>().is_err(), "{wrong}");
        }
    }
}
