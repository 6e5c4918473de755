//! How an account was signed in to, from the log of signals.

use crate::app::App;
use crate::entities::signal::{Column, Model};
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Name;
use crate::signals::log::{self, Range};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition};

/// How a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The credentials were correct.
    Succeeded,
    /// It was refused.
    Failed,
}

impl Outcome {
    const fn names(self) -> [Name; 2] {
        match self {
            Self::Succeeded => [Name::UserAuthenticated, Name::AdminAuthenticated],
            Self::Failed => [
                Name::UserAuthenticationFailed,
                Name::AdminAuthenticationFailed,
            ],
        }
    }
}

/// As the migration `m0022_sign_ins` indexes them.
const IS_SIGN_IN: &str = "name IN ('user_authenticated', 'user_authentication_failed', 'admin_authenticated', \
                          'admin_authentication_failed')";

/// Returns the sign-ins of an account in this range, as far as the log goes back. Each name is one range of an index, so
/// that any number of failures costs successes nothing.
///
/// # Errors
/// When the database does not respond.
pub async fn sign_ins(
    app: &App,
    user_id: UserId,
    outcome: Option<Outcome>,
    range: Range,
) -> Result<Vec<Model>> {
    let outcomes = match outcome {
        Some(outcome) => vec![outcome],
        None => vec![Outcome::Succeeded, Outcome::Failed],
    };
    let part = |name: Name| {
        Condition::all()
            .add(Column::UserId.eq(user_id))
            .add(Column::Name.eq(name.as_str()))
            .add(Expr::cust(IS_SIGN_IN))
    };
    let names = outcomes.into_iter().flat_map(Outcome::names);
    let parts = names.map(part).collect();
    let (reader, engine) = (app.db.reader(), app.db.engine);
    Ok(log::read_parts(reader, engine, parts, range).await?)
}
