//! Notices guessing of passwords: of one client at many accounts, of many clients at one account, and in an open session.

use super::suspicions::{Rule, Subject, Suspicion, note};
use super::{Client, Member};
use crate::app::App;
use crate::error::{Error, Result};
use crate::rate_limits::Limit;
use crate::signals::signal::Data;
use rules::Code;

/// Notes a wrong password. `account` is the name under which the account is counted, whether or not there is one;
/// `is_unknown` says whether the client is unknown there.
pub(super) fn note_failure(app: &App, client: &Client, account: &str, is_unknown: bool) {
    note_client(app, client, account);
    if is_unknown {
        note_account(app, client, account);
    }
}

/// Runs a command that checks the password of an open session. It counts as wrong until it turns out to be right: whoever
/// uses a session that is not theirs must not guess the password with it.
///
/// # Errors
/// `RateLimited` after too many wrong ones, which is noted, and those of the command.
pub(crate) async fn limited<T>(
    app: &App,
    member: &Member,
    command: impl Future<Output = Result<T>>,
) -> Result<T> {
    let who = member.user().id.to_string();
    let charged = app.rate_limits.charge(Limit::PasswordChecks, &who);
    charged.inspect_err(|_| note_session(app, member))?;
    let outcome = command.await;
    let is_wrong = |error: &Error| error.is(Code::WrongPassword);
    if !outcome.as_ref().is_err_and(is_wrong) {
        app.rate_limits.refund(Limit::PasswordChecks, &who);
    }
    outcome
}

fn note_session(app: &App, member: &Member) {
    let session = member.session();
    let id = session.id.to_string();
    if !app.rate_limits.is_first(Limit::GuessedAccounts, &id) {
        return;
    }
    let mut facts = Data::new();
    facts.insert("sessionId".to_owned(), id.into());
    facts.insert("address".to_owned(), session.ip.clone().into());
    let suspicion = Suspicion {
        rule: Rule::GuessingInSession,
        subject: Subject::User(session.user_id),
        facts,
        client: None,
    };
    note(app, suspicion);
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
