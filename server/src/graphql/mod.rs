//! One client of the verbs: the schema, one file for each noun.

pub mod account;
pub mod admin;
mod answer;
mod context;
pub mod deletion;
pub mod error;
pub mod following;
pub mod gate;
pub mod listed;
mod loaders;
mod page;
pub mod profile;
pub mod session;
pub mod signal;
pub mod user;
pub mod webhook;

use crate::app::App;
use async_graphql::MergedObject;

/// Everything that can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    account::AccountQuery,
    admin::AdminQuery,
    signal::SignalQuery,
    webhook::WebhookQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    account::AccountMutation,
    session::SessionMutation,
    profile::ProfileMutation,
    deletion::DeletionMutation,
    admin::AdminMutation,
    webhook::WebhookMutation,
);

pub use signal::Subscription;

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema over an application.
#[must_use]
pub fn schema(app: &App) -> Schema {
    builder()
        .data(app.clone())
        .data(loaders::users(app))
        .data(loaders::sessions(app))
        .data(loaders::standings(app))
        .data(loaders::admins(app))
        .finish()
}

/// The schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_enum_items();
    builder().finish().sdl_with_options(options)
}

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<user::Node>()
        .disable_suggestions()
}
