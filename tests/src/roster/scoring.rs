//! Scores by an index of words, compared with their definition.

use bruinbridge::entities::user::{Entries, Model, Role};
use bruinbridge::ids::UserId;
use bruinbridge::roster::compatibility::{compatibility, score_shown};
use bruinbridge::roster::scoring::{points, shown_scores};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Words with other cases and forms, words that do not count, and separators.
const WORDS: &[&str] = &[
    "chess",
    "Chess",
    "CHESS",
    "hiking",
    "Hiking,",
    "and",
    "the",
    "of",
    "a",
    "AI",
    "ml",
    "films",
    "films.",
    "robotics-club",
    "robotics",
    "club",
    "fútbol",
    "Fútbol",
    "ﬁlm",
    "İstanbul",
    "straße",
    "STRASSE",
    "x",
    "日本",
    "2026",
    "!!",
    "c++",
];
const MAJORS: &[&str] = &[
    "Biology",
    "biology",
    "Physics",
    "Art",
    "ART",
    "Law",
    "Économie",
    "économie",
];

fn text(random: &mut StdRng) -> String {
    let count = random.random_range(0..12);
    let words: Vec<&str> = (0..count)
        .map(|_| WORDS[random.random_range(0..WORDS.len())])
        .collect();
    words.join(if random.random_bool(0.5) { " " } else { ", " })
}

fn entries(random: &mut StdRng) -> Entries {
    let count = random.random_range(0..5);
    Entries(
        (0..count)
            .map(|_| MAJORS[random.random_range(0..MAJORS.len())].to_owned())
            .collect(),
    )
}

fn person(random: &mut StdRng, role: Role) -> Model {
    Model {
        id: UserId::new(),
        role,
        year: random.random_bool(0.8).then(|| random.random_range(0..=5)),
        major: entries(random),
        minor: entries(random),
        hobbies: text(random),
        clubs: text(random),
        goals: text(random),
        international: random.random_bool(0.3),
        commuter: random.random_bool(0.3),
        firstgen: random.random_bool(0.3),
        outofstate: random.random_bool(0.3),
        transfer: random.random_bool(0.3),
        match_by_background: random.random_bool(0.5),
        is_verified: true,
        is_active: true,
        is_approved: true,
        ..Model::blank()
    }
}

#[test]
fn the_index_computes_the_same_as_the_definition_in_both_directions() {
    let mut random = StdRng::seed_from_u64(1);
    let mentees: Vec<Model> = (0..120)
        .map(|_| person(&mut random, Role::Mentee))
        .collect();
    let mentors: Vec<Model> = (0..80).map(|_| person(&mut random, Role::Mentor)).collect();
    let of_mentees: Vec<_> = points(&mentees, &mentors).into_iter().collect();
    let of_mentors: Vec<_> = points(&mentors, &mentees).into_iter().collect();
    let shown = shown_scores(&mentees, &mentors);
    assert_eq!(shown.len(), 120 * 80);
    for (row, mentee) in mentees.iter().enumerate() {
        for (column, mentor) in mentors.iter().enumerate() {
            let expected = compatibility(mentee, mentor);
            let points = of_mentees[row][column];
            assert_eq!(points.contributions(), expected, "{mentee:?} {mentor:?}");
            assert_eq!(of_mentors[column][row], points);
            assert_eq!(u32::from(shown[row * 80 + column]), score_shown(&expected));
        }
    }
    let different: std::collections::BTreeSet<_> = shown.iter().collect();
    assert!(different.len() > 40, "{different:?}");
}
