//! The best partners of one person: which are kept, in which order, and how they are packed.
//!
//! People who are eligible now are preferred to others, so that a list is of use when many of the best partners are taken.
//! The order of those that are kept is another: the score that members see, then background, then a tie-break.

use super::compatibility::Factor;
use super::points::Points;
use crate::entities::score_list::Model;
use std::cmp::Reverse;

/// How many partners are kept of each person.
pub const KEPT: usize = 200;
/// A list that left people out, and has fewer than this, is computed again.
pub(super) const FEW: usize = 150;

/// A partner in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The partner's number.
    pub(super) number: i32,
    pub(super) points: Points,
    /// Orders partners who are equal otherwise; it looks random.
    pub(super) tie: u32,
    /// Whether the partner could be suggested when the score was computed.
    pub(super) is_eligible: bool,
}

/// A bit above those of the points.
const ELIGIBLE: i32 = 1 << 30;

impl Entry {
    /// Who is shown first. Nothing that is not shown sorts above the score that is.
    fn rank(&self) -> i64 {
        let background = i64::from(self.points.of(Factor::Background) > 0);
        i64::from(self.points.shown()) << 33 | background << 32 | i64::from(self.tie)
    }

    /// Who is kept first.
    fn preference(&self) -> i64 {
        i64::from(self.is_eligible) << 40 | self.rank()
    }

    fn pack(&self) -> [[u8; 4]; 3] {
        let eligible = if self.is_eligible { ELIGIBLE } else { 0 };
        [
            self.number.to_be_bytes(),
            (self.points.0 | eligible).to_be_bytes(),
            self.tie.to_be_bytes(),
        ]
    }

    fn unpack([number, points, tie]: &[[u8; 4]; 3]) -> Self {
        let points = i32::from_be_bytes(*points);
        Self {
            number: i32::from_be_bytes(*number),
            points: Points(points & !ELIGIBLE),
            tie: u32::from_be_bytes(*tie),
            is_eligible: points & ELIGIBLE != 0,
        }
    }
}

/// The partners that are kept of one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    /// Best first.
    pub(super) entries: Vec<Entry>,
    // Invariant: everyone whom the list prefers to the floor, as of when their score was last computed, is in it.
    pub(super) floor: Option<i64>,
}

impl List {
    /// Unpacks the list of a row.
    pub(super) fn of(row: &Model) -> Self {
        let (words, _) = row.entries.as_chunks::<4>();
        let (entries, _) = words.as_chunks::<3>();
        Self {
            entries: entries.iter().map(Entry::unpack).collect(),
            floor: row.floor,
        }
    }

    /// Packs the entries as the database keeps them.
    pub(super) fn pack(&self) -> Vec<u8> {
        let packed = self.entries.iter().map(Entry::pack);
        packed.flatten().flatten().collect()
    }

    /// Keeps the best of all partners, who come without ties. Computes the ties only of those that could be kept; they
    /// come with something by which `tie` knows them.
    pub(super) fn best(mut candidates: Vec<(usize, Entry)>, tie: impl Fn(usize) -> u32) -> Self {
        let preference = |candidate: &(usize, Entry)| candidate.1.preference();
        if candidates.len() > KEPT {
            let by_preference = |candidate: &_| Reverse(preference(candidate));
            let (_, cut, _) = candidates.select_nth_unstable_by_key(KEPT, by_preference);
            let cut = preference(cut);
            candidates.retain(|candidate| preference(candidate) >= cut);
        }
        let with_tie = |(position, entry)| Entry {
            tie: tie(position),
            ..entry
        };
        let mut entries: Vec<Entry> = candidates.into_iter().map(with_tie).collect();
        entries.sort_unstable_by_key(|entry| Reverse(entry.preference()));
        let floor = entries.get(KEPT).map(Entry::preference);
        entries.truncate(KEPT);
        entries.sort_unstable_by_key(|entry| Reverse(entry.rank()));
        Self { entries, floor }
    }

    /// Puts a partner into the list in place of what it has about them, if it would keep them.
    pub(super) fn replace(&mut self, number: i32, entry: Option<Entry>) {
        self.entries.retain(|kept| kept.number != number);
        let is_kept = |entry: &Entry| self.floor.is_none_or(|floor| entry.preference() > floor);
        let Some(entry) = entry.filter(is_kept) else {
            return;
        };
        let place = self
            .entries
            .partition_point(|kept| kept.rank() > entry.rank());
        self.entries.insert(place, entry);
        if self.entries.len() > KEPT {
            self.drop_least();
        }
    }

    fn drop_least(&mut self) {
        let places = self.entries.iter().enumerate();
        let least = places.min_by_key(|(_, entry)| entry.preference());
        if let Some((place, least)) = least.map(|(place, entry)| (place, entry.preference())) {
            self.floor = self.floor.max(Some(least));
            self.entries.remove(place);
        }
    }

    /// Whether someone who was eligible then was left out.
    pub(super) fn left_out_eligible(&self) -> bool {
        self.floor.is_some_and(|floor| floor >> 40 > 0)
    }

    /// Whether people who were left out could fill the list.
    pub(super) const fn is_short(&self) -> bool {
        self.floor.is_some() && self.entries.len() < FEW
    }
}
