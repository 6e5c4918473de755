//! Matches many pairs with one call of an administrator, each in a transaction of its own. A refusal of one stops no
//! other, and a client that disconnects cancels nothing.

use super::add_mentee::{Added, add_mentee};
use super::eligibility::Warning;
use super::person::Person;
use super::roster_access::RosterAccess;
use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::RosterWrite;
use crate::entities::matched;
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::work::to_its_end;
use rules::Code;
use sea_orm::{EntityTrait, QueryFilter, SelectExt};

/// Maximum number of pairs of a call.
pub const MAX_PAIRS: usize = 500;

/// A mentee, and the mentor to match them with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The mentee.
    pub mentee_id: UserId,
    /// The mentor.
    pub mentor_id: UserId,
}

/// What became of a pair.
#[derive(Debug)]
pub struct Assigned {
    /// The pair.
    pub pair: Pair,
    /// What the match has overridden, or `None` if the two are matched already; or why they were not matched.
    pub result: Result<Option<Vec<Warning>>>,
}

/// Matches each mentee with a mentor, in this order, with the same checks as one match by hand.
///
/// # Errors
/// `BadInput` for too many pairs.
pub async fn assign_mentees(
    app: &App,
    administrator: &Admin<RosterWrite>,
    pairs: Vec<Pair>,
) -> Result<Vec<Assigned>> {
    if pairs.len() > MAX_PAIRS {
        return Err(Error::BadInput(format!("Give at most {MAX_PAIRS} pairs.")));
    }
    let (app, administrator) = (app.clone(), administrator.clone());
    to_its_end(async move {
        let mut assigned = Vec::with_capacity(pairs.len());
        for pair in pairs {
            let result = assign(&app, &administrator, pair).await;
            assigned.push(Assigned { pair, result });
        }
        Ok(assigned)
    })
    .await
}

async fn assign(
    app: &App,
    administrator: &Admin<RosterWrite>,
    pair: Pair,
) -> Result<Option<Vec<Warning>>> {
    let matched = matched::Entity::find().filter(matched::between(pair.mentee_id, pair.mentor_id));
    // A full roster would be refused before it shows that the mentee is on it.
    if matched.exists(app.db.reader()).await? {
        return Ok(None);
    }
    let access = RosterAccess::by_administrator(administrator.clone(), pair.mentor_id);
    match add_mentee(app, &access, Person::Id(pair.mentee_id)).await {
        Ok(Added { warnings, .. }) => Ok(Some(warnings)),
        Err(error) if error.is(Code::AlreadyOnRoster) => Ok(None),
        Err(error) => Err(error),
    }
}
