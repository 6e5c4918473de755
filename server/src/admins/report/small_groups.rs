//! Hides groups of fewer than five people, so that no report says something about a few of them.
//!
//! A small group is counted with the rest. If the rest has fewer than five people, the next larger groups join it until
//! it has: with one hidden group alone, its size would be the total minus the others. Two groups or more are hidden
//! together, and which of them is the small one stays unknown; groups of the same size join together, so that their order
//! does not disclose it. If the rest stays too small, there are fewer than five
//! people in total, and the total is hidden, too.

/// The fewest people in a group that is shown.
pub const FEWEST: u64 = 5;

/// The sizes of groups as they may be shown; `None` for what is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The groups, in the same order. A group of nobody is shown.
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
    let mut smallest_first: Vec<&mut Option<u64>> = shown.iter_mut().collect();
    smallest_first.sort_unstable_by_key(|group| **group);
    let mut last_hidden = 0;
    for group in smallest_first {
        let people = group.unwrap_or_default();
        let joins = is_small(people) || is_small(rest) || people == last_hidden;
        if people > 0 && joins {
            *group = None;
            rest += people;
            last_hidden = people;
        }
    }
    Shown {
        groups: shown,
        rest: large(rest),
        total: large(total),
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
