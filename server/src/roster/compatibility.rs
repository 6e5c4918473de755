//! How well a mentee and a mentor fit: a pure function of what both said about themselves.
//!
//! Seven factors, whose weights sum up to 100. Majors and minors count by how many of the shorter list
//! are shared; hobbies, clubs and goals by shared words, three of which give the full weight; years of
//! study by their distance. Background counts only where both opted in, and nobody is shown that it does: lists
//! are ordered by it, but what they tell (points, their sum, the sentence) is about the other six.

use crate::entities::user::{Entries, Model};
use std::collections::BTreeSet;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// Something that two people can have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Factor {
    /// Shared majors.
    Majors,
    /// Shared minors.
    Minors,
    /// Shared words among hobbies.
    Hobbies,
    /// Shared words among clubs.
    Clubs,
    /// Shared words among goals.
    Goals,
    /// A shared background, where both opted in.
    Background,
    /// Nearness of the years of study.
    Years,
}

impl Factor {
    /// What members are told of.
    pub const SHOWN: &[Self] = &[
        Self::Majors,
        Self::Minors,
        Self::Hobbies,
        Self::Clubs,
        Self::Goals,
        Self::Years,
    ];

    /// The name as scores store it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What it contributes at most.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Majors => 35,
            Self::Goals => 15,
            Self::Minors | Self::Hobbies | Self::Clubs | Self::Background | Self::Years => 10,
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Majors => "majors",
            Self::Minors => "minors",
            Self::Hobbies => "hobbies",
            Self::Clubs => "clubs",
            Self::Goals => "goals",
            Self::Background => "background",
            Self::Years => "years of study",
        }
    }
}

/// A factor and what it contributes.
pub type Contribution = (Factor, u32);

/// Shared words that give the full weight.
const ENOUGH_WORDS: usize = 3;
/// Shorter words say nothing.
const WORD: usize = 3;
/// Years of study between the first and the last.
const YEARS: u32 = rules::limits::YEAR_MAX - rules::limits::YEAR_MIN;
/// Words that everybody uses.
const COMMON: &[&str] = &[
    "about", "all", "also", "and", "any", "are", "but", "club", "clubs", "for", "from", "get",
    "have", "into", "like", "love", "more", "not", "other", "some", "that", "the", "things",
    "this", "very", "want", "with", "would", "you",
];

/// What each factor contributes to the score of this pair.
#[must_use]
pub fn compatibility(mentee: &Model, mentor: &Model) -> Vec<Contribution> {
    let points = |factor: Factor| match factor {
        Factor::Majors => entries(factor.weight(), &mentee.major, &mentor.major),
        Factor::Minors => entries(factor.weight(), &mentee.minor, &mentor.minor),
        Factor::Hobbies => texts(factor.weight(), &mentee.hobbies, &mentor.hobbies),
        Factor::Clubs => texts(factor.weight(), &mentee.clubs, &mentor.clubs),
        Factor::Goals => texts(factor.weight(), &mentee.goals, &mentor.goals),
        Factor::Background if shares_background(mentee, mentor) => factor.weight(),
        Factor::Background => 0,
        Factor::Years => years(factor.weight(), mentee.year, mentor.year),
    };
    Factor::VARIANTS
        .iter()
        .map(|factor| (*factor, points(*factor)))
        .collect()
}

/// Whether there is anything that could be shared with somebody.
#[must_use]
pub fn says_something(user: &Model) -> bool {
    let texts = [&user.hobbies, &user.clubs, &user.goals];
    let says = texts.iter().any(|text| !text.is_empty());
    let lists = !user.major.0.is_empty() || !user.minor.0.is_empty();
    says || lists || user.year.is_some()
}

/// The score that orders lists, 0 to 100. Two who share nothing that may be told have none: to be listed at all would
/// tell the rest.
#[must_use]
pub fn score(contributions: &[Contribution]) -> u32 {
    match score_shown(contributions) {
        0 => 0,
        _ => contributions.iter().map(|(_, points)| points).sum(),
    }
}

/// What members are told of the score, 0 to 90.
#[must_use]
pub fn score_shown(contributions: &[Contribution]) -> u32 {
    shown(contributions).map(|(_, points)| points).sum()
}

/// What members are told of the contributions.
pub fn shown(contributions: &[Contribution]) -> impl Iterator<Item = &Contribution> {
    let is_shown = |(factor, _): &&Contribution| Factor::SHOWN.contains(factor);
    contributions.iter().filter(is_shown)
}

/// What the two have in common, in one sentence that the one tells the other.
#[must_use]
pub fn sentence(contributions: &[Contribution]) -> String {
    let shared: Vec<&str> = shown(contributions)
        .filter(|(factor, points)| *points * 2 >= factor.weight())
        .map(|(factor, _)| factor.in_words())
        .collect();
    match shared.as_slice() {
        [] => "You have a little in common.".to_owned(),
        [only] => format!("You are close in your {only}."),
        [most @ .., last] => format!("You are close in your {} and {last}.", most.join(", ")),
    }
}

/// A part of a weight, rounded to the nearest point.
fn part(weight: u32, shared: usize, of: usize) -> u32 {
    match (u32::try_from(shared), u32::try_from(of)) {
        (Ok(shared), Ok(of)) if of > 0 => (weight * shared.min(of) + of / 2) / of,
        _ => 0,
    }
}

fn entries(weight: u32, one: &Entries, other: &Entries) -> u32 {
    let keys = |entries: &Entries| -> BTreeSet<String> {
        entries.0.iter().map(|entry| entry.to_lowercase()).collect()
    };
    let (one, other) = (keys(one), keys(other));
    part(
        weight,
        one.intersection(&other).count(),
        one.len().min(other.len()),
    )
}

fn texts(weight: u32, one: &str, other: &str) -> u32 {
    let (one, other) = (words(one), words(other));
    let enough = one.len().min(other.len()).min(ENOUGH_WORDS);
    part(weight, one.intersection(&other).count(), enough)
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= WORD && !COMMON.contains(&word.as_str()))
        .collect()
}

fn shares_background(mentee: &Model, mentor: &Model) -> bool {
    let flags = |user: &Model| {
        [
            user.international,
            user.commuter,
            user.firstgen,
            user.outofstate,
            user.transfer,
        ]
    };
    let shared = || {
        flags(mentee)
            .into_iter()
            .zip(flags(mentor))
            .any(|(one, other)| one && other)
    };
    mentee.match_by_background && mentor.match_by_background && shared()
}

fn years(weight: u32, one: Option<i32>, other: Option<i32>) -> u32 {
    match (one, other) {
        (Some(one), Some(other)) => {
            let near = YEARS.saturating_sub(one.abs_diff(other));
            (weight * near + YEARS / 2) / YEARS
        }
        _ => 0,
    }
}
