//! Blocks a mentor: one function for those who were chosen from a list and for addresses.

use super::rematch::Ending;
use super::requests::close;
use super::unlink;
use crate::entities::blacklist::{ActiveModel, Column, Entity, Model};
use crate::entities::ended_match::EndedBy;
use crate::entities::{matched, stale_scores, user};
use crate::error::Result;
use crate::ids::{BlockId, UserId};
use crate::signals::{Name, Signal};
use crate::work::Tx;
use rules::{Code, Email, Param, Violation, limits};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};
use std::collections::HashSet;

/// Who is blocked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Blocked<'a> {
    /// A mentor who was chosen from a list.
    Chosen(&'a user::Model),
    /// Whoever has an address, now or later.
    Typed {
        /// The address.
        email: &'a Email,
        /// The account that was verified with it, if there is one.
        owner: Option<&'a user::Model>,
    },
}

impl Blocked<'_> {
    /// The account that is blocked from now on: not the mentee's own, whose address may be typed as well.
    fn account_id(&self, mentee: &user::Model) -> Option<UserId> {
        match self {
            Self::Chosen(mentor) => Some(mentor.id),
            Self::Typed { owner, .. } => {
                let owner = owner.map(|owner| owner.id);
                owner.filter(|owner| *owner != mentee.id)
            }
        }
    }

    fn is_among(&self, rows: &[Model]) -> bool {
        rows.iter().any(|row| match self {
            Self::Chosen(mentor) => row.typed.is_none() && row.mentor_id == Some(mentor.id),
            Self::Typed { email, .. } => row.typed_base.as_ref() == Some(&email.base()),
        })
    }
}

/// Blocks a mentor, and ends their match. Both accounts are locked, and so is an address that was typed.
///
/// An address runs the same statements whether or not an account has it, so that their time discloses nothing. Typing it
/// again changes nothing that the mentee sees; but if the block has followed its account to another address, whoever
/// has this one now is blocked too.
pub(super) async fn block(tx: &Tx, mentee: &user::Model, blocked: Blocked<'_>) -> Result<()> {
    let rows = Entity::find().filter(Column::MenteeId.eq(mentee.id));
    let rows = rows.all(tx.rows()).await?;
    let is_listed = blocked.is_among(&rows);
    if is_listed && matches!(blocked, Blocked::Chosen(_)) {
        return Ok(());
    }
    if !is_listed {
        ensure_space(&rows)?;
    }
    insert(tx, mentee, blocked).await?;
    if !is_listed {
        tx.emit(signal(mentee, blocked)).await;
    }
    if matches!(blocked, Blocked::Chosen(_)) {
        // Scores with an address stay: that a suggestion disappears could disclose whose address it is.
        tx.rows()
            .run_later(&stale_scores::marking(mentee.id, tx.app.clock.now()));
        tx.recompute_scores();
    }
    let nobody = UserId::new();
    let mentor_id = blocked.account_id(mentee).unwrap_or(nobody);
    end_match_with(tx, mentee.id, mentor_id).await?;
    // With private registrations, that a request ends would disclose whose address it is.
    match blocked {
        Blocked::Typed { .. } if tx.app.config.accounts.private_registration => {
            close::of_blocked_address(tx, mentee.id, mentor_id).await
        }
        _ => close::of_blocked(tx, mentee.id, mentor_id).await,
    }
}

/// Refuses a block beyond the maximum. An address counts once, however many accounts its block followed.
fn ensure_space(rows: &[Model]) -> std::result::Result<(), Violation> {
    let (typed, chosen): (Vec<&Model>, Vec<&Model>) =
        rows.iter().partition(|row| row.typed.is_some());
    let typed: HashSet<_> = typed.iter().map(|row| &row.typed_base).collect();
    match typed.len() + chosen.len() >= limits::BLACKLIST_MAX as usize {
        true => Err(Violation::general(Code::BlacklistFull)
            .with("max", Param::Number(limits::BLACKLIST_MAX))),
        false => Ok(()),
    }
}

async fn insert(tx: &Tx, mentee: &user::Model, blocked: Blocked<'_>) -> Result<()> {
    let mut row = ActiveModel {
        id: Set(BlockId::new()),
        mentee_id: Set(mentee.id),
        mentor_id: Set(blocked.account_id(mentee)),
        typed: Set(None),
        typed_base: Set(None),
        base_email: Set(String::new()),
        blacklisted_at: Set(tx.app.clock.now()),
    };
    match blocked {
        Blocked::Chosen(mentor) => row.base_email = Set(mentor.base_email.clone()),
        Blocked::Typed { email, .. } => {
            row.typed = Set(Some(email.as_str().to_owned()));
            row.typed_base = Set(Some(email.base()));
            row.base_email = Set(email.base());
        }
    }
    // Writes in any case: whether this row exists depends on what the account did since.
    let mut as_it_was =
        OnConflict::columns([Column::MenteeId, Column::TypedBase, Column::BaseEmail]);
    as_it_was.update_column(Column::BaseEmail);
    Entity::insert(row)
        .on_conflict(as_it_was)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// `mentor_blacklisted` names what the mentee named, and never the account behind an address.
fn signal(mentee: &user::Model, blocked: Blocked<'_>) -> Signal {
    let name = Name::MentorBlacklisted;
    match blocked {
        Blocked::Chosen(mentor) => Signal::of_pair(name, mentee.id, mentor.id),
        Blocked::Typed { email, .. } => Signal::of_address(name, mentee.id, email.as_str()),
    }
}

async fn end_match_with(tx: &Tx, mentee_id: UserId, mentor_id: UserId) -> Result<()> {
    let current = matched::Entity::find_by_id(mentee_id)
        .one(tx.rows())
        .await?;
    match current.filter(|current| current.mentor_id == mentor_id) {
        Some(ended) => {
            let ending = Ending {
                by: EndedBy::Block,
                reason: None,
            };
            unlink::end_match(tx, &ended, ending).await
        }
        None => Ok(()),
    }
}
