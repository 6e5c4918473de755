//! Resolves a concern.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::ConcernsWrite;
use crate::entities::concern::{ActiveModel, ConcernState, Entity, Model};
use crate::error::{Error, Result};
use crate::ids::ConcernId;
use crate::signals::Signal;
use crate::work::{Committed, Work, Workflow};
use rules::{Code, Note};
use sea_orm::{ActiveModelTrait, EntityTrait, QuerySelect, Set, Unchanged};

/// Marks a concern as resolved, with a note for other administrators that may be empty.
///
/// # Errors
/// What is wrong with the note; `CONCERN_NOT_FOUND`, also for a concern about the administrator; or `CONCERN_RESOLVED`.
pub async fn resolve_concern(
    app: &App,
    actor: &Admin<ConcernsWrite>,
    id: ConcernId,
    note: &str,
) -> Result<Model> {
    let note = Note::parse(note)?;
    let actor = actor.clone();
    Work::run(app, Some(actor.user_id()), Workflow::Plain, move |work| {
        attempt(work, actor, id, note)
    })
    .await
}

async fn attempt(
    work: Work,
    actor: Admin<ConcernsWrite>,
    id: ConcernId,
    note: Note,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    actor.lock(&tx, &[]).await?;
    let found = Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.rows())
        .await?
        .filter(|concern| concern.about_id != Some(actor.user_id()));
    let concern = found.ok_or_else(|| Error::refused_at(Code::ConcernNotFound, "id"))?;
    if concern.state == ConcernState::Resolved {
        return Err(Error::refused_at(Code::ConcernResolved, "id"));
    }
    let row = ActiveModel {
        id: Unchanged(id),
        state: Set(ConcernState::Resolved),
        resolved_at: Set(Some(tx.app.clock.now())),
        resolved_by: Set(Some(actor.user_id())),
        note: Set(note.into_string()),
        ..Default::default()
    };
    let resolved = row.update(tx.rows()).await?;
    tx.emit(Signal::concern_resolved()).await;
    tx.commit(resolved).await
}
