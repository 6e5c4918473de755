//! Whether an email is still needed when it is about to be sent: what it says may have changed since it was queued.

use super::people;
use crate::entities::email::{EmailKind, Model};
use crate::entities::mentorship_request::RequestState;
use crate::entities::user::Role;
use crate::entities::{address_change, matched, mentorship_request, user};
use crate::error::Result;
use crate::ids::{RequestId, UserId};
use crate::work::Tx;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, SelectExt};

/// Whether to send an email to this account, which the caller has locked.
pub(super) async fn is_needed(tx: &Tx, email: &Model, user: &user::Model) -> Result<bool> {
    let partner_id = email.details.person_id;
    Ok(match email.kind {
        // Their links are for the account's address, which may have changed since.
        // An account that was deactivated gets none.
        EmailKind::Verification => {
            user.is_active && !user.is_verified && email.recipient == user.email
        }
        EmailKind::Invitation => {
            user.is_active && !user.password.is_set() && email.recipient == user.email
        }
        EmailKind::PasswordReset => user.is_active && email.recipient == user.email,
        EmailKind::AddressVerification => {
            let change = address_change::of_user(tx.rows(), user.id).await?;
            change.is_some_and(|change| change.id.to_string() == email.topic)
        }
        EmailKind::MentorApproved => user.is_presentable(Role::Mentor),
        EmailKind::DeletionRequested => user.is_deleted(),
        EmailKind::DeletionCanceled => !user.is_deleted(),
        _ if email.kind.is_optional() && !user.emails_about_matches => false,
        EmailKind::ProfileReminder => {
            user.participates(user.role) && !user.missing_fields().is_empty()
        }
        EmailKind::Matched => are_matched(tx, user.id, partner_id).await?,
        EmailKind::MentorshipRequested | EmailKind::MentorshipOffered => {
            is_asked(tx, email).await?
        }
        EmailKind::SeatFree => !user.is_matched && people::is_awaited(tx, user.id).await?,
        EmailKind::MatchEnded => !are_matched(tx, user.id, partner_id).await?,
        _ => true,
    })
}

/// Whether the request that an email is about still waits for a decision.
async fn is_asked(tx: &Tx, email: &Model) -> Result<bool> {
    let Ok(id) = email.topic.parse::<RequestId>() else {
        return Ok(false);
    };
    let request = mentorship_request::Entity::find_by_id(id)
        .one(tx.rows())
        .await?;
    let now = tx.app.clock.now();
    Ok(request.is_some_and(|request| {
        let recipient = request.recipient();
        recipient.is_some() && request.state_for(recipient, now) == RequestState::Open
    }))
}

async fn are_matched(tx: &Tx, user_id: UserId, partner_id: Option<UserId>) -> Result<bool> {
    let Some(partner_id) = partner_id else {
        return Ok(false);
    };
    let pair = |mentee: UserId, mentor: UserId| {
        Condition::all()
            .add(matched::Column::MenteeId.eq(mentee))
            .add(matched::Column::MentorId.eq(mentor))
    };
    let either = Condition::any()
        .add(pair(user_id, partner_id))
        .add(pair(partner_id, user_id));
    let found = matched::Entity::find().filter(either);
    Ok(found.exists(tx.rows()).await?)
}
