//! The only writes to accounts: every account is created, changed, and deleted here, so that its signals are emitted
//! in one module and validation precedes every write.

mod accepted;
mod address_lock;
mod blocks;
mod changes;
mod locks;
mod picture_url;
pub mod profile_fields;
mod renew_terms;
mod rows;
mod search_words;
mod terms;

pub(crate) use address_lock::{Concerned, lock_address, lock_with_addresses};
pub use address_lock::{lock_with_owners, owner_of};
pub use changes::{Changes, Deletion, Imported, MASKED, NewUser, Pause};
pub(crate) use locks::lock_rows;
pub use locks::{
    claimants, hold_all, lock, lock_all, lock_by_address, lock_claimants, lock_with_variants,
    unverified_variants,
};
pub use renew_terms::renew_terms;
pub use search_words::update_words;

use crate::entities::user::{Entity, Model, Role};
use crate::entities::{admin, concern, former_address, score_list, stale_scores};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::signal::Data;
use crate::signals::{Name, Signal, redact};
use crate::work::Tx;
use rules::Code;
use sea_orm::{ActiveModelTrait, DbErr, EntityTrait, Set, SqlErr};

/// Creates an account: `user_pre_create`, `user_password_set`, `user_post_create`.
///
/// # Errors
/// `EMAIL_TAKEN` when an account with the address exists, or, for a verified account, another one of the same person
/// that was verified.
pub async fn create(tx: &Tx, new: NewUser) -> Result<Model> {
    let now = tx.app.clock.now();
    let imported = Imported {
        id: UserId::new(),
        is_active: true,
        joined_at: now,
        last_login_at: None,
        deletion: None,
        is_approved: !tx.app.config.accounts.mentor_approval,
    };
    let user = insert(tx, new, imported).await?;
    tx.emit(Signal::repository(Name::UserPostCreate, user.id))
        .await;
    Ok(user)
}

/// Creates an account as it was elsewhere: the signals of `create`, but `user_password_set` only if it has a password.
///
/// # Errors
/// Those of `create`, and when the address is reserved for an account that had it until recently.
pub async fn import(tx: &Tx, new: NewUser, imported: Imported) -> Result<Model> {
    let user = insert(tx, new, imported).await?;
    ensure_unreserved(tx, &user).await?;
    tx.rows()
        .run_later(&stale_scores::marking(user.id, tx.app.clock.now()));
    tx.recompute_scores();
    tx.emit(Signal::repository(Name::UserPostCreate, user.id))
        .await;
    Ok(user)
}

async fn insert(tx: &Tx, mut new: NewUser, imported: Imported) -> Result<Model> {
    let offered = new.to_data();
    let data = tx.ask(Signal::user_pre_create(), offered.clone()).await?;
    let profile = accepted::profile(&offered, &data, &["role"])?;
    let profile = picture_url::admitted(tx, None, profile).await?;
    if data != offered {
        new.role = accepted::role(new.role, &data)?;
    }
    let mut row = rows::blank();
    row.id = Set(imported.id);
    row.is_active = Set(imported.is_active);
    row.last_login_at = Set(imported.last_login_at);
    row.deletion_requested_at = Set(imported.deletion.map(|deletion| deletion.requested_at));
    row.permanent_deletion_after = Set(imported.deletion.map(|deletion| deletion.permanent_after));
    row.base_email = Set(new.email.base());
    row.email = Set(new.email.as_str().to_owned());
    row.password = Set(new.password);
    row.role = Set(new.role);
    row.is_approved = Set(imported.is_approved || new.role != Role::Mentor);
    row.is_verified = Set(new.is_verified);
    row.first_verified_at = Set(new.is_verified.then_some(imported.joined_at));
    row.is_staff = Set(new.role == Role::Admin);
    row.is_superuser = Set(new.is_superuser);
    row.joined_at = Set(imported.joined_at);
    profile_fields::apply(&mut row, profile)?;
    rows::set_name_key(&mut row, None);
    let user = row.insert(tx.rows()).await.map_err(taken)?;
    terms::insert(tx, &user);
    if user.first_verified_at.is_some() {
        blocks::follow(tx, &user).await?;
    }
    if user.password.is_set() {
        tx.emit(Signal::account(Name::UserPasswordSet, &user)).await;
    }
    Ok(user)
}

/// Changes an account that is locked, and returns it as changed: `user_pre_update`, the signals of the account itself,
/// `user_post_update`.
///
/// # Errors
/// `EMAIL_TAKEN` when another account has the new address, when the change verifies the address and the same person has
/// another account that was verified, or when the address is reserved for an account that had it until recently;
/// `PICTURE_HOST_NOT_ALLOWED` or `PICTURE_NOT_FOUND`; also when a handler or the database rejects the change.
pub async fn update(tx: &Tx, user: &Model, mut changes: Changes) -> Result<Model> {
    if let Some(role) = changes.role.filter(|role| *role != user.role) {
        let wanted = changes.is_approved.take();
        let is_approved = wanted.unwrap_or(!tx.app.config.accounts.mentor_approval);
        let is_approved = is_approved || role != Role::Mentor;
        changes.is_approved = (is_approved != user.is_approved).then_some(is_approved);
    }
    let offered = changes.to_data();
    let data = tx
        .ask(
            Signal::repository(Name::UserPreUpdate, user.id),
            offered.clone(),
        )
        .await?;
    if data != offered {
        changes.profile = accepted::profile(&offered, &data, &[])?;
    }
    let current = user.profile_picture_url.as_deref();
    changes.profile = picture_url::admitted(tx, current, changes.profile).await?;
    let sets_password = changes.password.is_some();
    let verifies = changes.is_verified == Some(true) && !user.is_verified;
    let changed = rows::changed(user, changes, tx.app.clock.now())?;
    let updated = rows::write(tx, user, changed).await.map_err(of_another)?;
    if updated.email != user.email || updated.first_verified_at != user.first_verified_at {
        ensure_unreserved(tx, &updated).await?;
        if updated.first_verified_at.is_some() {
            blocks::follow(tx, &updated).await?;
        }
    }
    terms::update(tx, user, &updated);
    let becomes_eligible = updated.is_eligible() && !user.is_eligible();
    if becomes_eligible || updated.basis_of_scores() != user.basis_of_scores() {
        tx.rows()
            .run_later(&stale_scores::marking(user.id, tx.app.clock.now()));
        tx.recompute_scores();
    }
    if sets_password {
        if user.role == Role::Admin {
            admin::keep_password(tx.rows(), user.id).await?;
        }
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

/// Permanently deletes an account and everything that belongs to it: `user_pre_delete`, `user_post_delete`.
/// What the log holds about it so far is redacted. Blocks of its address stay.
///
/// # Errors
/// `USER_NOT_FOUND` when it was already deleted; also when a handler or the database rejects the deletion.
pub async fn delete(tx: &Tx, user: &Model) -> Result<()> {
    tx.ask(
        Signal::repository(Name::UserPreDelete, user.id),
        Data::new(),
    )
    .await?;
    terms::delete(tx, user);
    score_list::remove(tx.rows(), user.id).await?;
    tx.recompute_scores();
    let former = former_address::of_user(tx.rows(), user.id).await?;
    blocks::lock_all(tx, user.id).await?;
    concern::forget(tx.rows(), user.id).await?;
    let deleted = Entity::delete_by_id(user.id).exec(tx.rows()).await?;
    if deleted.rows_affected == 0 {
        return Err(Error::refused(Code::UserNotFound));
    }
    redact::redact_account(tx.rows(), tx.app.db.engine, user, &former).await?;
    tx.emit(Signal::repository(Name::UserPostDelete, user.id))
        .await;
    Ok(())
}

/// Refuses an address that is reserved for another account. Called after the row was written: an account that gives up
/// the address in another transaction has then committed its reservation, or keeps the address.
async fn ensure_unreserved(tx: &Tx, user: &Model) -> Result<()> {
    let (base_email, now) = (&user.base_email, tx.app.clock.now());
    match former_address::is_reserved(tx.rows(), base_email, Some(user.id), now).await? {
        true => Err(Error::refused(Code::EmailTaken)),
        false => Ok(()),
    }
}

/// Translates a violation of one of the two unique indexes of `users`, which are both about the address.
fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused_at(Code::EmailTaken, "email"),
        _ => Error::Repository(error),
    }
}

/// The same for a change, whose input may have no address.
fn of_another(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::refused(Code::EmailTaken),
        _ => Error::Repository(error),
    }
}
