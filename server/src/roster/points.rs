//! The points of a score in one number, as the database keeps them.

use super::compatibility::{Contribution, Factor};
use strum::VariantArray;

/// The points of all factors. Each has its own bits, the same as in every database: background one, majors six, the
/// others four.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Points(pub i32);

impl Points {
    /// The points that one factor contributes.
    #[must_use]
    pub const fn of(self, factor: Factor) -> u32 {
        let (shift, mask) = bits(factor);
        let points = self.0.cast_unsigned() >> shift & mask;
        match factor {
            Factor::Background => points * Factor::Background.weight(),
            _ => points,
        }
    }

    /// The same with the points that a factor, which had none, contributes.
    #[must_use]
    pub(super) const fn with(self, factor: Factor, points: u32) -> Self {
        let (shift, mask) = bits(factor);
        let points = match factor {
            Factor::Background => points / Factor::Background.weight(),
            _ => points,
        };
        Self(self.0 | ((points & mask) << shift).cast_signed())
    }

    /// The score that members see, 0 to 90.
    #[must_use]
    pub fn shown(self) -> u8 {
        let factors = Factor::SHOWN.iter();
        let points: u32 = factors.map(|factor| self.of(*factor)).sum();
        u8::try_from(points).unwrap_or(u8::MAX)
    }

    /// Whether the two share a background, and both opted in.
    #[must_use]
    pub const fn has_background(self) -> bool {
        self.of(Factor::Background) > 0
    }

    /// What each factor contributes.
    #[must_use]
    pub fn contributions(self) -> Vec<Contribution> {
        let factors = Factor::VARIANTS.iter();
        factors.map(|factor| (*factor, self.of(*factor))).collect()
    }
}

/// Where a factor's points are: the lowest bit, and a mask of as many bits as they need.
// Invariant: never changes, because databases keep these numbers.
const fn bits(factor: Factor) -> (u32, u32) {
    match factor {
        Factor::Background => (0, 1),
        Factor::Years => (1, 15),
        Factor::Goals => (5, 15),
        Factor::Clubs => (9, 15),
        Factor::Hobbies => (13, 15),
        Factor::Minors => (17, 15),
        Factor::Majors => (21, 63),
    }
}
