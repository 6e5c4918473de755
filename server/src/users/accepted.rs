//! Validates the data of `pre_*` signals after handlers changed it, like any other input.

use super::{NewUser, profile_fields};
use crate::error::{Error, Result};
use crate::signals::signal::Data;
use crate::work::Tx;
use rules::{Email, Profile};

/// Validates the profile after the handlers. Apart from the profile they may change only `others`, so that the log
/// never records a change that does not happen.
pub(super) fn profile(offered: &Data, data: &Data, others: &[&str]) -> Result<Profile> {
    let profile = profile_fields::from_data(data)?;
    let profile_data = profile_fields::to_data(&profile);
    let mut names = offered.keys().chain(data.keys());
    let forbidden = names.find(|name| {
        let is_free = profile_data.contains_key(*name) || others.contains(&name.as_str());
        !is_free && offered.get(*name) != data.get(*name)
    });
    match forbidden {
        Some(name) => Err(Error::Unexpected(format!(
            "a handler changed {name}, which it may not"
        ))),
        None => Ok(profile.parse()?),
    }
}

/// Validates the address, role, and verification of a new account after the handlers.
pub(super) fn account(tx: &Tx, new: NewUser, data: &Data) -> Result<NewUser> {
    let text = |name: &str| profile_fields::text(data, name).map(Option::unwrap_or_default);
    let role = match text("role")? {
        unchanged if unchanged == new.role.as_str() => new.role,
        changed => rules::MemberRole::parse(&changed)?.into(),
    };
    let is_verified = data.get("isVerified").and_then(serde_json::Value::as_bool);
    Ok(NewUser {
        email: Email::parse(&text("email")?, &tx.app.config.accounts.domains)?,
        role,
        is_verified: is_verified.unwrap_or(new.is_verified),
        ..new
    })
}
