//! The search terms of accounts, kept in sync with the accounts.

use crate::db::search;
use crate::entities::user::Model;
use crate::entities::user_term::{ActiveModel, Column, Entity};
use crate::error::Result;
use crate::work::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

/// The terms of an account, and whether everyone may search by them.
pub(super) fn of(user: &Model) -> impl Iterator<Item = (String, bool)> {
    let public = search::public_terms(user);
    let mut further = search::address_terms(&user.email);
    further.retain(|term| !public.contains(term));
    let public = public.into_iter().map(|term| (term, true));
    public.chain(further.into_iter().map(|term| (term, false)))
}

/// Stores the terms of a new account.
pub(super) async fn insert(tx: &Tx, user: &Model) -> Result<()> {
    let rows = of(user).map(|(term, is_public)| ActiveModel {
        term: Set(term),
        user_id: Set(user.id),
        is_public: Set(is_public),
        state: Set(user.state()),
    });
    Entity::insert_many(rows)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// Replaces the stored terms of an account.
pub(super) async fn replace(tx: &Tx, user: &Model) -> Result<()> {
    Entity::delete_many()
        .filter(Column::UserId.eq(user.id))
        .exec(tx.rows())
        .await?;
    insert(tx, user).await
}

/// Updates the terms of an account that was changed.
pub(super) async fn update(tx: &Tx, user: &Model, updated: &Model) -> Result<()> {
    if user.email != updated.email || search::public_terms(user) != search::public_terms(updated) {
        return replace(tx, updated).await;
    }
    if user.state() != updated.state() {
        Entity::update_many()
            .col_expr(Column::State, updated.state().into())
            .filter(Column::UserId.eq(user.id))
            .exec(tx.rows())
            .await?;
    }
    Ok(())
}
