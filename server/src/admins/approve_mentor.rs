//! Approves a mentor, or withdraws the approval.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::UsersWrite;
use crate::entities::email::EmailKind;
use crate::entities::user::{Model, Role};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::unlink;
use crate::signals::{Cause, Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// Approves a mentor, who then appears in the directory and can add mentees, and gets an email. Without approval the
/// mentor keeps the mentees, and other members do not find them. Does nothing if it is so already.
///
/// # Errors
/// `MENTOR_NOT_FOUND` or `NOT_A_MENTOR`; `BadInput` for withdrawing an approval where none is required.
pub async fn approve_mentor(
    app: &App,
    actor: &Admin<UsersWrite>,
    mentor_id: UserId,
    approved: bool,
) -> Result<Model> {
    if !approved && !app.config.accounts.mentor_approval {
        return Err(Error::BadInput(
            "Mentors need no approval on this server. Deactivate the account, or set MENTOR_APPROVAL=true.".to_owned(),
        ));
    }
    let workflow = Workflow::update(mentor_id, changes(approved).to_data());
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), workflow, move |work| {
        attempt(work, actor, mentor_id, approved)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<UsersWrite>,
    mentor_id: UserId,
    approved: bool,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    if !approved {
        unlink::lock(&tx, &[mentor_id, actor.user_id()]).await?;
    }
    let locked = actor.lock(&tx, &[mentor_id]).await?;
    let Some(mentor) = locked.iter().find(|user| user.id == mentor_id) else {
        tx.set_failure_cause(Cause::UserNotFound);
        return Err(Error::refused_at(Code::MentorNotFound, "mentorId"));
    };
    if mentor.role != Role::Mentor {
        return Err(Error::refused_at(Code::NotAMentor, "mentorId"));
    }
    if mentor.is_approved == approved {
        tx.forget_signals();
        return tx.commit(mentor.clone()).await;
    }
    let updated = users::update(&tx, mentor, changes(approved)).await?;
    if !approved {
        unlink::close_requests(&tx, mentor_id).await?;
    }
    if approved {
        tx.queue_email(&updated, EmailKind::MentorApproved).await?;
    }
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit(updated).await
}

fn changes(approved: bool) -> Changes {
    Changes {
        is_approved: Some(approved),
        ..Changes::default()
    }
}
