//! Scores how well a mentee and a mentor fit: a pure function of their profiles.
//!
//! Seven factors, whose weights sum up to 100. Majors and minors count by how many of the shorter list are shared;
//! hobbies, clubs and goals by shared words, three of which give the full weight; years of study by their distance.
//! Background counts only if both opted in, and no one can see that it does: it affects the order of lists, but the
//! points, their sum and the sentence cover the other six factors only.

use crate::db::search;
use crate::entities::user::{Entries, Model};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A factor of the score.
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
    /// A shared background, if both opted in.
    Background,
    /// How close the years of study are.
    Years,
}

impl Factor {
    /// The factors that members see.
    pub const SHOWN: &[Self] = &[
        Self::Majors,
        Self::Minors,
        Self::Hobbies,
        Self::Clubs,
        Self::Goals,
        Self::Years,
    ];

    /// The name under which scores store it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The most points it can contribute.
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

/// A factor and the points it contributes.
pub type Contribution = (Factor, u32);

/// Shared words that give the full weight.
const ENOUGH_WORDS: usize = 3;
/// The largest possible difference between two years of study.
const YEARS: u32 = rules::limits::YEAR_MAX - rules::limits::YEAR_MIN;
/// Returns the points that each factor contributes to the score of this pair.
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

/// Whether the profile has anything that could be shared with someone.
#[must_use]
pub fn says_something(user: &Model) -> bool {
    let texts = [&user.hobbies, &user.clubs, &user.goals];
    let says = texts.iter().any(|text| !text.is_empty());
    let lists = !user.major.0.is_empty() || !user.minor.0.is_empty();
    says || lists || user.year.is_some()
}

/// The score that orders lists, 0 to 100. A pair that shares nothing that may be shown has no score: listing it at
/// all would reveal a shared background.
#[must_use]
pub fn score(contributions: &[Contribution]) -> u32 {
    match score_shown(contributions) {
        0 => 0,
        _ => contributions.iter().map(|(_, points)| points).sum(),
    }
}

/// The score that members see, 0 to 90.
#[must_use]
pub fn score_shown(contributions: &[Contribution]) -> u32 {
    shown(contributions).map(|(_, points)| points).sum()
}

/// The greatest score that members see.
const MAX_SHOWN: i32 = 90;

/// Checks a score that a list is filtered by.
///
/// # Errors
/// `BadInput` for a score that no two people can have.
pub fn check_min_score(points: i32) -> Result<i32> {
    match (0..=MAX_SHOWN).contains(&points) {
        true => Ok(points),
        false => Err(Error::BadInput(format!(
            "minScore must be from 0 to {MAX_SHOWN}."
        ))),
    }
}

/// The contributions that members see.
pub fn shown(contributions: &[Contribution]) -> impl Iterator<Item = &Contribution> {
    let is_shown = |(factor, _): &&Contribution| Factor::SHOWN.contains(factor);
    contributions.iter().filter(is_shown)
}

/// One sentence about what the two have in common.
#[must_use]
pub fn sentence(contributions: &[Contribution]) -> String {
    let shared: Vec<&str> = shown(contributions)
        .filter(|(factor, points)| *points * 2 >= factor.weight())
        .map(|(factor, _)| factor.in_words())
        .collect();
    match shared.as_slice() {
        [] => "You have a few things in common.".to_owned(),
        [only] => format!("You have similar {only}."),
        [most @ .., last] => format!("You have similar {} and {last}.", most.join(", ")),
    }
}

/// A fraction of a weight, rounded to the nearest point.
fn fraction(weight: u32, shared: usize, of: usize) -> u32 {
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
    fraction(
        weight,
        one.intersection(&other).count(),
        one.len().min(other.len()),
    )
}

fn texts(weight: u32, one: &str, other: &str) -> u32 {
    let (one, other) = (words(one), words(other));
    let enough = one.len().min(other.len()).min(ENOUGH_WORDS);
    fraction(weight, one.intersection(&other).count(), enough)
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= search::SHORTEST && !search::is_common(word))
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
