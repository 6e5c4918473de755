//! Converts changes to the columns of a row, and writes it.

use super::{Changes, profile_fields};
use crate::db::search;
use crate::entities::user::{ActiveModel, Column, Entity, Entries, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::Tx;
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, ModelTrait, QueryTrait, Set,
    Unchanged,
};
use std::result::Result as StdResult;

/// The row of an account with no values set.
pub(super) fn blank() -> ActiveModel {
    ActiveModel {
        id: Set(UserId::new()),
        major: Set(Entries::default()),
        minor: Set(Entries::default()),
        is_active: Set(true),
        emails_about_matches: Set(true),
        is_approved: Set(true),
        ..Default::default()
    }
}

/// The columns that change. Forms send all their fields, most of which are as they were.
///
/// # Errors
/// When a column has another type than its field.
pub(super) fn changed(user: &Model, changes: Changes, now: DateTime<Utc>) -> Result<ActiveModel> {
    let mut row = ActiveModel {
        id: Unchanged(user.id),
        ..Default::default()
    };
    profile_fields::apply(&mut row, changes.profile)?;
    set_name_key(&mut row, Some(user));
    if let Some(email) = changes.email {
        row.base_email = Set(email.base());
        row.email = Set(email.as_str().to_owned());
    }
    if let Some(role) = changes.role {
        row.role = Set(role);
    }
    if changes.role.is_some_and(|role| role != user.role) {
        // The matches of the old role have ended, and the new one begins without a pause.
        row.is_matched = Set(false);
        row.is_paused = Set(false);
        row.paused_until = Set(None);
    }
    if let Some(password) = changes.password {
        row.password = Set(password);
    }
    if let Some(is_verified) = changes.is_verified {
        row.is_verified = Set(is_verified);
        if is_verified && user.first_verified_at.is_none() {
            row.first_verified_at = Set(Some(now));
        }
    }
    if let Some(is_active) = changes.is_active {
        row.is_active = Set(is_active);
    }
    if let Some(is_superuser) = changes.is_superuser {
        row.is_superuser = Set(is_superuser);
    }
    if let Some(wanted) = changes.emails_about_matches {
        row.emails_about_matches = Set(wanted);
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
    if let Some(pause) = changes.pause {
        row.is_paused = Set(pause.is_some());
        row.paused_until = Set(pause.and_then(|pause| pause.until));
    }
    if let Some(is_approved) = changes.is_approved {
        row.is_approved = Set(is_approved);
    }
    for column in Column::iter() {
        if let Set(value) = row.get(column)
            && value == user.get(column)
        {
            row.not_set(column);
        }
    }
    Ok(row)
}

/// Writes the columns that change, if any, of an account that is locked, and returns the changed account. It is written
/// at once only if the columns of another account may be in the way.
///
/// # Errors
/// When the database rejects the change.
pub(super) async fn write(tx: &Tx, user: &Model, row: ActiveModel) -> StdResult<Model, DbErr> {
    let mut updated = user.clone();
    if !row.is_changed() {
        return Ok(updated);
    }
    for column in Column::iter() {
        if let Set(value) = row.get(column) {
            updated.try_set(column, value)?;
        }
    }
    let changes_unique_column = [Column::Email, Column::BaseEmail, Column::FirstVerifiedAt]
        .into_iter()
        .any(|column| row.get(column).is_set());
    let update = Entity::update(row).validate()?.into_query();
    if !changes_unique_column {
        tx.rows().run_later(&update);
    } else if tx.rows().execute(&update).await?.rows_affected() == 0 {
        return Err(DbErr::RecordNotUpdated);
    }
    Ok(updated)
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
