//! The rules that an operator sets, for forms that validate before they submit.

use super::context::app;
use crate::config::AccountsConfig;
use async_graphql::{Context, Object, Result, SimpleObject};

/// The limits that the operator of this server sets. All other limits are in the descriptions of the fields.
#[derive(Debug, SimpleObject)]
pub struct Rules {
    /// Accepted email domains, exact and in lower case. ucla.edu and g.ucla.edu come first.
    email_domains: Vec<String>,
    /// The maximum number of seats on a roster.
    max_mentees: u32,
    /// Fewest characters of a new password; 8 to 64.
    password_min: u32,
    /// Whether administrators with the permission USERS_IMPERSONATE may sign in as members.
    impersonation: bool,
    /// How many minutes administrators can undo a match, and as long the emails about it wait; 0 if they cannot.
    match_undo_minutes: u32,
}

/// The rules.
#[derive(Default)]
pub struct RulesQuery;

#[Object]
impl RulesQuery {
    /// The limits that the operator of this server sets. Public, so that forms can validate as the server does.
    async fn rules(&self, context: &Context<'_>) -> Result<Rules> {
        let accounts = &app(context)?.config.accounts;
        Ok(Rules {
            email_domains: accounts.domains.names().map(str::to_owned).collect(),
            max_mentees: accounts.max_mentees,
            password_min: accounts.password_min,
            impersonation: accounts.impersonation,
            match_undo_minutes: match_undo_minutes(accounts),
        })
    }
}

fn match_undo_minutes(accounts: &AccountsConfig) -> u32 {
    let minutes = accounts.match_undo.map_or(0, |time| time.num_minutes());
    u32::try_from(minutes).unwrap_or_default()
}
