//! The search terms of accounts, kept in sync with the accounts.

use crate::db::{list_parameter, search};
use crate::entities::changed_word;
use crate::entities::user::{Model, Role};
use crate::entities::user_state::States;
use crate::entities::user_term::{Column, Entity};
use crate::work::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use std::collections::BTreeSet;

/// The accounts that members find by a search.
pub(super) const fn listed() -> States {
    States::presentable(Role::Mentor)
}

/// The terms of an account, and whether everyone may search by them.
pub(super) fn of(user: &Model) -> impl Iterator<Item = (String, bool)> {
    let public = search::public_terms(user);
    let mut further = search::address_terms(&user.email);
    further.retain(|term| !public.contains(term));
    let public = public.into_iter().map(|term| (term, true));
    public.chain(further.into_iter().map(|term| (term, false)))
}

/// Stores the terms of a new account.
pub(super) fn insert(tx: &Tx, user: &Model) {
    insert_rows(tx, user, of(user));
    note_changed(tx, search::keyed_words(user));
}

/// Notes that an account with its terms is going to be deleted.
pub(super) fn delete(tx: &Tx, user: &Model) {
    note_changed(tx, search::keyed_words(user));
}

/// Replaces the stored terms of an account.
pub(super) fn replace(tx: &Tx, user: &Model) {
    let all = Entity::delete_many().filter(Column::UserId.eq(user.id));
    tx.rows().run_later(all.as_query());
    insert_rows(tx, user, of(user));
}

/// Updates the terms of an account that was changed. Rows of terms that stay are not written again; all others go, also
/// those that an earlier version of the server stored.
pub(super) fn update(tx: &Tx, user: &Model, updated: &Model) {
    if basis(user) == basis(updated) {
        return;
    }
    note_changed(tx, changed_words(user, updated));
    let before: BTreeSet<(String, bool)> = of(user).collect();
    let after: BTreeSet<(String, bool)> = of(updated).collect();
    if before != after {
        let staying = before.intersection(&after).map(|(term, _)| term.clone());
        let leaving = Entity::delete_many()
            .filter(Column::UserId.eq(user.id))
            .filter(
                Column::Term.not_in_subquery(list_parameter::entries(tx.app.db.engine, staying)),
            );
        tx.rows().run_later(leaving.as_query());
    }
    if user.state() != updated.state() {
        let staying = Entity::update_many()
            .col_expr(Column::State, updated.state().into())
            .filter(Column::UserId.eq(user.id));
        tx.rows().run_later(staying.as_query());
    }
    insert_rows(tx, updated, after.difference(&before).cloned());
}

/// Everything that the terms of an account and their rows depend on: if this is equal, so are they.
fn basis(user: &Model) -> impl PartialEq + '_ {
    let names = (&user.first_name, &user.last_name, &user.email);
    let interests = (&user.major, &user.hobbies, &user.clubs, user.year);
    (names, interests, user.state())
}

/// Has the job look whether any account still has these words, and who may search by them. The transaction only appends
/// to a queue: accounts that share a word never wait for each other.
pub(super) fn note_changed(tx: &Tx, words: BTreeSet<String>) {
    if !words.is_empty() {
        let words = (changed_word::Column::Word, words.into_iter().collect());
        let insert = list_parameter::insertion(tx.app.db.engine, changed_word::Entity, words, []);
        tx.rows().run_later(&insert);
        tx.update_words();
    }
}

fn insert_rows(tx: &Tx, user: &Model, terms: impl Iterator<Item = (String, bool)>) {
    let (public, others): (Vec<_>, Vec<_>) = terms.partition(|(_, is_public)| *is_public);
    for (terms, is_public) in [(public, true), (others, false)] {
        let terms: Vec<String> = terms.into_iter().map(|(term, _)| term).collect();
        if terms.is_empty() {
            continue;
        }
        let of_all = [
            (Column::UserId, user.id.into()),
            (Column::IsPublic, is_public.into()),
            (Column::State, user.state().into()),
        ];
        let engine = tx.app.db.engine;
        let insert = list_parameter::insertion(engine, Entity, (Column::Term, terms), of_all);
        tx.rows().run_later(&insert);
    }
}

/// The words that the account got or lost; all of its words when members start or cease to find it.
fn changed_words(user: &Model, updated: &Model) -> BTreeSet<String> {
    let (before, after) = (search::keyed_words(user), search::keyed_words(updated));
    match listed().contain(user.state()) == listed().contain(updated.state()) {
        true => before.symmetric_difference(&after).cloned().collect(),
        false => before.union(&after).cloned().collect(),
    }
}
