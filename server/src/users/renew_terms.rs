//! Rebuilds the search terms of all accounts after an upgrade to another `search::VERSION`: the stored ones come from
//! an earlier version of the server, which split and folded words differently. The table of distinct words is built again
//! along with them. Profiles that the rules store
//! differently since then, such as in another normalization form of Unicode, are rewritten, too.

use super::{Changes, lock_all, rows, search_words, terms};
use crate::app::App;
use crate::db::search;
use crate::db::search::keys::has_keys;
use crate::entities::search_index::{self, ActiveModel};
use crate::entities::user::{Column, Entity, Model};
use crate::entities::{stale_scores, user_term};
use crate::error::Result;
use crate::ids::UserId;
use crate::work::{Committed, Tx, Work, Workflow};
use rules::ProfileInput;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Accounts per transaction: few enough that no request notices the wait.
const BATCH: u64 = 100;

/// Rebuilds the terms of the next accounts, and returns whether there are more. Once all are done this costs one query.
/// Several processes may run this at the same time; one works while the others wait.
///
/// # Errors
/// When the database does not respond.
pub async fn renew_terms(app: &App) -> Result<bool> {
    let progress = search_index::Entity::find_by_id(1)
        .one(app.db.reader())
        .await?;
    if progress.as_ref().is_some_and(is_done) {
        return Ok(false);
    }
    Work::run(app, None, Workflow::Plain, attempt).await
}

fn is_done(progress: &search_index::Model) -> bool {
    progress.version == search::VERSION && progress.is_done
}

async fn attempt(work: Work) -> Result<Committed<bool>> {
    let tx = work.begin().await?;
    // Invariant: the process that has locked the progress row is the only one at work, and continues where the last one
    // stopped.
    let progress = search_index::Entity::find_by_id(1)
        .lock_exclusive()
        .one(tx.rows())
        .await?;
    if progress.as_ref().is_some_and(is_done) {
        return tx.commit(false).await;
    }
    let Some(same) = progress.filter(|progress| progress.version == search::VERSION) else {
        search_words::clear(&tx).await?;
        note(&tx, None, false).await?;
        return tx.commit(true).await;
    };
    let people = next(&tx, same.after_id).await?;
    let locked = lock_all(&tx, &people).await?;
    renew(&tx, &locked).await?;
    let has_more = people.len() as u64 == BATCH;
    note(&tx, people.last().copied(), !has_more).await?;
    tx.commit(has_more).await
}

async fn next(tx: &Tx, after: Option<UserId>) -> Result<Vec<UserId>> {
    let ids = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Condition::all().add_option(after.map(|after| Column::Id.gt(after))))
        .order_by_asc(Column::Id)
        .limit(BATCH)
        .into_tuple()
        .all(tx.rows())
        .await?;
    Ok(ids)
}

async fn note(tx: &Tx, after_id: Option<UserId>, is_done: bool) -> Result<()> {
    let progress = ActiveModel {
        id: Set(1),
        version: Set(search::VERSION),
        is_done: Set(is_done),
        after_id: Set(after_id),
    };
    let columns = [
        search_index::Column::Version,
        search_index::Column::IsDone,
        search_index::Column::AfterId,
    ];
    let again = OnConflict::column(search_index::Column::Id)
        .update_columns(columns)
        .to_owned();
    search_index::Entity::insert(progress)
        .on_conflict(again)
        .exec_without_returning(tx.rows())
        .await?;
    Ok(())
}

/// Rewrites only terms and sort keys that differ.
async fn renew(tx: &Tx, users: &[Model]) -> Result<()> {
    let rows = user_term::Entity::find()
        .filter(user_term::Column::UserId.is_in(users.iter().map(|user| user.id)))
        .all(tx.rows())
        .await?;
    let mut kept: HashMap<UserId, HashSet<(String, bool)>> = HashMap::new();
    for row in rows {
        let terms = kept.entry(row.user_id).or_default();
        terms.insert((row.term, row.is_public));
    }
    let mut words = BTreeSet::new();
    for user in users {
        let user = &normalize(tx, user).await?;
        let terms = terms::of(user).collect();
        let before = kept.remove(&user.id).unwrap_or_default();
        if before != terms {
            terms::replace(tx, user);
        }
        let lost = before.difference(&terms).map(|(term, _)| term);
        words.extend(lost.filter(|term| has_keys(term)).cloned());
        words.extend(unlisted(tx, user).await?);
        let name_key = search::name_key(&user.first_name, &user.last_name);
        if user.name_key != name_key {
            Entity::update_many()
                .col_expr(Column::NameKey, name_key.into())
                .filter(Column::Id.eq(user.id))
                .exec(tx.rows())
                .await?;
        }
    }
    terms::note_changed(tx, words);
    Ok(())
}

/// Returns the words of an account that are not stored yet, or not for members who find the account. Nobody else changes
/// them while the progress row is locked.
async fn unlisted(tx: &Tx, user: &Model) -> Result<Vec<String>> {
    let is_listed = terms::listed().contain(user.state());
    let words = search::keyed_words(user);
    let stored = search_words::stored(tx, &words.iter().map(String::as_str).collect()).await?;
    let suffices = |word: &String| {
        stored
            .get(word)
            .is_some_and(|is_public| *is_public || !is_listed)
    };
    Ok(words.into_iter().filter(|word| !suffices(word)).collect())
}

/// Rewrites the texts of a profile if the rules store them differently now. This emits no signals, because it changes
/// nothing that a person can see. A profile that the rules would not accept any more is left as it is.
async fn normalize(tx: &Tx, user: &Model) -> Result<Model> {
    let stored = ProfileInput {
        first_name: Some(user.first_name.clone()),
        last_name: Some(user.last_name.clone()),
        hobbies: Some(user.hobbies.clone()),
        clubs: Some(user.clubs.clone()),
        goals: Some(user.goals.clone()),
        other_background: Some(user.other_background.clone()),
        major: Some(user.major.0.clone()),
        minor: Some(user.minor.0.clone()),
        ..ProfileInput::default()
    };
    let profile = match stored.clone().parse() {
        Ok(profile) if *profile != stored => profile,
        _ => return Ok(user.clone()),
    };
    let changes = Changes {
        profile,
        ..Changes::default()
    };
    let now = tx.app.clock.now();
    let updated = rows::write(tx, user, rows::changed(user, changes, now)?).await?;
    if updated.basis_of_scores() != user.basis_of_scores() {
        tx.rows().run_later(&stale_scores::marking(user.id, now));
        tx.recompute_scores();
    }
    Ok(updated)
}
