//! Scores how well a mentee and a mentor fit: a pure function of their profiles.
//!
//! Seven factors, whose weights sum up to 100. Majors and minors count by how many of the shorter list are shared;
//! hobbies, clubs and goals by shared words, three of which give the full weight; years of study by their distance.
//! Background counts only if both opted in, and no one can see that it does: it orders partners whose scores are equal,
//! but the points, their sum and the sentence cover the other six factors only.

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
    /// The factors that count what both have.
    pub(super) const COUNTED: [Self; 5] = [
        Self::Majors,
        Self::Minors,
        Self::Hobbies,
        Self::Clubs,
        Self::Goals,
    ];

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

/// Returns the points that each factor contributes to the score of this pair. `scoring.rs` computes the same for many
/// pairs at once.
#[must_use]
pub fn compatibility(mentee: &Model, mentor: &Model) -> Vec<Contribution> {
    let points = |factor: Factor| match factor {
        Factor::Background => background(backgrounds(mentee), backgrounds(mentor)),
        Factor::Years => years(mentee.year, mentor.year),
        counted => {
            let (one, other) = (items(mentee, counted), items(mentor, counted));
            let shared = one.intersection(&other).count();
            for_shared(counted, shared, one.len().min(other.len()))
        }
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

/// One sentence about what the two have in common; `who` begins it: "You" for one of them, "They" for others.
#[must_use]
pub fn sentence(who: &str, contributions: &[Contribution]) -> String {
    if score_shown(contributions) == 0 {
        return format!("{who} have nothing in common that the profiles show.");
    }
    let shared: Vec<&str> = shown(contributions)
        .filter(|(factor, points)| *points * 2 >= factor.weight())
        .map(|(factor, _)| factor.in_words())
        .collect();
    match shared.as_slice() {
        [] => format!("{who} have a few things in common."),
        [only] => format!("{who} have similar {only}."),
        [most @ .., last] => format!("{who} have similar {} and {last}.", most.join(", ")),
    }
}

/// A fraction of a weight, rounded to the nearest point.
fn fraction(weight: u32, shared: usize, of: usize) -> u32 {
    match (u32::try_from(shared), u32::try_from(of)) {
        (Ok(shared), Ok(of)) if of > 0 => (weight * shared.min(of) + of / 2) / of,
        _ => 0,
    }
}

/// The points for shared items, of as many as the person with fewer has.
pub(super) fn for_shared(factor: Factor, shared: usize, of: usize) -> u32 {
    let of = match factor {
        Factor::Majors | Factor::Minors => of,
        _ => of.min(ENOUGH_WORDS),
    };
    fraction(factor.weight(), shared, of)
}

/// What a person has that can be shared: entries or words.
pub(super) fn items(user: &Model, factor: Factor) -> BTreeSet<String> {
    match factor {
        Factor::Majors => keys(&user.major),
        Factor::Minors => keys(&user.minor),
        Factor::Hobbies => words(&user.hobbies),
        Factor::Clubs => words(&user.clubs),
        Factor::Goals => words(&user.goals),
        Factor::Background | Factor::Years => BTreeSet::new(),
    }
}

fn keys(entries: &Entries) -> BTreeSet<String> {
    entries.0.iter().map(|entry| entry.to_lowercase()).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= search::SHORTEST && !search::is_common(word))
        .collect()
}

/// A person's backgrounds as bits; none unless the person opted in.
pub(super) fn backgrounds(user: &Model) -> u8 {
    let flags = [
        user.international,
        user.commuter,
        user.firstgen,
        user.outofstate,
        user.transfer,
    ];
    let bits = flags
        .iter()
        .fold(0, |bits, flag| bits << 1 | u8::from(*flag));
    match user.match_by_background {
        true => bits,
        false => 0,
    }
}

/// The points for backgrounds, which are bits.
pub(super) const fn background(one: u8, other: u8) -> u32 {
    match one & other {
        0 => 0,
        _ => Factor::Background.weight(),
    }
}

/// The points for years of study.
pub(super) const fn years(one: Option<i32>, other: Option<i32>) -> u32 {
    match (one, other) {
        (Some(one), Some(other)) => {
            let near = YEARS.saturating_sub(one.abs_diff(other));
            (Factor::Years.weight() * near + YEARS / 2) / YEARS
        }
        _ => 0,
    }
}
