//! The two accounts of a request, locked.

use crate::entities::mentorship_request::Model;
use crate::entities::user;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::unlink;
use crate::users;
use crate::work::Tx;
use rules::Code;

/// A mentee and a mentor whose accounts are locked.
pub(super) struct Pair {
    pub(super) mentee: user::Model,
    pub(super) mentor: user::Model,
}

/// Locks the accounts of a request, and those of everyone whose request ends if the two are matched.
pub(super) async fn lock(tx: &Tx, request: &Model) -> Result<()> {
    let people: Vec<_> = request.mentee_id.into_iter().collect();
    unlink::lock_around(tx, &[&people, &[request.mentor_id][..]].concat(), &people).await
}

/// Locks a mentee and a mentor like `lock`; accounts that do not exist are absent.
pub(super) async fn lock_people(
    tx: &Tx,
    mentee: UserId,
    mentor: UserId,
) -> Result<(Option<user::Model>, Option<user::Model>)> {
    unlink::lock_around(tx, &[mentee, mentor], &[mentee]).await?;
    let mut locked = users::lock_all(tx, &[mentee, mentor]).await?;
    let mut take = |id| {
        let index = locked.iter().position(|user| user.id == id)?;
        Some(locked.swap_remove(index))
    };
    Ok((take(mentee), take(mentor)))
}

/// Returns the accounts of a request that the caller has locked.
///
/// # Errors
/// `REQUEST_NOT_FOUND` if one of them does not exist.
pub(super) async fn of(tx: &Tx, request: &Model) -> Result<Pair> {
    let not_found = || Error::refused_at(Code::RequestNotFound, "id");
    let mentee_id = request.mentee_id.ok_or_else(not_found)?;
    let people = users::lock_all(tx, &[mentee_id, request.mentor_id]).await?;
    let one = |id: UserId| people.iter().find(|user| user.id == id).cloned();
    Ok(Pair {
        mentee: one(mentee_id).ok_or_else(not_found)?,
        mentor: one(request.mentor_id).ok_or_else(not_found)?,
    })
}
