//! The rules that an operator sets, for forms that judge before they send.

use super::context::app;
use async_graphql::{Context, Object, Result, SimpleObject};

/// What this server accepts where its operator has a say; all other limits stand beside the fields.
#[derive(Debug, SimpleObject)]
pub struct Rules {
    /// Domains of accepted addresses, exact and in lower case; ucla.edu and g.ucla.edu come first.
    email_domains: Vec<String>,
    /// Places that a roster can have at most.
    max_mentees: u32,
}

/// The rules.
#[derive(Default)]
pub struct RulesQuery;

#[Object]
impl RulesQuery {
    /// What this server accepts. For everybody, so that a form can say what the server would.
    async fn rules(&self, context: &Context<'_>) -> Result<Rules> {
        let accounts = &app(context)?.config.accounts;
        Ok(Rules {
            email_domains: accounts.domains.names().map(str::to_owned).collect(),
            max_mentees: accounts.max_mentees,
        })
    }
}
