//! The people that a plan matches.

use super::scope::Scope;
use crate::app::App;
use crate::entities::user::{self, Model, Role};
use crate::entities::user_state::States;
use crate::error::Result;
use crate::roster::match_status;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect,
};

/// Rows per read.
const PAGE: u64 = 500;
/// The most pairs of one plan: 5,000 mentees and 1,500 mentors take under a minute and a few tens of megabytes.
const MAX_PAIRS: usize = 7_500_000;
/// The most people of one role.
const MAX_PEOPLE: usize = 20_000;

/// The people of a plan, in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Mentees without a mentor.
    pub(super) mentees: Vec<Model>,
    /// Mentors with free seats.
    pub(super) mentors: Vec<Model>,
    /// How many free seats each mentor has.
    pub(super) seats: Vec<u32>,
}

/// Why there is no plan for these people: there are too many.
#[derive(Debug, Clone, Copy)]
pub(super) struct TooMany;

impl People {
    /// Whether they are few enough for an exact plan.
    pub(super) fn check(&self) -> std::result::Result<(), TooMany> {
        let (mentees, mentors) = (self.mentees.len(), self.mentors.len());
        let most = mentees.max(mentors);
        match most <= MAX_PEOPLE && mentees * mentors <= MAX_PAIRS {
            true => Ok(()),
            false => Err(TooMany),
        }
    }
}

/// Reads everyone in the scope who is eligible.
///
/// # Errors
/// When the database does not respond.
pub(super) async fn eligible(app: &App, scope: &Scope) -> Result<People> {
    let mut people = People {
        mentees: of_role(app, Role::Mentee, |user| scope.has_mentee(user)).await?,
        ..People::default()
    };
    let max_mentees = app.config.accounts.max_mentees;
    for mentor in of_role(app, Role::Mentor, |user| scope.has_mentor(user)).await? {
        people.seats.push(mentor.seats(max_mentees));
        people.mentors.push(mentor);
    }
    let ids: Vec<_> = people.mentors.iter().map(|mentor| mentor.id).collect();
    let mut taken = std::collections::HashMap::new();
    for some in ids.chunks(usize::try_from(PAGE).unwrap_or(usize::MAX)) {
        taken.extend(match_status::of(app, some).await?);
    }
    for (mentor, seats) in people.mentors.iter().zip(&mut people.seats) {
        let mentees = taken.get(&mentor.id).map_or(0, |status| status.mentees);
        *seats = seats.saturating_sub(mentees);
    }
    Ok(people)
}

/// Reads eligible accounts of a role that `fits` accepts; one more than allowed at most.
async fn of_role(app: &App, role: Role, fits: impl Fn(&Model) -> bool) -> Result<Vec<Model>> {
    let mut found: Vec<Model> = Vec::new();
    let mut after = None;
    while found.len() <= MAX_PEOPLE {
        let page = user::Entity::find()
            .filter(user::presentable(role))
            .filter(States::eligible(role).looked_up())
            .filter(Condition::all().add_option(after.map(|id| user::Column::Id.gt(id))))
            .order_by_asc(user::Column::Id.into_simple_expr())
            .limit(PAGE)
            .all(app.db.reader())
            .await?;
        after = page.last().map(|user| user.id);
        let is_last = (page.len() as u64) < PAGE;
        found.extend(page.into_iter().filter(&fits));
        if is_last {
            break;
        }
    }
    Ok(found)
}
