//! Gives an account another email address, whoever asked for it.
//!
//! The old address stays reserved for a while, so that its owner can undo the change. An address that was never
//! verified has no known owner: nobody is notified there, and it is free at once.

use crate::auth::one_time;
use crate::db::Transaction;
use crate::entities::address_change;
use crate::entities::email::{self, Details, EmailKind, EmailState};
use crate::entities::former_address::{self, ActiveModel};
use crate::entities::one_time_token::Purpose;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::ids::{FormerAddressId, UserId};
use crate::lifecycle::{purge, unverified};
use crate::users::{self, Changes, Concerned};
use crate::work::{NewEmail, Tx};
use chrono::{DateTime, Utc};
use rules::{Code, Email};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

/// Returns whom a change to an address concerns: the account, those that claim the address, and those that are deleted
/// because it is verified. To be locked at once.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn people(
    rows: &impl ConnectionTrait,
    user_id: UserId,
    email: &Email,
) -> Result<Vec<UserId>> {
    let mut people = users::unverified_variants(rows, &email.base(), Some(user_id)).await?;
    let claimants = users::claimants(rows, email).await?;
    people.extend(claimants.iter().map(|user| user.id));
    people.push(user_id);
    Ok(people)
}

/// Locks the `people`, and the address: until the end of the transaction nobody registers it.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn lock_people(tx: &Tx, user_id: UserId, email: &Email) -> Result<Vec<Model>> {
    let concerned = NewAddress { user_id, email };
    users::lock_with_addresses(tx, &[email.base()], &concerned).await
}

/// An account and the address that it is to get.
struct NewAddress<'a> {
    user_id: UserId,
    email: &'a Email,
}

impl Concerned for NewAddress<'_> {
    async fn find(&self, rows: &Transaction) -> Result<Vec<UserId>> {
        people(rows, self.user_id, self.email).await
    }
}

/// Refuses an address that another account has. An account that was never verified has it until its link expires, as
/// for a registration.
///
/// # Errors
/// `EMAIL_TAKEN`.
pub(crate) async fn ensure_free(tx: &Tx, user: &Model, email: &Email) -> Result<()> {
    for other in users::claimants(tx.rows(), email).await? {
        let gives_way = other.id == user.id
            || purge::is_due(&tx.app, &other)
            || unverified::is_replaceable(tx, &other).await?;
        if !gives_way {
            return Err(Error::refused(Code::EmailTaken));
        }
    }
    let (except, now) = (Some(user.id), tx.app.clock.now());
    match former_address::is_reserved(tx.rows(), &email.base(), except, now).await? {
        true => Err(Error::refused(Code::EmailTaken)),
        false => Ok(()),
    }
}

/// Replaces the address of an account together with other changes. Accounts that give way are deleted, links and codes
/// of the old address stop working, and emails with links that are not sent yet are dropped. `locked` are the `people`,
/// and possibly others.
///
/// # Errors
/// `EMAIL_TAKEN`; also when a handler or the database rejects the change.
pub(crate) async fn replace(
    tx: &Tx,
    user: &Model,
    locked: &[Model],
    email: Email,
    changes: Changes,
) -> Result<Model> {
    let base_email = email.base();
    let is_rival = |other: &&Model| other.id != user.id && other.base_email == base_email;
    for other in locked.iter().filter(is_rival) {
        make_way(tx, user, other, &email).await?;
    }
    let changes = Changes {
        email: Some(email),
        ..changes
    };
    let updated = users::update(tx, user, changes).await?;
    if updated.first_verified_at.is_some() {
        unverified::delete_variants(tx, &updated).await?;
    }
    for purpose in [Purpose::Reset, Purpose::Verification, Purpose::Invitation] {
        one_time::revoke_all(tx, user.id, purpose).await?;
    }
    address_change::forget(tx.rows(), user.id).await?;
    drop_queued(tx, user.id).await?;
    redirect_held(tx, &updated).await?;
    Ok(updated)
}

/// Drops a change that waits for its confirmation, whose links and codes stop working: whoever asked for it may have
/// been somebody else with the password.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn cancel_pending(tx: &Tx, user_id: UserId) -> Result<()> {
    address_change::forget(tx.rows(), user_id).await?;
    one_time::revoke_all(tx, user_id, Purpose::Address).await
}

/// Ends what was sent to an account and still works, because the account may no longer be used: the links and codes to
/// verify the address, to choose a password and to change the address, and the emails with some that wait to be sent.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn end_links(tx: &Tx, user_id: UserId) -> Result<()> {
    for purpose in [Purpose::Reset, Purpose::Verification, Purpose::Invitation] {
        one_time::revoke_all(tx, user_id, purpose).await?;
    }
    cancel_pending(tx, user_id).await?;
    drop_queued(tx, user_id).await
}

/// Removes an account that the owner of an address does not have to tolerate there.
async fn make_way(tx: &Tx, user: &Model, other: &Model, email: &Email) -> Result<()> {
    if purge::is_due(&tx.app, other) {
        return purge::purge_in(tx, other).await;
    }
    let has_address = other.email == email.as_str();
    let is_taken = || Error::refused(Code::EmailTaken);
    match other.first_verified_at {
        Some(_) => Err(is_taken()),
        // A variant with another "+tag": deleted once the account has the address.
        None if !has_address => Ok(()),
        // Whoever changes to an address has shown that it is theirs, and the other account never has.
        None if user.first_verified_at.is_some() && unverified::is_disposable(other) => {
            purge::purge_in(tx, other).await
        }
        None => Err(is_taken()),
    }
}

/// Drops emails whose links would arrive at the old address, or are about the change that just happened.
async fn drop_queued(tx: &Tx, user_id: UserId) -> Result<()> {
    let kinds = [
        EmailKind::Verification,
        EmailKind::PasswordReset,
        EmailKind::AddressVerification,
    ];
    email::Entity::delete_many()
        .filter(email::Column::UserId.eq(user_id))
        .filter(email::Column::Kind.is_in(kinds))
        .filter(email::Column::State.eq(EmailState::Queued))
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Emails that wait until a match cannot be undone any more go to the new address: whoever has the old one may be a
/// stranger.
async fn redirect_held(tx: &Tx, user: &Model) -> Result<()> {
    let mailbox = Email::from_stored(user.email.clone()).base();
    email::Entity::update_many()
        .col_expr(email::Column::Recipient, user.email.clone().into())
        .col_expr(email::Column::Mailbox, mailbox.into())
        .filter(email::Column::UserId.eq(user.id))
        .filter(email::Column::State.eq(EmailState::Queued))
        .filter(email::Column::HeldUntil.is_not_null())
        .exec(tx.rows())
        .await?;
    Ok(())
}

/// Remembers the address that an account had, and reserves it until a time.
pub(super) async fn remember(
    tx: &Tx,
    user: &Model,
    reserved_until: DateTime<Utc>,
) -> Result<former_address::Model> {
    let former = ActiveModel {
        id: Set(FormerAddressId::new()),
        user_id: Set(user.id),
        email: Set(user.email.clone()),
        base_email: Set(user.base_email.clone()),
        replaced_at: Set(tx.app.clock.now()),
        reserved_until: Set(reserved_until),
        undo_digest: Set(None),
        undone_at: Set(None),
    };
    Ok(former.insert(tx.rows()).await?)
}

/// Who changed an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangedBy {
    /// Whoever is signed in to the account, and knows its password.
    Account,
    /// An administrator.
    Administrator,
}

/// Remembers the old address of a changed account, and sends it a notice with a link that undoes the change. Without the
/// link if the account had the new address before: then the change corrects an earlier one, which must not come back. For
/// a change by the account itself that only counts while the earlier change can be undone: otherwise whoever took the
/// account once could take it again, to an address from which it was corrected.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn notify_old(tx: &Tx, old: &Model, updated: &Model, by: ChangedBy) -> Result<()> {
    let now = tx.app.clock.now();
    if old.first_verified_at.is_none() {
        remember(tx, old, now).await?;
        return Ok(());
    }
    let earlier = former_address::of_user(tx.rows(), old.id).await?;
    let is_return = earlier.iter().any(|former| {
        let counts = by == ChangedBy::Administrator
            || (former.reserved_until > now && former.undone_at.is_none());
        counts && former.base_email == updated.base_email
    });
    let undo_until = match is_return {
        true => None,
        false => Some(now + tx.app.config.accounts.email_undo_expiration),
    };
    let former = remember(tx, old, undo_until.unwrap_or(now)).await?;
    let notice = notice(&former, undo_until);
    // Not limited: whoever takes over an account must not be able to use up what the mailbox may get.
    tx.queue_email(updated, notice).await?;
    Ok(())
}

/// Returns the notice to an address that an account no longer has: with a link that undoes the change until then, or
/// plain.
pub(super) fn notice(
    former: &former_address::Model,
    undo_until: Option<DateTime<Utc>>,
) -> NewEmail {
    NewEmail {
        kind: EmailKind::AddressChanged,
        recipient: Some(former.email.clone()),
        details: Details {
            undo_until,
            ..Details::default()
        },
        // The id stands for a link.
        topic: match undo_until {
            None => format!("without a link {}", former.id),
            Some(_) => former.id.to_string(),
        },
        held_until: None,
    }
}
