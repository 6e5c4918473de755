//! Updates the table of distinct words after the terms of accounts changed, without the changes waiting for it.
//!
//! Invariant: whoever changes the terms of an account appends the words concerned to `changed_words` in the same
//! transaction. This job looks up after that commit whether any account has the word, and stores or removes it together
//! with its keys. One process at a time does so, under the lock of the row of `search_index`; what it reads after it
//! took the lock is newer than what the last one wrote.

use super::terms::listed;
use crate::app::App;
use crate::db::search::keys;
use crate::entities::user_state::States;
use crate::entities::{changed_word, search_index, search_word, search_word_key, user_term};
use crate::error::Result;
use crate::work::{Committed, Tx, Work, Workflow};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set,
};
use std::collections::{BTreeSet, HashMap};

/// Words per transaction: few enough that no one notices the wait. Each has at most 47 keys.
const BATCH: u64 = 50;

/// Runs at most `limit` batches of the words that changed, the oldest first, and returns how many it ran.
///
/// # Errors
/// When the database does not respond.
pub async fn update_words(app: &App, limit: u64) -> Result<u64> {
    for done in 0..limit {
        if next(app.db.reader(), 1).await?.is_empty() {
            return Ok(done);
        }
        Work::run(app, None, Workflow::Plain, attempt).await?;
    }
    Ok(limit)
}

async fn next(
    reader: &impl sea_orm::ConnectionTrait,
    limit: u64,
) -> Result<Vec<changed_word::Model>> {
    Ok(changed_word::Entity::find()
        .order_by_asc(changed_word::Column::Id)
        .limit(limit)
        .all(reader)
        .await?)
}

async fn attempt(work: Work) -> Result<Committed<()>> {
    let tx = work.begin().await?;
    search_index::Entity::find_by_id(1)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    let rows = next(tx.rows(), BATCH).await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    update(&tx, &ids).await?;
    // Not a range of ids: rows with lower ids may have been committed since.
    changed_word::Entity::delete_many()
        .filter(changed_word::Column::Id.is_in(ids))
        .exec(tx.rows())
        .await?;
    tx.commit(()).await
}

/// Of these words, returns those that are stored, and whether members may search by them.
pub(super) async fn stored(tx: &Tx, words: &BTreeSet<&str>) -> Result<HashMap<String, bool>> {
    let rows = search_word::Entity::find()
        .filter(search_word::Column::Word.is_in(words.iter().copied()))
        .all(tx.rows())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.word, row.is_public))
        .collect())
}

async fn update(tx: &Tx, ids: &[i64]) -> Result<()> {
    let changed = look_up(tx, ids).await?;
    let words = changed.iter().map(|found| found.word.as_str()).collect();
    let stored = stored(tx, &words).await?;
    let mut added = Vec::new();
    for found in &changed {
        let word = found.word.as_str();
        let (before, after) = (stored.get(word).copied(), found.visibility());
        if before == after {
            continue;
        }
        if let Some(is_public) = before {
            remove(tx, word, is_public).await?;
        }
        added.extend(after.map(|is_public| (word, is_public)));
    }
    add(tx, &added).await
}

/// A word of the queue, and who has it now.
#[derive(Debug, FromQueryResult)]
struct Found {
    word: String,
    /// Whether any account has it that members find.
    is_listed: bool,
    /// Whether any account has it.
    is_used: bool,
}

impl Found {
    /// Whether members may search by the word; `None` if no account has it.
    fn visibility(&self) -> Option<bool> {
        (self.is_listed || self.is_used).then_some(self.is_listed)
    }
}

/// Looks up the words of these rows of the queue, each once.
async fn look_up(tx: &Tx, ids: &[i64]) -> Result<Vec<Found>> {
    let words = changed_word::Entity::find()
        .select_only()
        .distinct()
        .column(changed_word::Column::Word)
        .expr_as(is_term(listed()), "is_listed")
        .expr_as(is_term(States::default()), "is_used")
        .filter(changed_word::Column::Id.is_in(ids.iter().copied()));
    Ok(words.into_model().all(tx.rows()).await?)
}

/// Whether a word of the queue is a public term of an account in one of these states.
fn is_term(states: States) -> Expr {
    let word = (changed_word::Entity, changed_word::Column::Word);
    let terms = user_term::Entity::find()
        .select_only()
        .column(user_term::Column::UserId)
        .filter(user_term::Column::State.is_in(states.numbers()))
        .filter(user_term::Column::IsPublic.eq(true))
        .filter(user_term::Column::Term.into_expr().equals(word));
    Expr::exists(terms.into_query())
}

async fn remove(tx: &Tx, word: &str, is_public: bool) -> Result<()> {
    search_word::Entity::delete_by_id(word)
        .exec(tx.rows())
        .await?;
    let row = Condition::all()
        .add(search_word_key::Column::IsPublic.eq(is_public))
        .add(search_word_key::Column::Key.is_in(keys::of(word)))
        .add(search_word_key::Column::Word.eq(word));
    search_word_key::Entity::delete_many()
        .filter(row)
        .exec(tx.rows())
        .await?;
    Ok(())
}

async fn add(tx: &Tx, words: &[(&str, bool)]) -> Result<()> {
    let rows = words
        .iter()
        .map(|(word, is_public)| search_word::ActiveModel {
            word: Set((*word).to_owned()),
            is_public: Set(*is_public),
        });
    search_word::Entity::insert_many(rows)
        .exec_without_returning(tx.rows())
        .await?;
    let keys = words.iter().flat_map(|(word, is_public)| {
        let row = |key| search_word_key::ActiveModel {
            is_public: Set(*is_public),
            key: Set(key),
            word: Set((*word).to_owned()),
        };
        keys::of(word).into_iter().map(row)
    });
    search_word_key::Entity::insert_many(keys)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// Removes all words, whose keys an earlier version of the server made.
pub(super) async fn clear(tx: &Tx) -> Result<()> {
    search_word_key::Entity::delete_many()
        .exec(tx.rows())
        .await?;
    search_word::Entity::delete_many().exec(tx.rows()).await?;
    Ok(())
}
