//! Hides groups of fewer than five people, so that no report says something about a few of them.
//!
//! Small groups are counted with the rest, and so is the next larger group: with small groups alone, their sum might say
//! that each has one person, or four. At least two groups are hidden together, and those of the same size too, so that
//! nobody can find out which of them is the small one. Where that is impossible, everything is hidden, with the total.

/// The fewest people in a group that is shown.
pub const FEWEST: u64 = 5;

/// The sizes of groups as they may be shown; `None` for what is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The groups, in the same order.
    pub groups: Vec<Option<u64>>,
    /// Everyone who is in no group that is shown.
    pub rest: Option<u64>,
    /// Everyone.
    pub total: Option<u64>,
}

/// Hides what has to be hidden of these groups, each of different people. `total` also counts people in no group.
#[must_use]
pub fn hide(groups: &[u64], total: u64) -> Shown {
    let mut shown: Vec<Option<u64>> = groups.iter().copied().map(Some).collect();
    let mut rest = total.saturating_sub(groups.iter().sum());
    let hides_some = is_small(rest) || groups.iter().any(|people| is_small(*people));
    if !hides_some {
        return Shown {
            groups: shown,
            rest: Some(rest),
            total: Some(total),
        };
    }
    let mut hidden = Hidden::default();
    let mut smallest_first: Vec<&mut Option<u64>> = shown.iter_mut().collect();
    smallest_first.sort_unstable_by_key(|group| **group);
    for group in smallest_first {
        let people = group.unwrap_or_default();
        if people > 0 && hidden.takes(people) {
            *group = None;
            rest += people;
            hidden.add(people);
        }
    }
    if !hidden.is_enough() {
        return Shown {
            groups: vec![None; groups.len()],
            rest: None,
            total: None,
        };
    }
    Shown {
        groups: shown,
        rest: Some(rest),
        total: Some(total),
    }
}

/// What is hidden so far, smallest first.
#[derive(Debug, Default)]
struct Hidden {
    groups: usize,
    largest: u64,
}

impl Hidden {
    const fn is_enough(&self) -> bool {
        self.groups >= 2 && self.largest >= FEWEST
    }

    /// Whether a group has to be hidden, too.
    const fn takes(&self, people: u64) -> bool {
        is_small(people) || !self.is_enough() || people == self.largest
    }

    const fn add(&mut self, people: u64) {
        self.groups += 1;
        self.largest = people;
    }
}

/// The number of people, unless they are few.
#[must_use]
pub fn large(people: u64) -> Option<u64> {
    (!is_small(people)).then_some(people)
}

const fn is_small(people: u64) -> bool {
    0 < people && people < FEWEST
}
