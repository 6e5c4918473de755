//! Converts changes to the columns of a row.

use super::Changes;
use crate::db::search;
use crate::entities::user::{ActiveModel, Entries, Model};
use crate::ids::UserId;
use rules::Profile;
use sea_orm::{Set, Unchanged};

/// The row of an account with no values set.
pub(super) fn blank() -> ActiveModel {
    ActiveModel {
        id: Set(UserId::new()),
        major: Set(Entries::default()),
        minor: Set(Entries::default()),
        is_active: Set(true),
        ..Default::default()
    }
}

/// The columns that change.
pub(super) fn changed(user: &Model, changes: Changes) -> ActiveModel {
    let mut row = ActiveModel {
        id: Unchanged(user.id),
        ..Default::default()
    };
    apply_profile(&mut row, changes.profile);
    set_name_key(&mut row, Some(user));
    if let Some(role) = changes.role {
        row.role = Set(role);
    }
    if let Some(password) = changes.password {
        row.password = Set(password);
    }
    if let Some(is_verified) = changes.is_verified {
        row.is_verified = Set(is_verified);
    }
    if let Some(is_active) = changes.is_active {
        row.is_active = Set(is_active);
    }
    if let Some(is_superuser) = changes.is_superuser {
        row.is_superuser = Set(is_superuser);
    }
    if let Some(deletion) = changes.deletion {
        row.deletion_requested_at = Set(deletion.map(|deletion| deletion.requested_at));
        row.permanent_deletion_after = Set(deletion.map(|deletion| deletion.permanent_after));
    }
    if let Some(capacity) = changes.own_capacity {
        row.own_capacity = Set(capacity.and_then(|seats| i32::try_from(seats).ok()));
    }
    if let Some(limit) = changes.capacity_limit {
        row.capacity_limit = Set(limit.and_then(|seats| i32::try_from(seats).ok()));
    }
    row
}

pub(super) fn apply_profile(row: &mut ActiveModel, profile: Profile) {
    let fields = profile.into_fields();
    set(&mut row.first_name, fields.first_name);
    set(&mut row.last_name, fields.last_name);
    set(&mut row.hobbies, fields.hobbies);
    set(&mut row.clubs, fields.clubs);
    set(&mut row.goals, fields.goals);
    set(&mut row.other_background, fields.other_background);
    set(&mut row.year, fields.year);
    set(&mut row.major, fields.major.map(Entries));
    set(&mut row.minor, fields.minor.map(Entries));
    set(&mut row.international, fields.international);
    set(&mut row.commuter, fields.commuter);
    set(&mut row.firstgen, fields.firstgen);
    set(&mut row.outofstate, fields.outofstate);
    set(&mut row.transfer, fields.transfer);
    set(&mut row.match_by_background, fields.match_by_background);
    set(&mut row.profile_picture_url, fields.profile_picture_url);
}

fn set<T: Into<sea_orm::Value>>(column: &mut sea_orm::ActiveValue<T>, value: Option<T>) {
    if let Some(value) = value {
        *column = Set(value);
    }
}

/// Updates the sort key of lists by name.
pub(super) fn set_name_key(row: &mut ActiveModel, user: Option<&Model>) {
    if !row.first_name.is_set() && !row.last_name.is_set() {
        return;
    }
    let stored = |column: fn(&Model) -> &str| user.map(column).unwrap_or_default().to_owned();
    let first_name = match row.first_name.try_as_ref() {
        Some(first_name) => first_name.clone(),
        None => stored(|user| &user.first_name),
    };
    let last_name = match row.last_name.try_as_ref() {
        Some(last_name) => last_name.clone(),
        None => stored(|user| &user.last_name),
    };
    row.name_key = Set(search::name_key(&first_name, &last_name));
}
