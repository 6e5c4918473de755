//! Checks the proof of a plan again, from what the database keeps.

use super::proof;
use crate::app::App;
use crate::entities::matching_plan::Objective;
use crate::error::{Error, Result};
use crate::ids::PlanId;

/// A plan whose proof holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Number of mentees.
    pub mentees: usize,
    /// Number of mentors.
    pub mentors: usize,
    /// Number of pairs.
    pub matched: i32,
    /// What the plan maximizes.
    pub objective: Objective,
    /// The sum of the pairs' scores, which no other plan for the same people and pins exceeds; for the most matches, no
    /// other plan with as many.
    pub score: i64,
}

/// Checks that a plan keeps to the seats and the forbidden pairs, and that no other one is better. Takes one pass over
/// the pairs.
///
/// # Errors
/// `BadInput` when there is no such plan, when it was not computed, and when its proof does not hold.
pub async fn verify(app: &App, id: PlanId) -> Result<Verdict> {
    let proof = proof::read(app, id).await?;
    let checked = assignment::verify(&proof.problem, &proof.mentors, &proof.certificate);
    let score = checked.map_err(|flaw| {
        Error::BadInput(format!(
            "The proof of the plan {id} does not hold: {flaw:?}."
        ))
    })?;
    let score = score + proof.pinned;
    if score != i64::from(proof.plan.score) {
        let sentence = format!("The scores of the plan {id} add up to {score}, not to its score.");
        return Err(Error::BadInput(sentence));
    }
    Ok(Verdict {
        mentees: proof.problem.mentees(),
        mentors: proof.problem.seats().len(),
        matched: proof.plan.matched,
        objective: proof.plan.objective,
        score,
    })
}
