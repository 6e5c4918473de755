//! The link that undoes a change of an email address. It goes to the old address, and works until that address is no
//! longer reserved.

use super::one_time::Issued;
use super::token::Token;
use crate::app::App;
use crate::entities::former_address::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use crate::ids::FormerAddressId;
use crate::work::Tx;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set, Unchanged};

/// Creates the token of the link; `None` when the change can no longer be undone.
///
/// # Errors
/// When the database does not respond.
pub async fn create(tx: &Tx, id: FormerAddressId) -> Result<Option<Issued>> {
    let found = Entity::find_by_id(id).one(tx.rows()).await?;
    let now = tx.app.clock.now();
    let can_be_undone = |former: &Model| former.undone_at.is_none() && former.reserved_until > now;
    if !found.is_some_and(|former| can_be_undone(&former)) {
        return Ok(None);
    }
    let token = Token::generate()?;
    ActiveModel {
        id: Unchanged(id),
        undo_digest: Set(Some(token.digest())),
        ..Default::default()
    }
    .update(tx.rows())
    .await?;
    Ok(Some(Issued { token, code: None }))
}

/// Returns the former address whose link has this token, also when the change was undone or can no longer be.
///
/// # Errors
/// When the database does not respond.
pub async fn find(app: &App, text: &str) -> Result<Option<Model>> {
    let Some(token) = Token::from_link(text) else {
        return Ok(None);
    };
    let found = Entity::find().filter(Column::UndoDigest.eq(token.digest()));
    Ok(found.one(app.db.reader()).await?)
}
