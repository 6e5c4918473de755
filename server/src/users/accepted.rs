//! Validates the data of `pre_*` signals after handlers changed it, like any other input.

use super::profile_fields;
use crate::entities::user::Role;
use crate::error::{Error, Result};
use crate::signals::signal::Data;
use rules::{MemberRole, Profile};

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

/// Validates the role of a new account after the handlers.
pub(super) fn role(offered: Role, data: &Data) -> Result<Role> {
    let role = profile_fields::text(data, "role")?.unwrap_or_default();
    match role == offered.as_str() {
        true => Ok(offered),
        false => Ok(MemberRole::parse(&role)?.into()),
    }
}
