//! Emails to both partners when a match begins or ends, to those who want them.

use crate::entities::email::{Details, EmailKind};
use crate::entities::matched;
use crate::entities::user::{self, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::{NewEmail, Tx};
use chrono::{DateTime, Utc};

/// Queues an email to each partner of a new match, which may be held for some time. The caller has locked both.
pub(super) async fn announce(
    tx: &Tx,
    mentor: &Model,
    mentee: &Model,
    held_until: Option<DateTime<Utc>>,
) -> Result<()> {
    queue(tx, mentor, mentee.id, EmailKind::Matched, held_until).await?;
    queue(tx, mentee, mentor.id, EmailKind::Matched, held_until).await
}

/// Deletes the emails of a kind, or all, that wait until a match cannot be undone any more. Returns false if one of them is
/// being sent, whatever the clock of this process says, and if the match is not one that can be undone.
pub(super) async fn drop_held(
    tx: &Tx,
    row: &matched::Model,
    kind: Option<EmailKind>,
) -> Result<bool> {
    match row.workflow_id {
        Some(workflow) if row.can_be_undone(tx.app.clock.now()) => {
            tx.drop_held_emails(workflow, kind).await
        }
        _ => Ok(false),
    }
}

/// Queues an email to each partner of matches that ended, unless the emails that they began still wait: then nobody hears
/// of either. The caller has locked all of them. The emails are the same however a match ended: nobody learns from one
/// that they were blocked.
pub(super) async fn announce_end(tx: &Tx, ended: &[matched::Model]) -> Result<()> {
    if ended.is_empty() {
        return Ok(());
    }
    let pairs = ended.iter().flat_map(|row| [row.mentee_id, row.mentor_id]);
    let people = user::by_ids(tx.rows(), &pairs.collect::<Vec<_>>()).await?;
    for row in ended {
        if drop_held(tx, row, Some(EmailKind::Matched)).await? {
            continue;
        }
        for (id, partner_id) in [
            (row.mentee_id, row.mentor_id),
            (row.mentor_id, row.mentee_id),
        ] {
            if let Some(person) = people.iter().find(|user| user.id == id) {
                queue(tx, person, partner_id, EmailKind::MatchEnded, None).await?;
            }
        }
    }
    Ok(())
}

async fn queue(
    tx: &Tx,
    person: &Model,
    partner_id: UserId,
    kind: EmailKind,
    held_until: Option<DateTime<Utc>>,
) -> Result<()> {
    if !person.emails_about_matches || !person.is_active || !person.is_verified {
        return Ok(());
    }
    let details = Details {
        person_id: Some(partner_id),
        ..Details::default()
    };
    let email = NewEmail {
        topic: partner_id.to_string(),
        held_until,
        ..NewEmail::with(kind, details)
    };
    tx.queue_requested_email(person, email).await?;
    Ok(())
}
