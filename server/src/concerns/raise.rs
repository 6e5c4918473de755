//! Raises a concern.

use super::acquaintance;
use crate::app::App;
use crate::auth::Member;
use crate::entities::concern::{ActiveModel, ConcernState};
use crate::error::{Error, Result};
use crate::ids::{ConcernId, UserId};
use crate::rate_limits::Limit;
use crate::signals::Signal;
use crate::users;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, ConcernText};
use sea_orm::{ActiveModelTrait, Set};

/// Raises a concern about a person whom the member may see, or about the program.
///
/// # Errors
/// What is wrong with the text; `USER_NOT_FOUND` for a person whom the member may not see, whether or not there is such
/// an account; or `RateLimited`.
pub async fn raise_concern(
    app: &App,
    member: &Member,
    about: Option<UserId>,
    text: &str,
) -> Result<ConcernId> {
    let member_id = member.user().id;
    let text = ConcernText::parse(text)?;
    app.rate_limits
        .charge(Limit::Concerns, &member_id.to_string())?;
    Work::run(app, Some(member_id), Workflow::Plain, move |work| {
        attempt(work, member_id, about, text)
    })
    .await
}

async fn attempt(
    work: Work,
    member_id: UserId,
    about: Option<UserId>,
    text: ConcernText,
) -> Result<Committed<ConcernId>> {
    let tx = work.begin().await?;
    let people: Vec<UserId> = about.into_iter().chain([member_id]).collect();
    let held = users::hold_all(&tx, &people).await?;
    if !held.iter().any(|user| user.id == member_id) {
        return Err(Error::Unauthenticated);
    }
    if let Some(about) = about {
        let person = held.iter().find(|user| user.id == about);
        let is_known = match person {
            Some(person) => acquaintance::knows(tx.rows(), member_id, person).await?,
            None => false,
        };
        if !is_known {
            return Err(Error::refused_at(Code::UserNotFound, "about"));
        }
    }
    let id = insert(&tx, member_id, about, text).await?;
    tx.emit(Signal::concern_raised()).await;
    tx.commit(id).await
}

async fn insert(
    tx: &Tx,
    member_id: UserId,
    about: Option<UserId>,
    text: ConcernText,
) -> Result<ConcernId> {
    let id = ConcernId::new();
    let row = ActiveModel {
        id: Set(id),
        raised_by: Set(Some(member_id)),
        about_id: Set(about),
        text: Set(Some(text.into_string())),
        state: Set(ConcernState::Open),
        created_at: Set(tx.app.clock.now()),
        resolved_at: Set(None),
        resolved_by: Set(None),
        note: Set(String::new()),
    };
    row.insert(tx.rows()).await?;
    Ok(id)
}
