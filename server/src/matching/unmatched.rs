//! Why a plan has no mentor for someone, and the smallest change that would help.

use super::people::People;
use super::solution::Place;
use assignment::Problem;
use std::collections::{BTreeMap, HashMap};
use strum::{EnumString, IntoStaticStr};

/// Why a plan has no mentor for a mentee. It does not reveal who has blocked whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum UnmatchedReason {
    /// No mentor has a free seat.
    NoMentor,
    /// Others fit the seats of the suitable mentors better.
    NoSeat,
    /// There is no mentor with a free seat who has something in common.
    NothingInCommon,
}

impl UnmatchedReason {
    /// The name under which plans store it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Why someone has no mentor.
#[derive(Debug, Clone)]
pub(super) struct Unmatched {
    pub(super) reason: UnmatchedReason,
    pub(super) advice: String,
}

/// Explains every mentee without a place, by position.
pub(super) fn explain(
    problem: &Problem,
    people: &People,
    places: &[Option<Place>],
) -> HashMap<usize, Unmatched> {
    let without = places.iter().enumerate();
    let without = without.filter(|(_, place)| place.is_none());
    let groups: Vec<(usize, Group)> = without
        .map(|(mentee, _)| (mentee, group(problem, people, mentee)))
        .collect();
    let mut sizes: BTreeMap<&Group, usize> = BTreeMap::new();
    for (_, group) in &groups {
        *sizes.entry(group).or_default() += 1;
    }
    let explain = |(mentee, group): &(usize, Group)| {
        let size = sizes.get(group).copied().unwrap_or(1);
        (*mentee, group.explain(size))
    };
    groups.iter().map(explain).collect()
}

/// People whom the same change would help.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    NoMentor,
    NothingInCommon,
    /// One more seat for each would help, among mentors of this major if there is one that they share.
    Seats(Option<String>),
}

impl Group {
    fn explain(&self, size: usize) -> Unmatched {
        let seats = match size {
            1 => "One more seat".to_owned(),
            size => format!("{size} more seats"),
        };
        let (reason, advice) = match self {
            Self::NoMentor => (
                UnmatchedReason::NoMentor,
                format!("{seats}: no mentor has a free one."),
            ),
            Self::NothingInCommon => (
                UnmatchedReason::NothingInCommon,
                "More interests, clubs or goals in the profile, or a match by hand.".to_owned(),
            ),
            Self::Seats(Some(major)) => (
                UnmatchedReason::NoSeat,
                format!("{seats} among mentors of {major}."),
            ),
            Self::Seats(None) => (
                UnmatchedReason::NoSeat,
                format!("{seats} among mentors who fit."),
            ),
        };
        Unmatched { reason, advice }
    }
}

fn group(problem: &Problem, people: &People, mentee: usize) -> Group {
    if people.seats.iter().all(|seats| *seats == 0) {
        return Group::NoMentor;
    }
    let mentors = (0..people.mentors.len()).filter_map(|mentor| {
        let score = problem.score(mentee, mentor)?;
        Some((score, mentor))
    });
    // The best fit; the first one among equals, so that the advice does not depend on chance.
    let best = mentors.max_by_key(|(score, mentor)| (*score, std::cmp::Reverse(*mentor)));
    match best {
        None => Group::NothingInCommon,
        Some((_, mentor)) => Group::Seats(shared_major(people, mentee, mentor)),
    }
}

/// A major that both have, as the mentor writes it.
fn shared_major(people: &People, mentee: usize, mentor: usize) -> Option<String> {
    let mentee = people.mentees.get(mentee)?;
    let mentor = people.mentors.get(mentor)?;
    let is_shared = |major: &&String| {
        let major = major.to_lowercase();
        mentee.major.0.iter().any(|own| own.to_lowercase() == major)
    };
    mentor.major.0.iter().find(is_shared).cloned()
}
