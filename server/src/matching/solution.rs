//! The problem of a plan and its solution: pure functions of the people, the pins and the excluded pairs.

use super::people::People;
use super::unmatched::{self, Unmatched};
use crate::entities::matching_plan::Objective;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::roster::scoring::shown_scores;
use assignment::{FORBIDDEN, Plan, Problem, Stopped, solve, verify};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// What a plan is computed from.
pub(super) struct Input {
    pub(super) objective: Objective,
    pub(super) seed: String,
    pub(super) people: People,
    /// Pairs that must not be in the plan.
    pub(super) excluded: Vec<(UserId, UserId)>,
    /// Pairs that must be in the plan.
    pub(super) pins: Vec<(UserId, UserId)>,
}

/// A solved plan.
pub(super) struct Solution {
    pub(super) people: People,
    /// The scores of all pairs that the plan chose from; a pinned mentee has none.
    pub(super) scores: Vec<u8>,
    /// Where each mentee is: the position of the mentor, and the score.
    pub(super) places: Vec<Option<Place>>,
    pub(super) prices: assignment::Certificate,
    /// Why the others have no mentor, by position.
    pub(super) unmatched: HashMap<usize, Unmatched>,
    /// The sum that the prices prove to be the greatest possible, with the pins.
    pub(super) proven_maximum: i64,
}

/// A mentee's place in a plan.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) mentor: usize,
    pub(super) score: u8,
    pub(super) is_pinned: bool,
}

/// Solves a plan and checks its proof. Takes up to a minute: call it outside the runtime's threads.
///
/// # Errors
/// `Ok(None)` when `goes_on` stopped it; `Unexpected` when the proof does not hold.
pub(super) fn solve_plan(
    input: Input,
    goes_on: impl FnMut(usize) -> bool,
) -> Result<Option<Solution>> {
    let people = input.people;
    let mut scores = shown_scores(&people.mentees, &people.mentors);
    forbid(&mut scores, &people, &input.excluded, input.objective);
    let pinned = pin(&mut scores, &people, &input.pins);
    let seats = free_seats(&people.seats, &pinned);
    let problem = Problem::new(
        objective(input.objective),
        people.mentees.len(),
        seats,
        scores.clone(),
    );
    let problem = problem.map_err(|error| Error::Unexpected(format!("a plan: {error:?}")))?;
    let plan = match solve(&problem, seed(&input.seed), goes_on) {
        Ok(plan) => plan,
        Err(Stopped) => return Ok(None),
    };
    let proven = verify(&problem, &plan.mentors, &plan.certificate)
        .map_err(|flaw| Error::Unexpected(format!("a plan without proof: {flaw:?}")))?;
    let pins: i64 = pinned.values().map(|place| i64::from(place.score)).sum();
    let places = places(&problem, &plan, &pinned);
    let unmatched = unmatched::explain(&problem, &people, &places);
    Ok(Some(Solution {
        scores,
        places,
        prices: plan.certificate,
        unmatched,
        proven_maximum: proven + pins,
        people,
    }))
}

/// The library's name of an objective.
pub(super) const fn objective(objective: Objective) -> assignment::Objective {
    match objective {
        Objective::BestFit => assignment::Objective::BestFit,
        Objective::MostMatched => assignment::Objective::MostMatched,
    }
}

/// The number that stands for the text of a seed.
fn seed(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    let first = digest.first_chunk().copied().unwrap_or_default();
    u64::from_be_bytes(first)
}

/// Forbids the excluded pairs; for the best fit also those that have nothing in common, whom nothing would suggest.
fn forbid(scores: &mut [u8], people: &People, excluded: &[(UserId, UserId)], objective: Objective) {
    if objective == Objective::BestFit {
        for score in scores.iter_mut().filter(|score| **score == 0) {
            *score = FORBIDDEN;
        }
    }
    let (mentees, mentors) = positions(people);
    for (mentee, mentor) in excluded {
        if let (Some(mentee), Some(mentor)) = (mentees.get(mentee), mentors.get(mentor))
            && let Some(score) = scores.get_mut(mentee * people.mentors.len() + mentor)
        {
            *score = FORBIDDEN;
        }
    }
}

/// Takes pinned mentees out of the problem, and returns their places. A pin of someone who is no longer eligible, or for
/// whom there is no seat, is left out.
fn pin(scores: &mut [u8], people: &People, pins: &[(UserId, UserId)]) -> HashMap<usize, Place> {
    let (mentees, mentors) = positions(people);
    let mut free = people.seats.clone();
    let mut places = HashMap::new();
    for (mentee, mentor) in pins {
        let (Some(mentee), Some(mentor)) = (mentees.get(mentee), mentors.get(mentor)) else {
            continue;
        };
        let width = people.mentors.len();
        let row = scores.get_mut(mentee * width..(mentee + 1) * width);
        let (Some(row), Some(seats)) = (row, free.get_mut(*mentor)) else {
            continue;
        };
        if *seats == 0 {
            continue;
        }
        *seats -= 1;
        let score = row
            .get(*mentor)
            .copied()
            .filter(|score| *score != FORBIDDEN);
        let place = Place {
            mentor: *mentor,
            score: score.unwrap_or(0),
            is_pinned: true,
        };
        places.insert(*mentee, place);
        row.fill(FORBIDDEN);
    }
    places
}

fn positions(people: &People) -> (HashMap<UserId, usize>, HashMap<UserId, usize>) {
    let mentees = people.mentees.iter().enumerate();
    let mentors = people.mentors.iter().enumerate();
    (
        mentees
            .map(|(position, user)| (user.id, position))
            .collect(),
        mentors
            .map(|(position, user)| (user.id, position))
            .collect(),
    )
}

/// The seats that pins leave.
fn free_seats(seats: &[u32], pinned: &HashMap<usize, Place>) -> Vec<u32> {
    let mut free = seats.to_vec();
    for place in pinned.values() {
        if let Some(seats) = free.get_mut(place.mentor) {
            *seats = seats.saturating_sub(1);
        }
    }
    free
}

fn places(problem: &Problem, plan: &Plan, pinned: &HashMap<usize, Place>) -> Vec<Option<Place>> {
    let chosen = |(mentee, mentor): (usize, &Option<usize>)| {
        let mentor = (*mentor)?;
        Some(Place {
            mentor,
            score: problem.score(mentee, mentor)?,
            is_pinned: false,
        })
    };
    let mentees = plan.mentors.iter().enumerate();
    mentees
        .map(|(mentee, mentor)| {
            pinned
                .get(&mentee)
                .copied()
                .or_else(|| chosen((mentee, mentor)))
        })
        .collect()
}

/// Pairs that occur on both lists: nobody can pin what is excluded.
pub(super) fn without(
    pins: Vec<(UserId, UserId)>,
    excluded: &[(UserId, UserId)],
) -> Vec<(UserId, UserId)> {
    let excluded: HashSet<_> = excluded.iter().collect();
    pins.into_iter()
        .filter(|pair| !excluded.contains(pair))
        .collect()
}
