//! Checks for a form, before it is submitted, whether a password would be accepted.

use crate::app::App;
use crate::auth::new_password;
use crate::client::Client;
use crate::config::Secret;
use crate::error::Result;
use crate::rate_limits::Limit;
use rules::{Email, Owner};

/// A password, and whose it is as far as the form knows.
#[derive(Debug)]
pub struct Candidate {
    /// Password as typed.
    pub password: Secret,
    /// Email address as typed.
    pub email: Option<String>,
    /// First name as typed.
    pub first_name: Option<String>,
    /// Last name as typed.
    pub last_name: Option<String>,
}

/// Judges a password as the commands do that set one. Reads and writes nothing, and leaves nothing in the log.
///
/// # Errors
/// `RateLimited`, or every problem of the password.
pub fn check_password(app: &App, client: &Client, candidate: &Candidate) -> Result<()> {
    app.rate_limits
        .charge_client(Limit::PasswordCandidates, client)?;
    let domains = &app.config.accounts.domains;
    // What is wrong with the address is for another field.
    let email = candidate.email.as_deref();
    let email = email.and_then(|email| Email::parse_existing(email, domains).ok());
    let owner = Owner {
        email: email.as_ref(),
        first_name: candidate.first_name.as_deref().unwrap_or_default(),
        last_name: candidate.last_name.as_deref().unwrap_or_default(),
    };
    new_password::parse(app, &candidate.password, &owner, "password")?;
    Ok(())
}
