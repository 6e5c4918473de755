//! Finds the best assignment by shortest augmenting paths.
//!
//! Mentees are placed one by one. To place one, a search from them follows the cheapest changes: to a seat of a mentor,
//! and if all seats of that mentor are taken, on from each mentee who has one. It ends at the cheapest of a free seat and
//! a mentee who goes without. The prices are then changed along the search, so that they stay a proof.
//!
//! Invariants between two searches: prices are at least 0; no pair is worth more than its prices; a match is worth exactly
//! its prices; the price of a mentee without a match and of a seat of a mentor with a free seat is 0.

use crate::certificate::Certificate;
use crate::problem::Problem;
use crate::search::{Nearest, Search};
use crate::shuffle;

/// An assignment and its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The mentor of each mentee.
    pub mentors: Vec<Option<usize>>,
    /// The proof.
    pub certificate: Certificate,
}

/// The caller stopped the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Finds the best assignment. Equally good ones are chosen between by the seed: the same problem and seed have the same
/// plan. Calls `goes_on` with the number of mentees it has placed after each of them; when that returns false, it stops.
///
/// # Errors
/// [`Stopped`] when `goes_on` returned false.
pub fn solve(
    problem: &Problem,
    seed: u64,
    mut goes_on: impl FnMut(usize) -> bool,
) -> Result<Plan, Stopped> {
    let mut solver = Solver::new(problem, seed);
    let order = shuffle::order(problem.mentees(), seed);
    for (placed, mentee) in order.into_iter().enumerate() {
        solver.place(mentee);
        if !goes_on(placed + 1) {
            return Err(Stopped);
        }
    }
    Ok(solver.finish())
}

/// A mentor with seats.
struct Mentor {
    index: usize,
    seats: usize,
    mentees: Vec<usize>,
}

/// How a search ends.
enum End {
    /// A mentor with a free seat.
    Seat(usize),
    /// A mentee who goes without one.
    LeavingOut(usize),
}

struct Solver<'a> {
    problem: &'a Problem,
    /// The mentors with seats, shuffled: the search prefers the first among equals.
    mentors: Vec<Mentor>,
    /// The scores of each mentee, in the order of `mentors`.
    scores: Vec<u8>,
    /// Who mentors each mentee: an index of `mentors`.
    places: Vec<Option<usize>>,
    mentee_prices: Vec<i32>,
    seat_prices: Vec<i32>,
    search: Search,
}

impl<'a> Solver<'a> {
    fn new(problem: &'a Problem, seed: u64) -> Self {
        let open = |index: usize| {
            let seats = *problem.seats().get(index)? as usize;
            let mentees = Vec::new();
            (seats > 0).then_some(Mentor {
                index,
                seats,
                mentees,
            })
        };
        let order = shuffle::order(problem.seats().len(), !seed);
        let mentors: Vec<Mentor> = order.into_iter().filter_map(open).collect();
        let scores = (0..problem.mentees()).flat_map(|mentee| {
            let row = problem.row(mentee);
            mentors.iter().filter_map(|mentor| row.get(mentor.index))
        });
        Self {
            problem,
            scores: scores.copied().collect(),
            places: vec![None; problem.mentees()],
            mentee_prices: vec![0; problem.mentees()],
            seat_prices: vec![0; mentors.len()],
            search: Search::new(mentors.len()),
            mentors,
        }
    }

    /// Places a mentee, and moves others where that is better for all together.
    fn place(&mut self, mentee: usize) {
        let offers = row(&self.scores, mentee, self.mentors.len()).iter();
        let offers = offers.zip(&self.seat_prices);
        let best = offers.map(|(score, price)| self.problem.weight(*score) - price);
        set(
            &mut self.mentee_prices,
            mentee,
            best.max().unwrap_or(0).max(0),
        );
        self.search.begin();
        self.reach(mentee, 0);
        match self.find_end() {
            End::Seat(mentor) => self.take_seat(mentor, mentee),
            End::LeavingOut(left_out) => self.leave_out(left_out, mentee),
        }
    }

    /// Searches until the cheapest end is certain, and changes the prices.
    fn find_end(&mut self) -> End {
        let (end, distance) = loop {
            match self.search.advance() {
                Nearest::Seat(mentor, distance) => break (End::Seat(mentor), distance),
                Nearest::LeavingOut(mentee, distance) => break (End::LeavingOut(mentee), distance),
                Nearest::Full(mentors) => mentors.for_each(|place| self.pass(place)),
            }
        };
        self.change_prices(distance);
        end
    }

    /// Goes on from everyone who has a seat of a mentor, the one at this place of the search.
    fn pass(&mut self, place: usize) {
        let Some((mentor, distance)) = self.search.mentors.get(place).copied() else {
            return;
        };
        let mut seat = 0;
        while let Some(mentee) = self.seated(mentor, seat) {
            self.reach(mentee, distance);
            seat += 1;
        }
    }

    /// The mentee on one of a mentor's seats.
    fn seated(&self, mentor: usize, place: usize) -> Option<usize> {
        self.mentors.get(mentor)?.mentees.get(place).copied()
    }

    /// Goes on from a mentee at a distance: shortens the paths to all mentors.
    fn reach(&mut self, mentee: usize, distance: i32) {
        let base = distance + get(&self.mentee_prices, mentee);
        let scores = row(&self.scores, mentee, self.mentors.len());
        let seats = (scores, self.seat_prices.as_slice());
        let weight = |score| self.problem.weight(score);
        self.search.reach(mentee, distance, base, seats, weight);
    }

    /// Changes the prices of all whom the search has passed, by how much nearer than its end they are.
    fn change_prices(&mut self, end: i32) {
        for (mentee, distance) in &self.search.mentees {
            change(&mut self.mentee_prices, *mentee, distance - end);
        }
        for (mentor, distance) in &self.search.mentors {
            change(&mut self.seat_prices, *mentor, end - distance);
        }
    }

    /// Gives a free seat to the mentee whose path leads to it, the seat that they leave to the one before on the path, and
    /// so on up to the mentee who is placed.
    fn take_seat(&mut self, free: usize, placed: usize) {
        let mut seat = free;
        loop {
            let mentee = self.search.source(seat);
            let left = self.places.get(mentee).copied().flatten();
            if let Some(left) = left.and_then(|left| self.mentors.get_mut(left)) {
                left.mentees.retain(|other| *other != mentee);
            }
            if let Some(mentor) = self.mentors.get_mut(seat) {
                mentor.mentees.push(mentee);
                if mentor.mentees.len() == mentor.seats {
                    self.search.fill(seat);
                }
            }
            set(&mut self.places, mentee, Some(seat));
            match left {
                Some(left) if mentee != placed => seat = left,
                _ => return,
            }
        }
    }

    /// Takes the seat from a mentee, and gives it to the one whose path leads to it.
    fn leave_out(&mut self, mentee: usize, placed: usize) {
        let Some(seat) = self.places.get(mentee).copied().flatten() else {
            return;
        };
        if let Some(mentor) = self.mentors.get_mut(seat) {
            mentor.mentees.retain(|other| *other != mentee);
        }
        set(&mut self.places, mentee, None);
        self.take_seat(seat, placed);
    }

    fn finish(self) -> Plan {
        // A seat that does not exist has any price: it is paid for no times.
        let unavailable = self.problem.weight(crate::FORBIDDEN - 1);
        let mut seats = vec![unavailable; self.problem.seats().len()];
        for (mentor, price) in self.mentors.iter().zip(&self.seat_prices) {
            set(&mut seats, mentor.index, *price);
        }
        let mentor = |place: &Option<usize>| Some(self.mentors.get((*place)?)?.index);
        Plan {
            mentors: self.places.iter().map(mentor).collect(),
            certificate: Certificate {
                mentees: self.mentee_prices,
                seats,
            },
        }
    }
}

/// The scores of one mentee.
fn row(scores: &[u8], mentee: usize, length: usize) -> &[u8] {
    let start = mentee * length;
    scores.get(start..start + length).unwrap_or_default()
}

fn get(prices: &[i32], index: usize) -> i32 {
    prices.get(index).copied().unwrap_or(0)
}

fn set<T>(values: &mut [T], index: usize, value: T) {
    if let Some(place) = values.get_mut(index) {
        *place = value;
    }
}

fn change(prices: &mut [i32], index: usize, by: i32) {
    if let Some(price) = prices.get_mut(index) {
        *price += by;
    }
}
