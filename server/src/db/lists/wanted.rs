//! From what was typed to the terms of a search: words are completed, and if that finds nobody, corrected.

use super::terms::{MinScore, Search, Term};
use crate::app::App;
use crate::db::search::{self, keys};
use crate::entities::search_word_key::{Column, Entity};
use crate::entities::user_state::States;
use crate::error::Result;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// What a caller searches for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words, or one address, of each of which the account has one that begins with it, contains it or is near it; the
    /// most selective first.
    pub words: Vec<String>,
    /// Further terms, which the account has as they are.
    pub terms: Vec<String>,
    /// Whether to search only by public terms, which addresses are not.
    pub is_public: bool,
    /// Only mentors with this score.
    pub min_score: Option<MinScore>,
}

/// Words that a typed word is completed to, and words that it is corrected to, at most.
const WORDS: usize = 8;
/// Keys that are read to find the words that contain a text. A word has one for each place where the text is in it.
const KEYS: u64 = 32;
/// Keys that are read to find the words near a text. No more exist, unless names are made up to be many.
const NEAR_KEYS: u64 = 500;

impl Wanted {
    /// Whether a misspelled word could be the reason that nobody is found.
    pub(super) fn can_be_corrected(&self) -> bool {
        self.words.iter().any(|word| keys::can_be_inside(word))
    }

    /// The search for accounts in these states; `None` if there is nothing to search for.
    pub(super) async fn search(
        &self,
        app: &App,
        states: States,
        is_corrected: bool,
    ) -> Result<Option<Search>> {
        let mut groups = Vec::new();
        for word in &self.words {
            groups.push(self.terms_of(app, word, is_corrected).await?);
        }
        let wholes = self.terms.iter().cloned();
        groups.extend(wholes.map(|term| vec![Term::Whole(term)]));
        let mut groups = groups.into_iter();
        let Some(first) = groups.next() else {
            return Ok(None);
        };
        let mut search = Search {
            first,
            others: groups.collect(),
            typed: self.words.first().cloned(),
            is_corrected,
            is_public: self.is_public,
            min_score: self.min_score.clone(),
        };
        search.limit(states);
        Ok(Some(search))
    }

    /// The terms of a typed word, the most wanted first.
    async fn terms_of(&self, app: &App, word: &str, is_corrected: bool) -> Result<Vec<Term>> {
        let mut terms = vec![Term::Beginning(word.to_owned())];
        if !keys::can_be_inside(word) {
            return Ok(terms);
        }
        let mut words = match is_corrected {
            true => self.near(app, word).await?,
            false => Vec::new(),
        };
        let containing = self.containing(app, word).await?;
        words.retain(|near| !near.starts_with(word) && !containing.contains(near));
        words.extend(containing);
        terms.extend(words.into_iter().map(Term::Whole));
        Ok(terms)
    }

    /// The words that contain a text, but do not begin with it. Those that end with it come first.
    async fn containing(&self, app: &App, text: &str) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for is_public in self.parts() {
            let rows = Entity::find()
                .filter(Column::IsPublic.eq(*is_public))
                .filter(Column::Key.gte(text))
                .filter(Column::Key.lt(search::end(text)))
                .order_by_asc(Column::Key)
                .order_by_asc(Column::Word)
                .limit(KEYS)
                .all(app.db.reader())
                .await?;
            found.extend(rows.into_iter().map(|row| (row.key, row.word)));
        }
        found.sort();
        let mut words: Vec<String> = Vec::new();
        for (_, word) in found {
            if words.len() < WORDS && !word.starts_with(text) && !words.contains(&word) {
                words.push(word);
            }
        }
        Ok(words)
    }

    /// The words that differ from a misspelled one by one character. Those with the same first character and length come
    /// first, because that is how people mistype.
    async fn near(&self, app: &App, misspelled: &str) -> Result<Vec<String>> {
        let mut words = Vec::new();
        for is_public in self.parts() {
            // Not in order: a database would sort them all.
            let rows = Entity::find()
                .filter(Column::IsPublic.eq(*is_public))
                .filter(Column::Key.is_in(keys::variants(misspelled)))
                .limit(NEAR_KEYS)
                .all(app.db.reader())
                .await?;
            words.extend(rows.into_iter().map(|row| row.word));
        }
        words.retain(|word| keys::is_near(misspelled, word));
        let length = |word: &str| word.chars().count();
        words.sort_by_cached_key(|word| {
            let begins_otherwise = word.chars().next() != misspelled.chars().next();
            let difference = length(word).abs_diff(length(misspelled));
            (begins_otherwise, difference, word.clone())
        });
        words.dedup();
        words.truncate(WORDS);
        Ok(words)
    }

    /// The parts of the table of words that the caller may search.
    const fn parts(&self) -> &'static [bool] {
        match self.is_public {
            true => &[true],
            false => &[true, false],
        }
    }
}
