//! Notices guessing of passwords: of one client at many accounts, and of many clients at one account.

use super::Client;
use super::suspicions::{Rule, Subject, Suspicion, note};
use crate::app::App;
use crate::rate_limits::Limit;
use crate::signals::signal::Data;

/// Notes a wrong password. `account` is the name under which the account is counted, whether or not there is one;
/// `is_unknown` says whether the client is unknown there.
pub(super) fn note_failure(app: &App, client: &Client, account: &str, is_unknown: bool) {
    note_client(app, client, account);
    if is_unknown {
        note_account(app, client, account);
    }
}

fn note_client(app: &App, client: &Client, account: &str) {
    let Some(network) = client.origin() else {
        return;
    };
    let network = network.to_string();
    let most = app.config.rate_limits.suspicious_accounts as usize;
    let accounts = app.rate_limits.count_account(&network, account, most + 1);
    if accounts <= most || !app.rate_limits.is_first(Limit::GuessingClients, &network) {
        return;
    }
    let mut facts = Data::new();
    facts.insert("network".to_owned(), network.into());
    facts.insert("accounts".to_owned(), accounts.into());
    let suspicion = Suspicion {
        rule: Rule::GuessingAcrossAccounts,
        subject: Subject::Client,
        facts,
        client: Some(client.clone()),
    };
    note(app, suspicion);
}

fn note_account(app: &App, client: &Client, account: &str) {
    let limits = &app.rate_limits;
    if limits.is_delaying(Limit::FailuresPerAccount, account)
        && limits.is_first(Limit::GuessedAccounts, account)
    {
        let suspicion = Suspicion {
            rule: Rule::GuessingAtAccount,
            subject: Subject::Login(account.to_owned()),
            facts: Data::new(),
            client: Some(client.clone()),
        };
        note(app, suspicion);
    }
}
