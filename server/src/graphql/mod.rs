//! The GraphQL schema, which calls the commands and queries: one file per noun.
//!
//! async-graphql resolves a field with one future for all fields of its type, as large as that of the largest resolver, and
//! moves it from level to level of the merged types. So resolvers box the futures of commands that are large.

pub mod account;
mod accounts_page;
pub mod activity;
pub mod admin;
pub mod admin_role;
mod argument;
pub mod board;
pub mod bulk;
pub mod candidate;
pub mod chat;
pub mod concern;
mod connection_descriptions;
mod context;
pub mod deletion;
pub mod email;
pub mod email_change;
pub mod email_preferences;
pub mod email_verification;
pub mod end_of_match;
pub mod enum_of_list;
pub mod error;
pub mod executor;
pub mod export;
pub mod hook;
pub mod impersonation;
pub mod limits;
mod loaders;
pub mod matching;
pub mod matching_plan;
mod member;
mod meter;
pub mod node;
mod page;
mod payload;
pub mod picture;
pub mod profile;
pub mod report;
pub mod request;
mod resources;
pub mod roster;
pub mod rules;
pub mod session;
pub mod setting;
pub mod sign_in;
pub mod signal;
pub mod signal_filter;
pub mod stats;
pub mod subscription_plan;
pub mod suggestion;
pub mod total_count;
mod user;
mod user_columns;
pub mod user_sessions;
pub mod users;
mod validator;
pub mod webhook;

pub(crate) use self::error::too_many_subscriptions;
pub(crate) use self::meter::too_large;
use async_graphql::registry::Registry;
use async_graphql::{
    IntrospectionMode, MergedObject, MergedSubscription, OutputType, SubscriptionType,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Everything that can be read. Fields that need a permission name it.
#[derive(MergedObject, Default)]
pub struct Query(MemberQuery, AdministrationQuery);

/// What members read. The parts of a merged type are polled one within the other, and too many overflow the stack.
#[derive(MergedObject, Default)]
pub struct MemberQuery(
    account::AccountQuery,
    node::NodeQuery,
    rules::RulesQuery,
    admin::AdminQuery,
    roster::RosterQuery,
    request::query::RequestQuery,
    suggestion::SuggestionQuery,
    chat::ChatQuery,
);

/// What administrators read.
#[derive(MergedObject, Default)]
pub struct AdministrationQuery(
    admin_role::AdminRoleQuery,
    setting::SettingQuery,
    users::UsersQuery,
    board::BoardQuery,
    candidate::CandidateQuery,
    matching_plan::query::MatchingPlanQuery,
    stats::StatsQuery,
    report::ReportQuery,
    signal::SignalQuery,
    activity::ActivityQuery,
    webhook::WebhookQuery,
    hook::HookQuery,
    email::EmailQuery,
    concern::ConcernQuery,
);

/// Everything that can be changed. A payload has the expected failures in `errors`, each with a code.
#[derive(MergedObject, Default)]
pub struct Mutation(
    MemberMutation,
    MatchingMutation,
    AdministrationMutation,
    MessagingMutation,
);

/// What people change about their accounts.
#[derive(MergedObject, Default)]
pub struct MemberMutation(
    account::AccountMutation,
    email_change::EmailChangeMutation,
    session::SessionMutation,
    profile::ProfileMutation,
    picture::PictureMutation,
    deletion::DeletionMutation,
);

/// Rosters, requests, matches and messages.
#[derive(MergedObject, Default)]
pub struct MatchingMutation(
    roster::RosterMutation,
    request::mutation::RequestMutation,
    end_of_match::EndOfMatchMutation,
    matching_plan::mutation::MatchingPlanMutation,
    chat::ChatMutation,
);

/// What administrators change.
#[derive(MergedObject, Default)]
pub struct AdministrationMutation(
    admin::AdminMutation,
    admin_role::AdminRoleMutation,
    users::UsersMutation,
    bulk::BulkMutation,
    user_sessions::UserSessionsMutation,
    impersonation::ImpersonationMutation,
    webhook::mutation::WebhookMutation,
    hook::mutation::HookMutation,
);

/// Emails, concerns and exports.
#[derive(MergedObject, Default)]
pub struct MessagingMutation(
    email::EmailMutation,
    concern::ConcernMutation,
    email_preferences::EmailPreferencesMutation,
    export::ExportMutation,
);

/// The live streams. Each resumes after the cursor of the last event that a client received.
#[derive(MergedSubscription)]
pub struct Subscription(
    signal::Subscription,
    chat::ChatSubscription,
    matching_plan::progress::MatchingPlanSubscription,
);

/// The executable schema.
type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_enum_items();
    builder().finish().sdl_with_options(options)
}

/// The types of the schema, as async-graphql describes them.
fn registry() -> Registry {
    let name = |name: Cow<'static, str>| name.into_owned();
    let mut registry = Registry {
        types: BTreeMap::new(),
        directives: BTreeMap::new(),
        implements: HashMap::new(),
        query_type: name(Query::type_name()),
        mutation_type: Some(name(Mutation::type_name())),
        subscription_type: Some(name(<Subscription as SubscriptionType>::type_name())),
        introspection_mode: IntrospectionMode::Enabled,
        enable_federation: false,
        federation_subscription: false,
        ignore_name_conflicts: HashSet::new(),
        enable_suggestions: false,
    };
    Query::create_type_info(&mut registry);
    Mutation::create_type_info(&mut registry);
    <Subscription as SubscriptionType>::create_type_info(&mut registry);
    // The parts of the merged types.
    registry.remove_unused_types();
    registry
}

type SchemaBuilder = async_graphql::SchemaBuilder<Query, Mutation, Subscription>;

fn builder() -> SchemaBuilder {
    let subscription = Subscription(
        signal::Subscription,
        chat::ChatSubscription,
        matching_plan::progress::MatchingPlanSubscription,
    );
    let builder = Schema::build(Query::default(), Mutation::default(), subscription);
    connection_descriptions::describe(builder).disable_suggestions()
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{ContainerType, Context};

    /// Returns the size in bytes of the future that resolves a field of a type.
    fn size<Type: 'static, Resolving>(
        _: impl FnOnce(&'static Type, &'static Context<'static>) -> Resolving,
    ) -> usize {
        size_of::<Resolving>()
    }

    #[test]
    fn fields_of_the_roots_and_of_accounts_have_small_futures() {
        let query = size(<Query as ContainerType>::resolve_field);
        let mutation = size(<Mutation as ContainerType>::resolve_field);
        let user = size(<user::User as ContainerType>::resolve_field);
        // About 2,980, 2,890 and 620 bytes; one large resolver makes it thousands more.
        assert!(query < 3_200, "{query}");
        assert!(mutation < 3_200, "{mutation}");
        assert!(user < 700, "{user}");
    }
}
