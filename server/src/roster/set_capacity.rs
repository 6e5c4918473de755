//! Sets how many mentees a mentor takes.

use super::roster_access::RosterAccess;
use super::{match_status, seats};
use crate::app::App;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::signals::{Cause, Name, Signal};
use crate::users::{self, Changes, Pause};
use crate::work::{Committed, Tx, Work, Workflow};
use rules::{Code, Param, Violation};

/// Sets the number of seats on a roster and returns the mentor. Mentors choose up to their limit; an administrator sets
/// the limit, up to MAX_MENTEES, and the capacity becomes that limit. `None` means the maximum. With 0 the mentor pauses
/// and the number of seats stays; with any other number the mentor resumes.
///
/// # Errors
/// `NOT_A_MENTOR`, `CAPACITY_OUT_OF_RANGE`, or `CAPACITY_BELOW_ROSTER` when the roster has more mentees.
pub async fn set_capacity(app: &App, access: &RosterAccess, wanted: Option<i32>) -> Result<Model> {
    let mut data = crate::signals::signal::Data::new();
    data.insert("capacity".to_owned(), wanted.into());
    let workflow = Workflow::update(access.mentor_id(), data);
    let actor = access.actor();
    let access = access.clone();
    Work::run(app, actor, workflow, move |work| {
        attempt(work, access, wanted)
    })
    .await
}

async fn attempt(
    work: Work,
    access: RosterAccess,
    wanted: Option<i32>,
) -> Result<Committed<Model>> {
    let tx = work.begin().await?;
    let locked = access.lock(&tx, None).await?;
    if locked.iter().all(|user| user.id != access.mentor_id()) {
        tx.set_failure_cause(Cause::UserNotFound);
    }
    let mentor = access.mentor(&locked)?;
    let max_mentees = tx.app.config.accounts.max_mentees;
    let most = match access.is_own() {
        true => mentor.most_capacity(max_mentees),
        false => max_mentees,
    };
    let capacity = wanted
        .map(|wanted| rules::capacity(wanted, most))
        .transpose()?;
    let taken = seats::taken(tx.rows(), mentor.id).await?;
    let is_pause = capacity == Some(0);
    if !is_pause && capacity.unwrap_or(most) < taken {
        return Err(below_roster(taken));
    }
    let resumed = Changes {
        pause: mentor.is_paused.then_some(None),
        ..Changes::default()
    };
    let changes = match access.is_own() {
        _ if is_pause => Changes {
            pause: Some(Some(Pause { until: None })),
            ..Changes::default()
        },
        true => Changes {
            own_capacity: Some(capacity),
            ..resumed
        },
        false => Changes {
            own_capacity: Some(None),
            capacity_limit: Some(capacity),
            ..resumed
        },
    };
    let updated = apply(&tx, mentor, changes).await?;
    tx.commit(updated).await
}

/// Changes how many mentees a mentor takes, with whether the roster is full.
pub(super) async fn apply(tx: &Tx, mentor: &Model, changes: Changes) -> Result<Model> {
    let updated = users::update(tx, mentor, changes).await?;
    match_status::update(tx, &[mentor.id]).await?;
    tx.emit(Signal::manager(Name::UserUpdated, &updated)).await;
    Ok(updated)
}

fn below_roster(taken: u32) -> Error {
    Violation::at(Code::CapacityBelowRoster, "capacity")
        .with("min", Param::Number(taken))
        .into()
}
