//! A plan's proof, as the database keeps it.

use super::solution;
use crate::app::App;
use crate::entities::matching_plan::{Entity, Model, PlanState, mentee, mentor, scores};
use crate::error::{Error, Result};
use crate::ids::PlanId;
use assignment::{Certificate, Problem};
use flate2::read::ZlibDecoder;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::io::Read;

/// A plan as an assignment with prices.
pub(super) struct Proof {
    pub(super) plan: Model,
    pub(super) problem: Problem,
    /// The mentor of each mentee who was not pinned.
    pub(super) mentors: Vec<Option<usize>>,
    pub(super) certificate: Certificate,
    /// The scores of the pinned pairs.
    pub(super) pinned: i64,
}

/// Reads a plan that was computed.
///
/// # Errors
/// `BadInput` when there is no such plan, or it was not computed.
pub(super) async fn read(app: &App, id: PlanId) -> Result<Proof> {
    let reader = app.db.reader();
    let plan = Entity::find_by_id(id).one(reader).await?;
    let plan = plan.ok_or_else(|| Error::BadInput(format!("There is no plan {id}.")))?;
    let kept = scores::Entity::find_by_id(id).one(reader).await?;
    let is_computed = matches!(plan.state, PlanState::Ready | PlanState::Published);
    let Some(kept) = kept.filter(|_| is_computed) else {
        let sentence = format!("The plan {id} is not ready: wait until it was computed.");
        return Err(Error::BadInput(sentence));
    };
    let mentors = mentor::Entity::find()
        .filter(mentor::Column::PlanId.eq(id))
        .order_by_asc(mentor::Column::Position)
        .all(reader)
        .await?;
    let mentees = mentee::Entity::find()
        .filter(mentee::Column::PlanId.eq(id))
        .order_by_asc(mentee::Column::Position)
        .all(reader)
        .await?;
    let mut scores = Vec::with_capacity(mentees.len() * mentors.len());
    ZlibDecoder::new(kept.scores.as_slice())
        .read_to_end(&mut scores)
        .map_err(|error| Error::Unexpected(format!("the scores of a plan: {error}")))?;
    let problem = Problem::new(
        solution::objective(plan.objective),
        mentees.len(),
        seats(&mentors, &mentees),
        scores,
    );
    let problem = problem.map_err(|error| Error::Unexpected(format!("a plan: {error:?}")))?;
    let pins = mentees.iter().filter(|row| row.is_pinned);
    Ok(Proof {
        plan,
        problem,
        mentors: mentees.iter().map(chosen).collect(),
        certificate: Certificate {
            mentees: mentees.iter().map(|row| row.price).collect(),
            seats: mentors.iter().map(|row| row.price).collect(),
        },
        pinned: pins.map(|row| i64::from(row.score)).sum(),
    })
}

/// The seats that pins leave.
fn seats(mentors: &[mentor::Model], mentees: &[mentee::Model]) -> Vec<u32> {
    let mut seats: Vec<u32> = mentors
        .iter()
        .map(|row| u32::try_from(row.seats).unwrap_or(0))
        .collect();
    for row in mentees.iter().filter(|row| row.is_pinned) {
        let position = row
            .mentor_position
            .and_then(|position| usize::try_from(position).ok());
        if let Some(seats) = position.and_then(|position| seats.get_mut(position)) {
            *seats = seats.saturating_sub(1);
        }
    }
    seats
}

fn chosen(row: &mentee::Model) -> Option<usize> {
    let position = row.mentor_position.filter(|_| !row.is_pinned)?;
    usize::try_from(position).ok()
}
