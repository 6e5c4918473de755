//! Scores a person with many others at once, by an index of what they have: the same points as `compatibility`, without
//! comparing texts pair by pair.

use super::compatibility::{self, Factor};
use super::points::Points;
use crate::entities::user::Model;
use std::collections::HashMap;

/// How many counted factors there are.
const COUNTED: usize = Factor::COUNTED.len();

/// Everything that scores with some people, all of one role, depend on.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// For each counted factor, the positions of the people who have an entry or word.
    owners: [HashMap<String, Vec<u32>>; COUNTED],
    people: Vec<Features>,
}

/// A person's part of a score, apart from what is shared.
#[derive(Debug)]
struct Features {
    /// How many entries or words the person has.
    sizes: [u16; COUNTED],
    year: Option<i32>,
    backgrounds: u8,
}

impl Index {
    /// Adds a person, whose position is the number of people before.
    pub(super) fn add(&mut self, person: &Model) {
        let position = u32::try_from(self.people.len()).unwrap_or(u32::MAX);
        let mut sizes = [0; COUNTED];
        let factors = Factor::COUNTED.iter().zip(&mut self.owners).zip(&mut sizes);
        for ((factor, owners), size) in factors {
            for item in compatibility::items(person, *factor) {
                owners.entry(item).or_default().push(position);
                *size += 1;
            }
        }
        self.people.push(Features {
            sizes,
            year: person.year,
            backgrounds: compatibility::backgrounds(person),
        });
    }

    /// Returns the points of a person with everyone, by position.
    pub(super) fn points(&self, person: &Model) -> Vec<Points> {
        let (sizes, shared) = self.shared(person);
        let own = Features {
            sizes,
            year: person.year,
            backgrounds: compatibility::backgrounds(person),
        };
        let others = self.people.iter().zip(&shared);
        others
            .map(|(other, shared)| own.points(other, shared))
            .collect()
    }

    /// Returns how many items the person has, and how many of them each of the others has, too.
    fn shared(&self, person: &Model) -> ([u16; COUNTED], Vec<[u16; COUNTED]>) {
        let mut sizes = [0; COUNTED];
        let mut shared = vec![[0; COUNTED]; self.people.len()];
        let factors = Factor::COUNTED.iter().zip(&self.owners).zip(&mut sizes);
        for (number, ((factor, owners), size)) in factors.enumerate() {
            for item in compatibility::items(person, *factor) {
                *size += 1;
                for position in owners.get(&item).into_iter().flatten() {
                    let counts = shared.get_mut(*position as usize);
                    if let Some(count) = counts.and_then(|counts| counts.get_mut(number)) {
                        *count += 1;
                    }
                }
            }
        }
        (sizes, shared)
    }
}

impl Features {
    fn points(&self, other: &Self, shared: &[u16; COUNTED]) -> Points {
        let background = compatibility::background(self.backgrounds, other.backgrounds);
        let mut points = Points::default()
            .with(Factor::Years, compatibility::years(self.year, other.year))
            .with(Factor::Background, background);
        let sizes = self.sizes.iter().zip(&other.sizes);
        for ((factor, shared), (one, other)) in Factor::COUNTED.iter().zip(shared).zip(sizes) {
            if *shared > 0 {
                let of = usize::from(*one.min(other));
                let shared = compatibility::for_shared(*factor, usize::from(*shared), of);
                points = points.with(*factor, shared);
            }
        }
        points
    }
}

/// Returns the scores, as members see them, of all pairs: a row of all mentors for each mentee. A pair that shares nothing
/// has 0.
#[must_use]
pub fn shown_scores(mentees: &[Model], mentors: &[Model]) -> Vec<u8> {
    let rows = points(mentees, mentors).into_iter();
    rows.flatten().map(Points::shown).collect()
}

/// Returns the points of people with everyone of the other role: one row for each of the first ones, as they are read.
pub fn points(people: &[Model], others: &[Model]) -> impl IntoIterator<Item = Vec<Points>> {
    let mut index = Index::default();
    for other in others {
        index.add(other);
    }
    people.iter().map(move |person| index.points(person))
}
