//! What is hidden of small groups, and that nothing of it can be computed from what is shown.

use std::collections::{BTreeMap, BTreeSet};

use bruinbridge::admins::report::small_groups::{FEWEST, Shown, hide};

const MAX: u64 = 11;

fn is_small(people: u64) -> bool {
    (1..FEWEST).contains(&people)
}

#[test]
fn small_groups_join_the_rest_until_it_is_large() {
    let shown = |groups: &[u64], total: u64| {
        let Shown {
            groups,
            rest,
            total,
        } = hide(groups, total);
        (groups, rest, total)
    };
    assert_eq!(shown(&[], 0), (vec![], Some(0), Some(0)));
    assert_eq!(
        shown(&[7, 0, 5], 12),
        (vec![Some(7), Some(0), Some(5)], Some(0), Some(12))
    );
    assert_eq!(
        shown(&[9, 3, 2], 14),
        (vec![Some(9), None, None], Some(5), Some(14))
    );
    assert_eq!(
        shown(&[9, 3, 6], 18),
        (vec![Some(9), None, None], Some(9), Some(18))
    );
    assert_eq!(
        shown(&[9, 3, 0], 12),
        (vec![None, None, Some(0)], Some(12), Some(12))
    );
    assert_eq!(
        shown(&[9, 9, 3, 11], 32),
        (vec![None, None, None, Some(11)], Some(21), Some(32))
    );
    assert_eq!(shown(&[0, 3], 3), (vec![Some(0), None], None, None));
    assert_eq!(
        shown(&[9, 7], 19),
        (vec![Some(9), None], Some(10), Some(19))
    );
    assert_eq!(
        shown(&[9, 7], 21),
        (vec![Some(9), Some(7)], Some(5), Some(21))
    );
}

#[test]
fn no_small_number_is_shown() {
    for_each(|groups, outside| {
        let total = groups.iter().sum::<u64>() + outside;
        let shown = hide(&groups, total);
        let numbers = shown.groups.iter().chain([&shown.rest, &shown.total]);
        for number in numbers.flatten() {
            assert!(!is_small(*number), "{groups:?} and {outside}: {shown:?}");
        }
        let sum: u64 = shown.groups.iter().flatten().sum();
        match (shown.rest, shown.total) {
            (Some(rest), Some(total)) => assert_eq!(sum + rest, total),
            (rest, total) => {
                assert_eq!((rest, total), (None, None));
                assert_eq!(sum, 0, "a total of few people, of whom some are shown");
            }
        }
    });
}

/// Someone who knows how numbers are hidden tries every size of the groups that leads to what is shown.
#[test]
fn no_small_number_can_be_computed() {
    let mut possible: BTreeMap<String, Vec<[u64; 3]>> = BTreeMap::new();
    for_each(|groups, outside| {
        if outside == 0 {
            let shown = hide(&groups, groups.iter().sum());
            possible
                .entry(format!("{shown:?}"))
                .or_default()
                .push(groups);
        }
    });
    for (shown, inputs) in possible {
        for group in 0..3 {
            let sizes: BTreeSet<u64> = inputs.iter().map(|input| input[group]).collect();
            if let [size] = sizes.iter().copied().collect::<Vec<u64>>()[..] {
                assert!(!is_small(size), "{shown} is only possible for {inputs:?}");
            }
        }
    }
}

fn for_each(mut check: impl FnMut([u64; 3], u64)) {
    for first in 0..=MAX {
        for second in 0..=MAX {
            for third in 0..=MAX {
                for outside in 0..=6 {
                    check([first, second, third], outside);
                }
            }
        }
    }
}
