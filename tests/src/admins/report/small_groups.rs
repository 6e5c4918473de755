//! What is hidden of small groups, and that nothing of it can be computed from what is shown.

use std::collections::{BTreeMap, BTreeSet};

use bruinbridge::admins::report::small_groups::{FEWEST, Shown, hide};

const MAX: u64 = 14;
const CHECKED: u64 = 7;

fn is_small(people: u64) -> bool {
    (1..FEWEST).contains(&people)
}

#[test]
fn small_groups_are_hidden_with_a_larger_one() {
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
        (vec![None, None, None], Some(14), Some(14))
    );
    assert_eq!(
        shown(&[9, 3, 6], 18),
        (vec![Some(9), None, None], Some(9), Some(18))
    );
    assert_eq!(
        shown(&[12, 9, 2, 1], 24),
        (vec![Some(12), None, None, None], Some(12), Some(24))
    );
    assert_eq!(
        shown(&[9, 3, 0], 12),
        (vec![None, None, Some(0)], Some(12), Some(12))
    );
    assert_eq!(
        shown(&[9, 9, 3, 11], 32),
        (vec![None, None, None, Some(11)], Some(21), Some(32))
    );
    assert_eq!(
        shown(&[11, 9, 7], 30),
        (vec![Some(11), None, None], Some(19), Some(30))
    );
    assert_eq!(
        shown(&[9, 7], 21),
        (vec![Some(9), Some(7)], Some(5), Some(21))
    );
    assert_eq!(shown(&[1, 1, 1, 1, 1], 5), (vec![None; 5], None, None));
    assert_eq!(shown(&[0, 3], 3), (vec![None; 2], None, None));
    assert_eq!(shown(&[9], 12), (vec![None], None, None));
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

/// Someone who knows how numbers are hidden tries every size of the groups that leads to what is shown. Sizes above
/// `CHECKED` are tried, but not checked: for them larger sizes would have to be tried, too.
#[test]
fn no_small_number_can_be_computed() {
    let mut possible: BTreeMap<String, Vec<[u64; 4]>> = BTreeMap::new();
    for_each(|[first, second, third], outside| {
        let groups = [first, second, third];
        let shown = hide(&groups, groups.iter().sum::<u64>() + outside);
        let input = [first, second, third, outside];
        possible
            .entry(format!("{shown:?}"))
            .or_default()
            .push(input);
    });
    for (shown, inputs) in possible {
        let is_large = |input: &[u64; 4]| input.iter().any(|size| *size > CHECKED);
        if inputs.iter().all(is_large) {
            continue;
        }
        for group in 0..4 {
            let sizes: BTreeSet<u64> = inputs.iter().map(|input| input[group]).collect();
            if let [size] = sizes.into_iter().collect::<Vec<u64>>()[..] {
                assert!(!is_small(size), "{shown} is only possible for {inputs:?}");
            }
        }
    }
}

fn for_each(mut check: impl FnMut([u64; 3], u64)) {
    for first in 0..=MAX {
        for second in 0..=MAX {
            for third in 0..=MAX {
                for outside in 0..=MAX {
                    check([first, second, third], outside);
                }
            }
        }
    }
}
