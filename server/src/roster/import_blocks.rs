//! Imports many blocked mentors at once.

use super::blacklist_mentor;
use crate::app::App;
use crate::entities::user::{Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::Code;

/// Blocks the mentor of every pair of mentee and mentor, in one transaction, and returns why a pair was refused.
/// Those that are blocked already stay so.
///
/// # Errors
/// When the database does not respond; then nothing was changed.
pub async fn import_blocks(app: &App, pairs: Vec<(UserId, UserId)>) -> Result<Vec<Option<Code>>> {
    Work::run(app, None, Workflow::Plain, move |work| attempt(work, pairs)).await
}

async fn attempt(work: Work, pairs: Vec<(UserId, UserId)>) -> Result<Committed<Vec<Option<Code>>>> {
    let ids: Vec<UserId> = pairs
        .iter()
        .flat_map(|(mentee, mentor)| [*mentee, *mentor])
        .collect();
    let tx = work.begin().await?;
    let people = users::lock_all(&tx, &ids).await?;
    let find = |id, role| {
        let is_fit = |user: &&Model| user.id == id && user.role == role && !user.is_deleted();
        people.iter().find(is_fit)
    };
    let mut refusals = Vec::with_capacity(pairs.len());
    for (mentee_id, mentor_id) in pairs {
        let refusal = match (find(mentee_id, Role::Mentee), find(mentor_id, Role::Mentor)) {
            (None, _) => Some(Code::MenteeNotFound),
            (_, None) => Some(Code::MentorNotFound),
            (Some(mentee), Some(mentor)) => {
                match blacklist_mentor::block(&tx, mentee, mentor).await {
                    Err(error) if error.is(Code::BlacklistFull) => Some(Code::BlacklistFull),
                    outcome => outcome.map(|()| None)?,
                }
            }
        };
        refusals.push(refusal);
    }
    tx.commit(refusals).await
}
