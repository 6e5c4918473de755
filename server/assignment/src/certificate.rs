//! The proof that an assignment is the best one: prices, after the duality of linear programs.
//!
//! Each mentee and each seat has a price, at least 0. If for every pair the prices of the mentee and of a seat of the
//! mentor add up to at least what the match is worth, then no assignment is worth more than the sum of all prices: each
//! of its matches is paid by its own mentee and its own seat. An assignment that is worth exactly that sum is the best.

use crate::Problem;

/// Prices that prove an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The price of each mentee.
    pub mentees: Vec<i32>,
    /// The price of one seat of each mentor.
    pub seats: Vec<i32>,
}

/// What is wrong with an assignment or its proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// The assignment or the prices are not for as many people as there are.
    Shape,
    /// A mentee is matched with a mentor who does not exist or whom they must not be matched with.
    Pair {
        /// The mentee.
        mentee: usize,
    },
    /// A mentor has more mentees than seats.
    Seats {
        /// The mentor.
        mentor: usize,
    },
    /// A price is below 0.
    Price,
    /// A pair is worth more than its prices.
    Underpriced {
        /// The mentee.
        mentee: usize,
        /// The mentor.
        mentor: usize,
    },
    /// The assignment is worth less than the sum of the prices, so that it is not proved to be the best.
    Gap {
        /// By how much.
        missing: i64,
    },
}

/// Checks that an assignment, the mentor of each mentee, keeps to the seats and that no other one is better. Takes one
/// pass over the pairs. Returns the sum of its scores.
///
/// # Errors
/// The first flaw found.
pub fn verify(
    problem: &Problem,
    mentors: &[Option<usize>],
    certificate: &Certificate,
) -> Result<i64, Flaw> {
    if mentors.len() != problem.mentees()
        || certificate.mentees.len() != problem.mentees()
        || certificate.seats.len() != problem.seats().len()
    {
        return Err(Flaw::Shape);
    }
    let (worth, score) = assigned(problem, mentors)?;
    let missing = priced(problem, certificate)? - worth;
    match missing {
        0 => Ok(score),
        missing => Err(Flaw::Gap { missing }),
    }
}

/// What the assignment is worth, and the sum of its scores.
fn assigned(problem: &Problem, mentors: &[Option<usize>]) -> Result<(i64, i64), Flaw> {
    let mut free = problem.seats().to_vec();
    let (mut worth, mut sum) = (0, 0);
    for (mentee, mentor) in mentors.iter().enumerate() {
        let Some(mentor) = *mentor else { continue };
        let score = problem.score(mentee, mentor).ok_or(Flaw::Pair { mentee })?;
        let seats = free.get_mut(mentor).ok_or(Flaw::Pair { mentee })?;
        *seats = seats.checked_sub(1).ok_or(Flaw::Seats { mentor })?;
        worth += i64::from(problem.weight(score));
        sum += i64::from(score);
    }
    Ok((worth, sum))
}

/// The sum of all prices, which no assignment can be worth more than.
fn priced(problem: &Problem, certificate: &Certificate) -> Result<i64, Flaw> {
    let mut all = certificate.mentees.iter().chain(&certificate.seats);
    if all.any(|price| *price < 0) {
        return Err(Flaw::Price);
    }
    for (mentee, price) in certificate.mentees.iter().enumerate() {
        let pairs = problem.row(mentee).iter().zip(&certificate.seats);
        let paid = pairs.map(|(score, seat)| (price.saturating_add(*seat), *score));
        let mut underpriced = paid.map(|(paid, score)| paid < problem.weight(score));
        if let Some(mentor) = underpriced.position(|is_so| is_so) {
            return Err(Flaw::Underpriced { mentee, mentor });
        }
    }
    let mentees: i64 = certificate.mentees.iter().copied().map(i64::from).sum();
    let seats = certificate.seats.iter().zip(problem.seats());
    let seats: i64 = seats
        .map(|(price, number)| i64::from(*price) * i64::from(*number))
        .sum();
    Ok(mentees + seats)
}
