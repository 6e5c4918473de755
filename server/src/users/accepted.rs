//! Data as handlers of `pre_*` signals left them; their work is checked like anybody's.

use super::NewUser;
use super::profile_data;
use crate::error::{Error, Result};
use crate::signals::signal::Data;
use crate::work::Tx;
use rules::{Email, Profile};

/// The profile as handlers left it; their work is checked like anybody's. Beside the profile they may change
/// `others` only, so that the log never tells of a change that nobody makes.
pub(super) fn profile(offered: &Data, data: &Data, others: &[&str]) -> Result<Profile> {
    let profile = profile_data::from_data(data)?;
    let profile_data = profile_data::to_data(&profile);
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

/// Address, role and verification of a new account as handlers left them.
pub(super) fn account(tx: &Tx, new: NewUser, data: &Data) -> Result<NewUser> {
    let text = |name: &str| profile_data::text(data, name).map(Option::unwrap_or_default);
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
