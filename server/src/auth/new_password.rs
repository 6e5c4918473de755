//! Judges a password that someone chooses: the rules of the browser, and the passwords that attackers know.

use crate::app::App;
use crate::config::Secret;
use crate::entities::user::Model;
use rules::{Code, Owner, Password, Violation, Violations};

/// Parses a password that someone chooses; `field` is the name in the input.
///
/// # Errors
/// Every problem of the password.
pub fn parse(
    app: &App,
    raw: &Secret,
    owner: &Owner<'_>,
    field: &'static str,
) -> Result<Password, Violations> {
    let min = app.config.accounts.password_min;
    let password = Password::parse(raw.expose(), owner, min, field)?;
    if known_passwords::contains(password.expose()) {
        return Err([Violation::at(Code::PasswordTooCommon, field)].into());
    }
    Ok(password)
}

/// Parses the new password of an account.
///
/// # Errors
/// Every problem of the password.
pub fn parse_for(
    app: &App,
    raw: &Secret,
    user: &Model,
    field: &'static str,
) -> Result<Password, Violations> {
    let email = user.address();
    let owner = Owner {
        email: Some(&email),
        first_name: &user.first_name,
        last_name: &user.last_name,
    };
    parse(app, raw, &owner, field)
}
