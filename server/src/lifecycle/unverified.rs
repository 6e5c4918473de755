//! Accounts whose email address was never verified: when they are replaced, and when they are deleted.
//!
//! Anyone can register an address that is not theirs, so such an account does not keep the owner of the mailbox out. It
//! holds its exact address until its link expires, and it holds no other address of the same person.

use crate::app::App;
use crate::auth::one_time;
use crate::entities::email::EmailKind;
use crate::entities::former_address;
use crate::entities::one_time_token::Purpose;
use crate::entities::user::{self, Column, Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::lifecycle::purge;
use crate::users;
use crate::work::{Tx, Work, Workflow};
use chrono::{DateTime, Utc};
use rules::{Code, Email};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect, Select};

/// Makes an address free for a new account: deletes the account that holds it if its grace period is over, or if it was
/// never verified and its link has expired. Whoever changes to the address meanwhile waits for the new account.
///
/// # Errors
/// `EMAIL_TAKEN` when another account keeps the address, or had it until recently.
pub(crate) async fn free_address(tx: &Tx, email: &Email) -> Result<()> {
    for user in users::lock_claimants(tx, email).await? {
        if !purge::is_due(&tx.app, &user) && !is_replaceable(tx, &user).await? {
            return Err(Error::refused_at(Code::EmailTaken, "email"));
        }
        purge::purge_in(tx, &user).await?;
    }
    users::lock_address(tx.rows(), tx.app.db.engine, &email.base()).await?;
    // After the accounts were locked: whoever gives up the address has then committed its reservation.
    let now = tx.app.clock.now();
    match former_address::is_reserved(tx.rows(), &email.base(), None, now).await? {
        true => Err(Error::refused_at(Code::EmailTaken, "email")),
        false => Ok(()),
    }
}

/// The accounts that a new account with this address affects if it is verified at once: those that claim the address, and
/// the variants that are deleted then. They are locked together before anything is written; otherwise two accounts that
/// differ in their "+tag" can deadlock.
///
/// # Errors
/// When the database does not respond.
pub(crate) async fn affected_at_once(tx: &Tx, email: &Email) -> Result<Vec<UserId>> {
    let mut ids = users::unverified_variants(tx.rows(), &email.base(), None).await?;
    let claimants = users::claimants(tx.rows(), email).await?;
    ids.extend(claimants.iter().map(|user| user.id));
    Ok(ids)
}

/// Whether a new registration of the same address replaces a locked account. While the clock is not trusted, no link is
/// certain to have expired.
pub(crate) async fn is_replaceable(tx: &Tx, user: &Model) -> Result<bool> {
    let app = &tx.app;
    // Until the first email is sent, the time counts from the registration.
    let may_have_link = user.joined_at + app.config.accounts.verification_expiration;
    if !is_disposable(user)
        || !app.clock_guard.trusts(&app.clock)
        || may_have_link > app.clock.now()
    {
        return Ok(false);
    }
    Ok(
        !one_time::has_valid(tx, user.id, Purpose::Verification).await?
            && !is_invited(tx, user).await?,
    )
}

/// Whether the owner of the mailbox may still follow an invitation: it is to be sent, or its link is valid.
async fn is_invited(tx: &Tx, user: &Model) -> Result<bool> {
    if user.password.is_set() {
        return Ok(false);
    }
    Ok(tx.has_queued(user, EmailKind::Invitation).await?
        || one_time::has_valid(tx, user.id, Purpose::Invitation).await?)
}

/// Whether an account was never verified and nothing else decides about its deletion.
pub(crate) fn is_disposable(user: &Model) -> bool {
    user.first_verified_at.is_none() && !user.is_deleted() && user.role != Role::Admin
}

/// Deletes the accounts that have the address of a verified account with another "+tag" and were never verified
/// themselves. Each command that verifies an account calls this in its transaction. If a stranger registered very many,
/// the rest is deleted by age; none of them can be verified any more.
///
/// # Errors
/// When a handler vetoes, or the database fails.
pub(crate) async fn delete_variants(tx: &Tx, verified: &Model) -> Result<()> {
    let variants = users::unverified_variants(tx.rows(), &verified.base_email, Some(verified.id));
    let variants = variants.await?;
    if variants.is_empty() {
        return Ok(());
    }
    for user in users::lock_all(tx, &variants).await? {
        if user.first_verified_at.is_none() && user.role != Role::Admin {
            purge::purge_in(tx, &user).await?;
        }
    }
    Ok(())
}

/// Deletes accounts that were not verified within `UNVERIFIED_LIFETIME_DAYS` after their registration, unless they have
/// a valid invitation, reading `batch` at a time, and returns how many. Each has its own transaction, so that one that cannot be deleted does not block the
/// others.
///
/// # Errors
/// `ClockUncertain` while the clock is not trusted, and when the database does not respond.
pub async fn purge_unverified(app: &App, batch: u64) -> Result<u64> {
    let Some(lifetime) = app.config.accounts.unverified_lifetime else {
        return Ok(0);
    };
    if !app.clock_guard.trusts(&app.clock) {
        return Err(Error::ClockUncertain);
    }
    let until = app.clock.now() - lifetime;
    let (mut purged, mut passed) = (0, None);
    loop {
        let due: Vec<Due> = due(until, passed, batch)
            .into_tuple()
            .all(app.db.reader())
            .await?;
        for (user_id, _) in &due {
            match purge(app, *user_id, until).await {
                Ok(was_due) => purged += u64::from(was_due),
                Err(error) => {
                    tracing::error!(user = %user_id, %error, "could not delete an unverified account")
                }
            }
        }
        if (due.len() as u64) < batch {
            return Ok(purged);
        }
        passed = due.last().copied();
    }
}

type Due = (UserId, DateTime<Utc>);

/// The next accounts that are due, oldest first, after the last one of the previous page.
fn due(until: DateTime<Utc>, passed: Option<Due>, batch: u64) -> Select<user::Entity> {
    let mut query = user::never_verified()
        .filter(Column::JoinedAt.lte(until))
        .filter(Column::DeletionRequestedAt.is_null())
        .filter(Column::Role.ne(Role::Admin));
    if let Some((user_id, joined_at)) = passed {
        let cursor = Expr::tuple([
            Column::JoinedAt.into_simple_expr(),
            Column::Id.into_simple_expr(),
        ]);
        query = query.filter(cursor.gt(Expr::tuple([Expr::val(joined_at), Expr::val(user_id.0)])));
    }
    query
        .select_only()
        .columns([Column::Id, Column::JoinedAt])
        .order_by_asc(Column::JoinedAt)
        .order_by_asc(Column::Id)
        .limit(batch)
}

/// Deletes one account unless its owner or another process was faster.
async fn purge(app: &App, user_id: UserId, until: DateTime<Utc>) -> Result<bool> {
    Work::run(app, None, Workflow::Plain, move |work| async move {
        let tx = work.begin().await?;
        let user = users::lock(&tx, user_id).await?;
        let is_due = |user: &Model| is_disposable(user) && user.joined_at <= until;
        match user.filter(is_due) {
            Some(user) if !is_invited(&tx, &user).await? => {
                purge::purge_in(&tx, &user).await?;
                tx.commit(true).await
            }
            _ => tx.commit(false).await,
        }
    })
    .await
}
