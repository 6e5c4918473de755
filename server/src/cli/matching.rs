//! Plans that match many people.

use super::{Outcome, say};
use bruinbridge::app::App;
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
    say(&format!(
        "The plan is the best one: {} of {} mentees are matched with {} mentors, and no other plan has a greater score \
         than {}.",
        verdict.matched, verdict.mentees, verdict.mentors, verdict.score
    ))
}
