//! Descriptions of the connection types, which async-graphql generates without any.

use super::SchemaBuilder;
use super::activity::Activity;
use super::admin::AdminUser;
use super::board::Match;
use super::chat::Message;
use super::concern::Concern;
use super::email::Email;
use super::end_of_match::EndedMatch;
use super::matching_plan::MatchingPlan;
use super::matching_plan::pair::{PlannedPair, UnmatchedMentee};
use super::member::Mentor;
use super::request::MentorshipRequest;
use super::sign_in::SignIn;
use super::signal::Signal;
use super::suggestion::{MenteeSuggestion, MentorSuggestion};
use super::total_count::Accounts;
use super::user::User;
use super::webhook::delivery::Delivery;
use async_graphql::OutputType;
use async_graphql::connection::Connection;

/// Adds the descriptions.
pub(super) fn describe(builder: SchemaBuilder) -> SchemaBuilder {
    let builder = list::<Activity>(builder, "A page of what happened.");
    let builder = list::<AdminUser>(builder, "A page of administrators.");
    let builder = list::<Concern>(builder, "A page of concerns.");
    let builder = list::<Email>(builder, "A page of the outbox.");
    let builder = list::<Match>(builder, "A page of matches.");
    let builder = list::<MenteeSuggestion>(builder, "A page of suggested mentees.");
    let builder = accounts::<Mentor>(builder, "A page of mentors.");
    let builder = list::<MentorSuggestion>(builder, "A page of suggested mentors.");
    let builder = list::<MentorshipRequest>(builder, "A page of requests.");
    let builder = list::<EndedMatch>(builder, "A page of matches that ended.");
    let builder = list::<MatchingPlan>(builder, "A page of plans.");
    let builder = list::<PlannedPair>(builder, "A page of the pairs of a plan.");
    let builder = list::<UnmatchedMentee>(builder, "A page of mentees without a mentor.");
    let builder = list::<Message>(builder, "A page of messages.");
    let builder = list::<SignIn>(builder, "A page of the sign-ins of an account.");
    let builder = list::<Signal>(builder, "A page of the log of signals.");
    let builder = accounts::<User>(builder, "A page of accounts.");
    list::<Delivery>(builder, "A page of the deliveries of a webhook.")
}

fn list<Node: OutputType>(builder: SchemaBuilder, description: &'static str) -> SchemaBuilder {
    builder.override_output_type_description::<Connection<String, Node>>(description)
}

fn accounts<Node: OutputType>(builder: SchemaBuilder, description: &'static str) -> SchemaBuilder {
    builder.override_output_type_description::<Accounts<Node>>(description)
}
