//! The scoped writes: every account is created, changed and deleted here, so that the repository's
//! signals are told in one place and validation precedes every write.

use super::tx::Tx;
use super::{search, user_data};
use crate::entities::score_mark;
use crate::entities::user::{ActiveModel, Column, Digest, Entity, Entries, Model, Role};
use crate::entities::user_term;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::signal::Data;
use crate::signals::{Name, Signal, redact};
use chrono::{DateTime, Utc};
use rules::{Code, Email, Profile};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    SqlErr, Unchanged,
};

/// A new account.
#[derive(Debug)]
pub struct NewUser {
    /// Its address.
    pub email: Email,
    /// Its password's hash.
    pub password: Digest,
    /// What it does on the platform.
    pub role: Role,
    /// Whether its address counts as proved.
    pub is_verified: bool,
    /// Whether it has every right.
    pub is_superuser: bool,
}

/// What to change of an account; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Validated profile fields.
    pub profile: Profile,
    /// Another role.
    pub role: Option<Role>,
    /// Another password.
    pub password: Option<Digest>,
    /// The address was proved, or counts as not proved any more.
    pub is_verified: Option<bool>,
    /// The account may sign in, or not any more.
    pub is_active: Option<bool>,
    /// Whether it has every right.
    pub is_superuser: Option<bool>,
    /// A deletion is requested (its two dates) or cancelled.
    pub deletion: Option<Option<Deletion>>,
    /// Places on the roster that the mentor wants, or as many as allowed.
    pub own_capacity: Option<Option<u32>>,
    /// Places on the roster that the mentor may have, or as many as anybody.
    pub capacity_limit: Option<Option<u32>>,
}

/// The two dates of a pending deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deletion {
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// From when on the account may go.
    pub permanent_after: DateTime<Utc>,
}

/// What stands for a password where data are shown.
pub const MASKED: &str = "********";

/// Creates an account: `user_pre_create`, `user_password_set`, `user_post_create`.
///
/// # Errors
/// `EMAIL_TAKEN` when somebody has the address, or the address without its "+tag".
pub async fn create(tx: &Tx, mut new: NewUser) -> Result<Model> {
    let offered = creation_data(&new);
    let data = tx.ask(Signal::user_pre_create(), offered.clone()).await?;
    let profile = accepted_profile(&offered, &data, &["email", "role", "isVerified"])?;
    if data != offered {
        new = accepted_account(tx, new, &data)?;
    }
    let mut row = blank_row();
    row.base_email = Set(new.email.base());
    row.email = Set(new.email.as_str().to_owned());
    row.password = Set(new.password);
    row.role = Set(new.role);
    row.is_verified = Set(new.is_verified);
    row.is_staff = Set(new.role == Role::Admin);
    row.is_superuser = Set(new.is_superuser);
    row.joined_at = Set(tx.app.clock.now());
    apply_profile(&mut row, profile);
    order_by_name(&mut row, None);
    let user = row.insert(tx.rows()).await.map_err(taken)?;
    keep_terms(tx, &user).await?;
    tx.emit(Signal::account(Name::UserPasswordSet, &user)).await;
    tx.emit(Signal::repository(Name::UserPostCreate, user.id))
        .await;
    Ok(user)
}

/// Changes an account: `user_pre_update`, what the account tells of itself, `user_post_update`.
///
/// # Errors
/// What a handler refuses, and when the database does.
pub async fn update(tx: &Tx, user: &Model, mut changes: Changes) -> Result<Model> {
    let offered = changes.to_data();
    let data = tx
        .ask(
            Signal::repository(Name::UserPreUpdate, user.id),
            offered.clone(),
        )
        .await?;
    if data != offered {
        changes.profile = accepted_profile(&offered, &data, &[])?;
    }
    let sets_password = changes.password.is_some();
    let verifies = changes.is_verified == Some(true) && !user.is_verified;
    let touches_scores = changes.touch_scores();
    let updated = match changed_row(user, changes) {
        row if row.is_changed() => row.update(tx.rows()).await?,
        _ => user.clone(),
    };
    if (&user.first_name, &user.last_name) != (&updated.first_name, &updated.last_name) {
        forget_terms(tx, user).await?;
        keep_terms(tx, &updated).await?;
    }
    if touches_scores {
        score_mark::mark(tx.rows(), user.id, tx.app.clock.now()).await?;
        tx.owe_scores();
    }
    if sets_password {
        tx.emit(Signal::account(Name::UserPasswordSet, &updated))
            .await;
    }
    if verifies {
        tx.emit(Signal::account(Name::UserEmailVerified, &updated))
            .await;
    }
    tx.emit(Signal::repository(Name::UserPostUpdate, user.id))
        .await;
    Ok(updated)
}

/// Deletes an account for good, and with it everything that belongs to it: `user_pre_delete`, `user_post_delete`.
/// What the log holds about it so far is redacted.
///
/// # Errors
/// `USER_NOT_FOUND` when it is gone already, what a handler refuses, and when the database does.
pub async fn delete(tx: &Tx, user: &Model) -> Result<()> {
    tx.ask(
        Signal::repository(Name::UserPreDelete, user.id),
        Data::new(),
    )
    .await?;
    let deleted = Entity::delete_by_id(user.id).exec(tx.rows()).await?;
    if deleted.rows_affected == 0 {
        return Err(Error::refused(Code::UserNotFound));
    }
    redact::forget(tx, user).await?;
    tx.emit(Signal::repository(Name::UserPostDelete, user.id))
        .await;
    Ok(())
}

/// Reads an account, also a deleted or inactive one, and keeps others from changing it until the end of the transaction.
///
/// # Errors
/// When the database does not answer.
pub async fn lock(tx: &Tx, id: UserId) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.rows())
        .await?)
}

/// As `lock`, for several accounts at once.
///
/// # Errors
/// When the database does not answer.
pub async fn lock_all(tx: &Tx, ids: &[UserId]) -> Result<Vec<Model>> {
    // Invariant: accounts are locked in the order of their ids, by everybody who locks more than one;
    // so no two transactions wait for each other.
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx.rows())
        .await?)
}

/// Reads accounts and keeps others from locking them until the end of the transaction, though not from
/// doing the same.
///
/// # Errors
/// When the database does not answer.
pub async fn hold_all(tx: &Tx, ids: &[UserId]) -> Result<Vec<Model>> {
    Ok(Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(Column::Id)
        .lock(LockType::KeyShare)
        .all(tx.rows())
        .await?)
}

/// As `lock`, by address; also finds who has the address under another "+tag".
///
/// # Errors
/// When the database does not answer.
pub async fn lock_by_address(tx: &Tx, email: &Email) -> Result<Option<Model>> {
    let found = Entity::find().filter(Column::BaseEmail.eq(email.base()));
    Ok(found.lock_exclusive().one(tx.rows()).await?)
}

impl Changes {
    /// Whether the account's compatibility with others may be another afterwards.
    fn touch_scores(&self) -> bool {
        !self.profile.is_empty()
            || self.role.is_some()
            || self.is_verified.is_some()
            || self.is_active.is_some()
            || self.deletion.is_some()
    }

    /// What is to change, under the API's names and without secrets.
    #[must_use]
    pub fn to_data(&self) -> Data {
        let mut data = user_data::to_data(&self.profile);
        let mut put = |name: &str, value: serde_json::Value| data.insert(name.to_owned(), value);
        if let Some(role) = self.role {
            put("role", role.as_str().into());
        }
        if self.password.is_some() {
            put("password", MASKED.into());
        }
        if let Some(is_verified) = self.is_verified {
            put("isVerified", is_verified.into());
        }
        if let Some(is_active) = self.is_active {
            put("isActive", is_active.into());
        }
        if let Some(is_superuser) = self.is_superuser {
            put("isSuperuser", is_superuser.into());
        }
        if let Some(deletion) = self.deletion {
            put("isDeleted", deletion.is_some().into());
            let date = deletion.map(|deletion| deletion.permanent_after.to_rfc3339());
            put("permanentDeletionDate", date.into());
        }
        if let Some(capacity) = self.own_capacity {
            put("capacity", capacity.into());
        }
        if let Some(limit) = self.capacity_limit {
            put("capacityLimit", limit.into());
        }
        data
    }
}

fn creation_data(new: &NewUser) -> Data {
    let values = [
        ("email", new.email.as_str().into()),
        ("role", new.role.as_str().into()),
        ("password", MASKED.into()),
        ("isVerified", new.is_verified.into()),
    ];
    values
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The profile as handlers left it; their work is checked like anybody's. Beside the profile they may change
/// `others` only, so that the log never tells of a change that nobody makes.
fn accepted_profile(offered: &Data, data: &Data, others: &[&str]) -> Result<Profile> {
    let profile = user_data::from_data(data)?;
    let profile_data = user_data::to_data(&profile);
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
fn accepted_account(tx: &Tx, new: NewUser, data: &Data) -> Result<NewUser> {
    let text = |name: &str| user_data::text(data, name).map(Option::unwrap_or_default);
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

fn blank_row() -> ActiveModel {
    ActiveModel {
        id: Set(UserId::new()),
        major: Set(Entries::default()),
        minor: Set(Entries::default()),
        is_active: Set(true),
        ..Default::default()
    }
}

fn changed_row(user: &Model, changes: Changes) -> ActiveModel {
    let mut row = ActiveModel {
        id: Unchanged(user.id),
        ..Default::default()
    };
    apply_profile(&mut row, changes.profile);
    order_by_name(&mut row, Some(user));
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
        row.own_capacity = Set(capacity.and_then(|places| i32::try_from(places).ok()));
    }
    if let Some(limit) = changes.capacity_limit {
        row.capacity_limit = Set(limit.and_then(|places| i32::try_from(places).ok()));
    }
    row
}

fn apply_profile(row: &mut ActiveModel, profile: Profile) {
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

/// Keeps the key that lists by name are ordered by in step with the names.
fn order_by_name(row: &mut ActiveModel, user: Option<&Model>) {
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

async fn forget_terms(tx: &Tx, user: &Model) -> Result<()> {
    user_term::Entity::delete_many()
        .filter(user_term::Column::UserId.eq(user.id))
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Keeps the words that an account is found by.
async fn keep_terms(tx: &Tx, user: &Model) -> Result<()> {
    let terms = search::terms(&user.email, &user.first_name, &user.last_name);
    let rows = terms.into_iter().map(|term| user_term::ActiveModel {
        term: Set(term),
        user_id: Set(user.id),
    });
    user_term::Entity::insert_many(rows)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// The two unique indexes of `users` are both about the address.
fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused_at(Code::EmailTaken, "email"),
        _ => Error::Repository(error),
    }
}
