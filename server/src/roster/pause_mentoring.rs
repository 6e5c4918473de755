//! Pauses and resumes mentoring: a mentor who pauses keeps the mentees and is offered no new ones.

use super::roster_access::RosterAccess;
use super::set_capacity::apply;
use crate::app::App;
use crate::entities::user::Model;
use crate::error::{Error, Result};
use crate::signals::Cause;
use crate::users::{Changes, Pause};
use crate::work::{Committed, Work, Workflow};
use chrono::{DateTime, Duration, SubsecRound, Utc};
use rules::{Code, Param, Violation, limits};

/// Pauses until a time, or until the mentor resumes, and returns the mentor. A mentor who pauses already gets the new
/// end.
///
/// # Errors
/// `NOT_A_MENTOR`, or `PAUSE_OUT_OF_RANGE` for an end that is not in the future or more than 400 days ahead.
pub async fn pause_mentoring(
    app: &App,
    access: &RosterAccess,
    until: Option<DateTime<Utc>>,
) -> Result<Model> {
    // As precise as the database stores it.
    let until = until.map(|until| until.trunc_subsecs(6));
    change(app, access, Some(Pause { until })).await
}

/// Resumes and returns the mentor. Does nothing for a mentor who does not pause.
///
/// # Errors
/// `NOT_A_MENTOR`.
pub async fn resume_mentoring(app: &App, access: &RosterAccess) -> Result<Model> {
    change(app, access, None).await
}

async fn change(app: &App, access: &RosterAccess, pause: Option<Pause>) -> Result<Model> {
    let workflow = Workflow::update(access.mentor_id(), changes(pause).to_data());
    let actor = access.actor();
    let access = access.clone();
    Work::run(app, actor, workflow, move |work| {
        attempt(work, access, pause)
    })
    .await
}

async fn attempt(
    work: Work,
    access: RosterAccess,
    pause: Option<Pause>,
) -> Result<Committed<Model>> {
    let now = work.app.clock.now();
    if let Some(until) = pause.and_then(|pause| pause.until) {
        check(until, now)?;
    }
    let tx = work.begin().await?;
    let locked = access.lock(&tx, None).await?;
    if locked.iter().all(|user| user.id != access.mentor_id()) {
        tx.set_failure_cause(Cause::UserNotFound);
    }
    let mentor = access.mentor(&locked)?;
    if pause.is_none() && !mentor.is_paused {
        tx.forget_signals();
        return tx.commit(mentor.clone()).await;
    }
    let updated = apply(&tx, mentor, changes(pause)).await?;
    tx.commit(updated).await
}

pub(super) fn changes(pause: Option<Pause>) -> Changes {
    Changes {
        pause: Some(pause),
        ..Changes::default()
    }
}

fn check(until: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
    let most = now + Duration::days(limits::PAUSE_DAYS_MAX.into());
    match until > now && until <= most {
        true => Ok(()),
        false => Err(Error::from(
            Violation::at(Code::PauseOutOfRange, "until")
                .with("max", Param::Number(limits::PAUSE_DAYS_MAX)),
        )),
    }
}
