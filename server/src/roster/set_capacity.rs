//! How many mentees a mentor takes.

use super::keeper::Keeper;
use super::places;
use super::standing;
use crate::app::App;
use crate::db::tx::Committed;
use crate::db::users::{self, Changes};
use crate::db::work::Work;
use crate::db::workflow::Workflow;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::signals::{Cause, Name, Signal};
use rules::{Code, Param, Violation};

/// Sets the places on a roster and answers the mentor. Mentors choose within what they are allowed; an
/// administrator allows up to MAX_MENTEES, which then is also what the mentor has. `None` stands for the most.
///
/// # Errors
/// `NOT_A_MENTOR`, `CAPACITY_OUT_OF_RANGE`, or `CAPACITY_BELOW_ROSTER` while more mentees are on the roster.
pub async fn set_capacity(app: &App, keeper: Keeper, wanted: Option<i32>) -> Result<Model> {
    let mut data = crate::signals::signal::Data::new();
    data.insert("capacity".to_owned(), wanted.into());
    let workflow = Workflow::update(keeper.mentor_id(), data);
    let actor_id = Some(keeper.actor_id());
    Work::run(app, actor_id, workflow, move |work| {
        attempt(work, keeper, wanted)
    })
    .await
}

async fn attempt(work: Work, keeper: Keeper, wanted: Option<i32>) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let locked = keeper.lock(&tx, None).await?;
    if locked.iter().all(|user| user.id != keeper.mentor_id()) {
        tx.fails_because(Cause::UserNotFound);
    }
    let mentor = keeper.mentor(&locked)?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    let most = match keeper.is_own() {
        true => mentor.most_capacity(max_mentees),
        false => max_mentees,
    };
    let capacity = wanted
        .map(|wanted| rules::capacity(wanted, most))
        .transpose()?;
    let taken = places::taken(tx.rows(), mentor.id).await?;
    if capacity.unwrap_or(most) < taken {
        return Err(below_roster(taken));
    }
    let changes = match keeper.is_own() {
        true => Changes {
            own_capacity: Some(capacity),
            ..Changes::default()
        },
        false => Changes {
            own_capacity: Some(None),
            capacity_limit: Some(capacity),
            ..Changes::default()
        },
    };
    let updated = users::update(&tx, mentor, changes).await?;
    standing::keep(&tx, &[mentor.id]).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    tx.commit(updated).await
}

fn below_roster(taken: u32) -> Error {
    Violation::at(Code::CapacityBelowRoster, "capacity")
        .with("min", Param::Number(taken))
        .into()
}
