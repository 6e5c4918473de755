//! Plans that match many people.

use super::{Outcome, say};
use bruinbridge::app::App;
use bruinbridge::entities::matching_plan::Objective;
use bruinbridge::ids::PlanId;
use bruinbridge::matching::verify::verify;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Check the proof that no other plan for the same people is better.
    Verify {
        /// The plan's id.
        plan: PlanId,
    },
}

/// Runs a command.
pub(crate) async fn run(app: App, Command::Verify { plan }: Command) -> Outcome {
    let verdict = verify(&app, plan).await?;
    let better = match verdict.objective {
        Objective::BestFit => "a greater score",
        Objective::MostMatched => "more matches, or as many and a greater score",
    };
    say(&format!(
        "The plan is the best one: it matches {} of {} mentees, of {} mentors, with a score of {}, and no other plan for \
         these people has {better}.",
        verdict.matched, verdict.mentees, verdict.mentors, verdict.score
    ))
}
