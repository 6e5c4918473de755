//! No assignment is better: small ones are compared with all others, large ones are checked by their proof.

use assignment::{Certificate, FORBIDDEN, Flaw, Objective, Plan, Problem, solve, verify};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const OBJECTIVES: [Objective; 2] = [Objective::BestFit, Objective::MostMatched];

/// Scores of random pairs, of which some are forbidden.
fn scores(random: &mut StdRng, pairs: usize, most: u8) -> Vec<u8> {
    let score = |random: &mut StdRng| match random.random_ratio(1, 6) {
        true => FORBIDDEN,
        false => random.random_range(0..=most),
    };
    (0..pairs).map(|_| score(random)).collect()
}

fn solved(problem: &Problem, seed: u64) -> Plan {
    solve(problem, seed, |_| true).expect("nobody stops it")
}

/// The greatest number of matches and the greatest sum among all assignments of these mentees, in the objective's order.
fn best(problem: &Problem, objective: Objective, mentee: usize, free: &mut [u32]) -> (i64, i64) {
    if mentee == problem.mentees() {
        return (0, 0);
    }
    let mut found = best(problem, objective, mentee + 1, free);
    for mentor in 0..free.len() {
        let Some(score) = problem.score(mentee, mentor).filter(|_| free[mentor] > 0) else {
            continue;
        };
        free[mentor] -= 1;
        let (matches, sum) = best(problem, objective, mentee + 1, free);
        free[mentor] += 1;
        let with = (matches + 1, sum + i64::from(score));
        let is_better = match objective {
            Objective::BestFit => with.1 > found.1,
            Objective::MostMatched => with > found,
        };
        found = if is_better { with } else { found };
    }
    found
}

#[test]
fn thousands_of_small_programs_are_solved_as_trying_everything_does() {
    let mut random = StdRng::seed_from_u64(1);
    for round in 0..4000_u64 {
        let (mentees, mentors) = (random.random_range(0..=5), random.random_range(0..=3));
        let seats: Vec<u32> = (0..mentors).map(|_| random.random_range(0..=3)).collect();
        let most = [2, 9, 90][usize::try_from(round % 3).expect("small")];
        let scores = scores(&mut random, mentees * mentors, most);
        for objective in OBJECTIVES {
            let problem = Problem::new(objective, mentees, seats.clone(), scores.clone());
            let problem = problem.expect("a problem");
            let plan = solved(&problem, round);
            let sum = verify(&problem, &plan.mentors, &plan.certificate);
            let sum = sum.unwrap_or_else(|flaw| panic!("round {round}: {flaw:?} in {problem:?}"));
            let (matches, greatest) = best(&problem, objective, 0, &mut seats.clone());
            assert_eq!(sum, greatest, "round {round}, {objective:?}: {problem:?}");
            if objective == Objective::MostMatched {
                let matched = plan.mentors.iter().flatten().count();
                assert_eq!(i64::try_from(matched), Ok(matches), "round {round}");
            }
        }
    }
}

#[test]
fn large_programs_carry_a_proof() {
    let mut random = StdRng::seed_from_u64(2);
    for (mentees, mentors, seats) in [(900, 300, 2), (900, 300, 5), (300, 900, 1)] {
        let seats: Vec<u32> = (0..mentors)
            .map(|_| random.random_range(0..=seats))
            .collect();
        let scores = scores(&mut random, mentees * mentors, 90);
        for objective in OBJECTIVES {
            let problem = Problem::new(objective, mentees, seats.clone(), scores.clone());
            let problem = problem.expect("a problem");
            let plan = solved(&problem, 7);
            let proven = verify(&problem, &plan.mentors, &plan.certificate);
            assert!(proven.is_ok(), "{proven:?}");
            assert_eq!(plan, solved(&problem, 7));
        }
    }
}

#[test]
fn a_plan_that_is_not_the_best_or_not_allowed_has_no_proof() {
    // The first mentee fits the first mentor best, and the second mentee even better.
    let problem = Problem::new(Objective::BestFit, 2, vec![1, 1], vec![50, 40, 60, 20]);
    let problem = problem.expect("a problem");
    let plan = solved(&problem, 0);
    assert_eq!(plan.mentors, [Some(1), Some(0)]);
    assert_eq!(verify(&problem, &plan.mentors, &plan.certificate), Ok(100));

    let flaw = |mentors: &[Option<usize>], change: &dyn Fn(&mut Certificate)| {
        let mut certificate = plan.certificate.clone();
        change(&mut certificate);
        verify(&problem, mentors, &certificate).expect_err("a flaw")
    };
    let keep = |_: &mut Certificate| {};
    assert_eq!(flaw(&[Some(0), Some(1)], &keep), Flaw::Gap { missing: 30 });
    assert_eq!(flaw(&[Some(0), Some(0)], &keep), Flaw::Seats { mentor: 0 });
    assert_eq!(flaw(&[Some(2), None], &keep), Flaw::Pair { mentee: 0 });
    assert_eq!(flaw(&[Some(1)], &keep), Flaw::Shape);
    let best = plan.mentors.clone();
    let cheaper = |certificate: &mut Certificate| certificate.mentees[0] -= 1;
    assert!(matches!(
        flaw(&best, &cheaper),
        Flaw::Underpriced { mentee: 0, .. } | Flaw::Price
    ));
    let dearer = |certificate: &mut Certificate| certificate.seats[1] = i32::MAX;
    assert!(matches!(flaw(&best, &dearer), Flaw::Gap { .. }));
    let negative = |certificate: &mut Certificate| certificate.seats[1] = -1;
    assert_eq!(flaw(&best, &negative), Flaw::Price);
}

#[test]
fn a_forbidden_pair_is_never_matched_and_a_solver_can_be_stopped() {
    let problem = Problem::new(Objective::MostMatched, 1, vec![3], vec![FORBIDDEN]);
    let problem = problem.expect("a problem");
    assert_eq!(solved(&problem, 0).mentors, [None]);
    assert!(solve(&problem, 0, |_| false).is_err());
    assert!(Problem::new(Objective::BestFit, 2, vec![1], vec![1]).is_err());
}
