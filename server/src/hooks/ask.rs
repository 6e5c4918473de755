//! Asks the hooks of a signal, one after the other.

use super::failure::Failure;
use super::verdict::{self, Verdict};
use super::{Topic, breaker, call, registry};
use crate::app::App;
use crate::entities::hook::{Model, Policy};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::Actor;
use crate::signals::signal::Data;
use crate::work::HookTrace;

/// What hooks are asked.
#[derive(Debug)]
pub struct Question {
    /// The signal.
    pub topic: Topic,
    /// The account that is about to change.
    pub user_id: Option<UserId>,
    /// Who acts.
    pub actor: Actor,
    /// What is about to be written, without secrets.
    pub data: Data,
    /// Whether hooks may change or add the role.
    pub may_change_role: bool,
}

/// Asks every hook of a signal in the order of creation, each with the data as the earlier ones left it, and returns the
/// data. `trace` gets what the log records. Must be called while no transaction is open.
///
/// # Errors
/// `REFUSED_BY_HANDLER` when a hook refuses, `HookUnavailable` when one fails whose policy is FAIL_CLOSED, and `Busy`
/// when too many requests wait for hooks.
pub async fn ask(app: &App, mut question: Question, trace: &mut HookTrace) -> Result<Data> {
    let hooks = registry::asked_about(app, question.topic).await?;
    if hooks.is_empty() {
        return Ok(question.data);
    }
    let _permit = app.hooks.permit()?;
    let mut changed_by = Vec::new();
    for hook in &hooks {
        match consult(app, hook, &question).await? {
            Some(Verdict::Allowed(data)) if data != question.data => {
                question.data = data;
                changed_by.push(hook.id);
            }
            Some(Verdict::Allowed(_)) => {}
            Some(Verdict::Refused(sentence)) => {
                trace.refused(hook.id);
                return Err(Error::vetoed(sentence));
            }
            None if hook.policy == Policy::FailClosed => {
                trace.refused(hook.id);
                return Err(Error::HookUnavailable);
            }
            None => {}
        }
    }
    if !changed_by.is_empty() {
        trace.changed(question.topic.signal(), question.user_id, changed_by);
    }
    Ok(question.data)
}

/// Asks one hook; `None` if it failed or is not asked at the moment.
async fn consult(app: &App, hook: &Model, question: &Question) -> Result<Option<Verdict>> {
    if !breaker::admits(app, hook).await? {
        return Ok(None);
    }
    let response = call::call(app, hook, question).await?;
    let response = response.map_err(Failure::Unavailable);
    match response.and_then(|body| verdict::read(question, &body)) {
        Ok(verdict) => {
            breaker::note_success(app, hook).await?;
            Ok(Some(verdict))
        }
        Err(failure) => {
            tracing::warn!(hook = %hook.id, reason = failure.reason(), "a hook failed");
            breaker::note_failure(app, hook, &failure).await?;
            Ok(None)
        }
    }
}
