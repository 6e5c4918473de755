//! Imports many blocks at once.

use super::block::{Blocked, block};
use crate::app::App;
use crate::entities::user::{Model, Role};
use crate::error::Result;
use crate::ids::UserId;
use crate::users;
use crate::work::{Committed, Work, Workflow};
use rules::{Code, Email};

/// An address that a mentee blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// The mentee.
    pub mentee_id: UserId,
    /// The address, whether or not an account has it.
    pub email: Email,
}

/// Blocks every address for its mentee, in one transaction, and returns why one was refused. Those that are blocked
/// already stay so.
///
/// # Errors
/// When the database does not respond; then nothing was changed.
pub async fn import_blocks(app: &App, blocks: Vec<NewBlock>) -> Result<Vec<Option<Code>>> {
    Work::run(app, None, Workflow::Plain, move |work| {
        attempt(work, blocks)
    })
    .await
}

async fn attempt(work: Work, blocks: Vec<NewBlock>) -> Result<Committed<Vec<Option<Code>>>> {
    let mentees: Vec<UserId> = blocks.iter().map(|block| block.mentee_id).collect();
    let addresses: Vec<String> = blocks.iter().map(|block| block.email.base()).collect();
    let tx = work.begin().await?;
    let people = users::lock_with_owners(&tx, &mentees, &addresses).await?;
    let mut refusals = Vec::with_capacity(blocks.len());
    for NewBlock { mentee_id, email } in &blocks {
        let is_fit = |user: &&Model| {
            user.id == *mentee_id && user.role == Role::Mentee && !user.is_deleted()
        };
        let Some(mentee) = people.iter().find(is_fit) else {
            refusals.push(Some(Code::MenteeNotFound));
            continue;
        };
        let owner = users::owner_of(&people, &email.base());
        let refusal = match block(&tx, mentee, Blocked::Typed { email, owner }).await {
            Err(error) if error.is(Code::BlacklistFull) => Some(Code::BlacklistFull),
            outcome => outcome.map(|()| None)?,
        };
        refusals.push(refusal);
    }
    tx.commit(refusals).await
}
