//! The words that an account is found by, kept in step with it.

use crate::db::search;
use crate::db::tx::Tx;
use crate::entities::user::Model;
use crate::entities::user_term::{ActiveModel, Column, Entity};
use crate::error::Result;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set};

/// Keeps the terms of a new account.
pub(super) async fn keep(tx: &Tx, user: &Model) -> Result<()> {
    let public = search::public_terms(user);
    let address = search::address_terms(&user.email);
    let further = address.difference(&public).map(|term| (term, false));
    let rows = public.iter().map(|term| (term, true)).chain(further);
    let rows = rows.map(|(term, is_public)| ActiveModel {
        term: Set(term.clone()),
        user_id: Set(user.id),
        is_public: Set(is_public),
        state: Set(user.state()),
    });
    Entity::insert_many(rows)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// Keeps the terms of an account that was changed.
pub(super) async fn follow(tx: &Tx, user: &Model, updated: &Model) -> Result<()> {
    if search::public_terms(user) != search::public_terms(updated) {
        Entity::delete_many()
            .filter(Column::UserId.eq(user.id))
            .exec(tx.rows())
            .await?;
        return keep(tx, updated).await;
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
