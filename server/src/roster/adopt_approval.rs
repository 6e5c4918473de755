//! Approves mentors who wait for it when the server does not require approvals any more.

use crate::app::App;
use crate::entities::user::{self, Column, Entity, Model};
use crate::entities::user_state::{self, States};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::{Name, Signal};
use crate::users::{self, Changes};
use crate::work::{Committed, Tx, Work, Workflow};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{QueryFilter, QuerySelect};

/// Mentors per transaction.
const BATCH: u64 = 100;

/// Approves every mentor unless MENTOR_APPROVAL is set. Called before serving. They get no email: nobody has decided
/// about them.
///
/// # Errors
/// When the database does not respond.
pub async fn adopt_approval(app: &App) -> Result<()> {
    if app.config.accounts.mentor_approval {
        return Ok(());
    }
    loop {
        let mentors = waiting(app).await?;
        if mentors.is_empty() {
            return Ok(());
        }
        Work::run(app, None, Workflow::Plain, |work| attempt(work, mentors)).await?;
    }
}

async fn waiting(app: &App) -> Result<Vec<UserId>> {
    let states = States {
        is_approved: Some(false),
        ..States::default()
    };
    let state = Expr::col((Entity, user_state::COLUMN));
    let mentors = user::with_deleted()
        .select_only()
        .column(Column::Id)
        .filter(state.is_in(states.numbers()))
        .limit(BATCH)
        .into_tuple()
        .all(app.db.reader())
        .await?;
    Ok(mentors)
}

async fn attempt(work: Work, mentors: Vec<UserId>) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    let locked = users::lock_all(&tx, &mentors).await?;
    for mentor in locked.iter().filter(|user| !user.is_approved) {
        approve(&tx, mentor).await?;
    }
    tx.commit(()).await
}

/// Approves one mentor as a workflow of its own.
async fn approve(tx: &Tx, mentor: &Model) -> Result<()> {
    let changes = Changes {
        is_approved: Some(true),
        ..Changes::default()
    };
    tx.enter(Workflow::update(mentor.id, changes.to_data()))
        .await;
    let updated = users::update(tx, mentor, changes).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.leave();
    Ok(())
}
