//! Suggested partners.

use super::context::parts;
use super::enum_of_list::{EnumOfList, Item};
use super::member::{Mentor, PublicProfile};
use super::page::{Page, connection};
use super::payload::value;
use crate::roster::compatibility::{self, Contribution, Factor};
use crate::roster::suggestions::{self, Suggestion, SuggestionCursor};
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use std::borrow::Cow;
use std::sync::Arc;

impl EnumOfList for Factor {
    const TYPE: &'static str = "CompatibilityFactor";
    const DESCRIPTION: &'static str = "Something that two people can have in common.";

    fn all() -> &'static [Self] {
        Self::SHOWN
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().into()
    }

    fn description(self) -> Option<String> {
        let what = match self {
            Self::Majors => "How many of the majors are shared",
            Self::Minors => "How many of the minors are shared",
            Self::Hobbies => "Shared words among the hobbies",
            Self::Clubs => "Shared words among the clubs",
            Self::Goals => "Shared words among the goals",
            // Not a value of the schema.
            Self::Background => "Whether a background is shared",
            Self::Years => "How near the academic years are",
        };
        Some(format!("{what}: at most {} points.", self.weight()))
    }
}

/// What one factor contributes to a score.
#[derive(Debug, Clone, SimpleObject)]
pub struct FactorPoints {
    /// The factor.
    factor: Item<Factor>,
    /// What it contributes.
    points: u32,
    /// What it contributes at most; those of all factors sum up to 90.
    max: u32,
}

fn points(contributions: &[Contribution]) -> Vec<FactorPoints> {
    let points = |(factor, points): &Contribution| FactorPoints {
        factor: Item(*factor),
        points: *points,
        max: factor.weight(),
    };
    compatibility::shown(contributions).map(points).collect()
}

/// A mentor whom a mentee might like.
#[derive(Debug, Clone, SimpleObject)]
pub struct MentorSuggestion {
    /// The mentor.
    mentor: Mentor,
    /// How well the two fit, 1 to 90: the sum of the factors' points. The order of the list counts besides what is not
    /// told, with at most 10 points.
    score: u32,
    /// What makes up the score.
    factors: Vec<FactorPoints>,
    /// What the two have in common, in one sentence.
    sentence: String,
}

/// A mentee who might be added to a roster. The address is not shown before the
/// match; addMentee takes the id.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(complex)]
pub struct SuggestedMentee {
    #[graphql(flatten)]
    portrait: PublicProfile,
}

#[ComplexObject]
impl SuggestedMentee {
    /// A UUID, the same as the account's.
    async fn id(&self) -> ID {
        self.portrait.id()
    }
}

/// A mentee whom a mentor might like.
#[derive(Debug, Clone, SimpleObject)]
pub struct MenteeSuggestion {
    /// The mentee.
    mentee: SuggestedMentee,
    /// How well the two fit, 1 to 90: the sum of the factors' points. The order of the list counts besides what is not
    /// told, with at most 10 points.
    score: u32,
    /// What makes up the score.
    factors: Vec<FactorPoints>,
    /// What the two have in common, in one sentence.
    sentence: String,
}

/// Help with matching.
#[derive(Default)]
pub struct SuggestionQuery;

#[Object]
impl SuggestionQuery {
    /// Mentors for the caller, a mentee, the best first: those with a place left whom the caller does not refuse
    /// and with whom there is something in common. A changed profile shows after a moment.
    async fn mentor_suggestions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, MentorSuggestion>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let page: Page<SuggestionCursor> = Page::parse(first, after, None, None)?;
        let found = suggestions::mentor_suggestions(app, &member, page.after, page.limit()).await;
        Ok(connection(
            &page,
            value(found)?,
            |suggestion: Suggestion| {
                let node = MentorSuggestion {
                    score: compatibility::score_shown(&suggestion.contributions),
                    factors: points(&suggestion.contributions),
                    sentence: compatibility::sentence(&suggestion.contributions),
                    mentor: Mentor::new(Arc::new(suggestion.person.clone())),
                };
                (suggestion.cursor().to_string(), node)
            },
        ))
    }

    /// Mentees for the caller, a mentor, the best first: those without a mentor with whom there is something in
    /// common. A changed profile shows after a moment.
    async fn mentee_suggestions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<Connection<String, MenteeSuggestion>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let page: Page<SuggestionCursor> = Page::parse(first, after, None, None)?;
        let found = suggestions::mentee_suggestions(app, &member, page.after, page.limit()).await;
        Ok(connection(
            &page,
            value(found)?,
            |suggestion: Suggestion| {
                let node = MenteeSuggestion {
                    score: compatibility::score_shown(&suggestion.contributions),
                    factors: points(&suggestion.contributions),
                    sentence: compatibility::sentence(&suggestion.contributions),
                    mentee: SuggestedMentee {
                        portrait: PublicProfile::new(Arc::new(suggestion.person.clone())),
                    },
                };
                (suggestion.cursor().to_string(), node)
            },
        ))
    }
}
