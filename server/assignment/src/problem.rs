//! What is to be assigned: scores, seats and the objective.

/// The score of a pair that must not be matched.
pub const FORBIDDEN: u8 = u8::MAX;

/// What is maximized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objective {
    /// The sum of the scores.
    BestFit,
    /// The number of matches, and among those with the greatest number, the sum of the scores.
    MostMatched,
}

/// Why scores and seats do not make a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeError {
    /// The number of scores is not the number of mentees times the number of mentors.
    Scores,
    /// There are more people than prices can be computed for without overflow: over a million mentees or mentors.
    TooLarge,
}

/// The scores of all pairs, the seats of the mentors, and what is maximized.
#[derive(Debug, Clone)]
pub struct Problem {
    mentees: usize,
    seats: Vec<u32>,
    scores: Vec<u8>,
    bonus: i32,
}

/// The largest number of people on either side: the price of a match stays below 2^28.
const MAX_PEOPLE: usize = 1_000_000;
/// The weight of a forbidden pair: no path over it is ever the shortest.
const NEVER: i32 = -(1 << 29);

impl Problem {
    /// Creates a problem. `scores` has a row for each mentee with one score for each mentor, 0 to 254 or [`FORBIDDEN`];
    /// `seats` has the number of seats of each mentor.
    ///
    /// # Errors
    /// See [`ShapeError`].
    pub fn new(
        objective: Objective,
        mentees: usize,
        seats: Vec<u32>,
        scores: Vec<u8>,
    ) -> Result<Self, ShapeError> {
        if mentees > MAX_PEOPLE || seats.len() > MAX_PEOPLE {
            return Err(ShapeError::TooLarge);
        }
        if scores.len() != mentees * seats.len() {
            return Err(ShapeError::Scores);
        }
        let bonus = match objective {
            Objective::BestFit => 0,
            // One more match outweighs what the scores of all others can lose by it.
            Objective::MostMatched => {
                let matches = mentees.min(total(&seats));
                i32::from(FORBIDDEN) * i32::try_from(matches).unwrap_or(i32::MAX / 256) + 1
            }
        };
        Ok(Self {
            mentees,
            seats,
            scores,
            bonus,
        })
    }

    /// The number of mentees.
    #[must_use]
    pub const fn mentees(&self) -> usize {
        self.mentees
    }

    /// The seats of each mentor.
    #[must_use]
    pub fn seats(&self) -> &[u32] {
        &self.seats
    }

    /// The scores of a mentee with each mentor; empty for a mentee who does not exist.
    #[must_use]
    pub fn row(&self, mentee: usize) -> &[u8] {
        let start = mentee * self.seats.len();
        self.scores
            .get(start..start + self.seats.len())
            .unwrap_or_default()
    }

    /// The score of a pair; `None` if it must not be matched.
    #[must_use]
    pub fn score(&self, mentee: usize, mentor: usize) -> Option<u8> {
        let score = self.row(mentee).get(mentor).copied();
        score.filter(|score| *score != FORBIDDEN)
    }

    /// What a match with this score adds to the value of an assignment.
    pub(crate) const fn weight(&self, score: u8) -> i32 {
        let weight = self.bonus + score as i32;
        if score == FORBIDDEN { NEVER } else { weight }
    }
}

/// The number of seats, at most as many as fit.
fn total(seats: &[u32]) -> usize {
    let seats = seats.iter().map(|seats| *seats as usize);
    seats.fold(0, usize::saturating_add)
}
