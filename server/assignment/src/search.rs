//! One search for the cheapest change: Dijkstra's algorithm on the mentors, over the mentees who have their seats.

use std::ops::Range;

/// Farther away than any path.
const UNREACHED: i32 = i32::MAX;

/// What a search finds nearest.
pub(crate) enum Nearest {
    /// A mentor with a free seat, and the distance.
    Seat(usize, i32),
    /// Mentors without one: a range of `mentors`.
    Full(Range<usize>),
    /// Leaving out this mentee, and the distance.
    LeavingOut(usize, i32),
}

/// The state of a search.
pub(crate) struct Search {
    /// The length of the shortest known path to each mentor.
    distances: Vec<i32>,
    /// The lengths of the paths over the mentee who was reached last.
    paths: Vec<i32>,
    /// The mentee from whom that path reaches the mentor.
    sources: Vec<u32>,
    /// `UNREACHED` for mentors whose distance is final, 0 for the others.
    closed: Vec<i32>,
    /// Whether every seat of a mentor is taken. Stays so: a seat that is left is given to another mentee at once.
    full: Vec<bool>,
    /// The mentors whose distance is final, and that distance.
    pub(crate) mentors: Vec<(usize, i32)>,
    /// The mentees from whom the search went on, and their distance.
    pub(crate) mentees: Vec<(usize, i32)>,
    /// The mentee who is cheapest to leave out.
    left_out: usize,
    /// The length of the path that ends with leaving them out.
    leaving_out: i32,
}

impl Search {
    pub(crate) fn new(mentors: usize) -> Self {
        Self {
            distances: vec![UNREACHED; mentors],
            paths: vec![UNREACHED; mentors],
            sources: vec![0; mentors],
            closed: vec![0; mentors],
            full: vec![false; mentors],
            mentors: Vec::new(),
            mentees: Vec::new(),
            left_out: 0,
            leaving_out: UNREACHED,
        }
    }

    /// Forgets the last search.
    pub(crate) fn begin(&mut self) {
        self.distances.fill(UNREACHED);
        self.closed.fill(0);
        self.mentors.clear();
        self.mentees.clear();
        self.leaving_out = UNREACHED;
    }

    /// Goes on from a mentee: `without` is the length of the path that ends with leaving them out, and `seats` are the
    /// mentee's scores with the mentors and the prices of their seats.
    pub(crate) fn reach(
        &mut self,
        mentee: usize,
        distance: i32,
        without: i32,
        seats: (&[u8], &[i32]),
        weight: impl Fn(u8) -> i32,
    ) {
        self.mentees.push((mentee, distance));
        if without < self.leaving_out {
            (self.left_out, self.leaving_out) = (mentee, without);
        }
        // Two plain passes, and values of one width: the compiler makes both work on several mentors at once.
        let (scores, prices) = seats;
        for ((path, score), price) in self.paths.iter_mut().zip(scores).zip(prices) {
            *path = without + *price - weight(*score);
        }
        let mentee = u32::try_from(mentee).unwrap_or(u32::MAX);
        let known = self.distances.iter_mut().zip(&mut self.sources);
        for ((distance, source), path) in known.zip(&self.paths) {
            // A mentor whose distance is final is never reached by a shorter path.
            *source = if *path < *distance { mentee } else { *source };
            *distance = (*path).min(*distance);
        }
    }

    /// Makes final the distance of the nearest mentors: all who are equally near, added to `mentors`. Returns what is
    /// nearest.
    pub(crate) fn advance(&mut self) -> Nearest {
        let open = self.distances.iter().zip(&self.closed);
        let lengths = open.map(|(distance, closed)| distance | closed);
        let nearest = lengths.min().unwrap_or(UNREACHED);
        // An equally cheap seat is preferred to leaving out anyone.
        if nearest == UNREACHED || nearest > self.leaving_out {
            return Nearest::LeavingOut(self.left_out, self.leaving_out);
        }
        let first = self.mentors.len();
        let open = self.distances.iter().zip(&mut self.closed).enumerate();
        for (mentor, (distance, closed)) in open {
            if (distance | *closed) == nearest {
                *closed = UNREACHED;
                self.mentors.push((mentor, nearest));
            }
        }
        let found = self.mentors.get(first..).unwrap_or_default();
        match found.iter().find(|(mentor, _)| self.has_seat(*mentor)) {
            Some((mentor, _)) => Nearest::Seat(*mentor, nearest),
            None => Nearest::Full(first..self.mentors.len()),
        }
    }

    /// Records that every seat of a mentor is taken.
    pub(crate) fn fill(&mut self, mentor: usize) {
        if let Some(full) = self.full.get_mut(mentor) {
            *full = true;
        }
    }

    fn has_seat(&self, mentor: usize) -> bool {
        self.full.get(mentor).is_some_and(|full| !full)
    }

    /// The mentee from whom the shortest path reaches a mentor.
    pub(crate) fn source(&self, mentor: usize) -> usize {
        self.sources
            .get(mentor)
            .map_or(0, |mentee| *mentee as usize)
    }
}
