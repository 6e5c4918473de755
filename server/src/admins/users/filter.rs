//! Which accounts a list shows.

use super::Order;
use crate::app::App;
use crate::db::{Engine, search};
use crate::entities::matched;
use crate::entities::user::{Column, Entity, Role};
use crate::roster::places;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};

/// Which accounts; what is `None` does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// With this role.
    pub role: Option<Role>,
    /// Whose address was proved, or not.
    pub is_verified: Option<bool>,
    /// That may sign in, or not.
    pub is_active: Option<bool>,
    /// Whose deletion is pending, or not.
    pub is_deleted: Option<bool>,
    /// Mentees with a mentor and mentors whose roster is full, or all others.
    pub is_matched: Option<bool>,
    /// With words of their name or address that begin like the words of this text.
    pub search: Option<String>,
}

/// Which index leads through the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// That of the words.
    Search,
    /// That of the order.
    Order(Order),
}

impl Filter {
    /// The words that are looked for, if any.
    pub(super) fn wanted(&self) -> Option<Vec<String>> {
        let text = self.search.as_deref()?;
        (!text.trim().is_empty()).then(|| search::wanted(text))
    }

    pub(super) fn condition(&self, app: &App, lead: Lead) -> Condition {
        let engine = app.db.engine;
        let leads = lead == Lead::Order(Order::JoinedAt) && !self.is_rare();
        Condition::all()
            .add_option(self.role.map(|role| has_role(engine, leads, role)))
            .add_option(self.is_verified.map(|is| state("is_verified", is)))
            .add_option(self.is_active.map(|is| state("is_active", is)))
            .add_option(self.is_deleted.map(|is| match is {
                true => Column::DeletionRequestedAt.is_not_null(),
                false => Column::DeletionRequestedAt.is_null(),
            }))
            .add_option(self.is_matched.map(|is| match is {
                true => matched(app),
                false => matched(app).not(),
            }))
    }

    /// Whether it asks for a state that few accounts are in, which has an index of its own.
    fn is_rare(&self) -> bool {
        self.is_verified == Some(false)
            || self.is_active == Some(false)
            || self.is_deleted == Some(true)
    }
}

/// SQLite keeps no figures about its rows and takes any index of a column that must equal something, even
/// one that leads to nearly all rows and then sorts them. The plus sign tells it to look the role up row by row.
/// Administrators are few: their index leads well everywhere.
fn has_role(engine: Engine, leads: bool, role: Role) -> Expr {
    match engine {
        Engine::Sqlite if !leads && role != Role::Admin => {
            Expr::cust(r#"+"users"."role""#).eq(role.as_str())
        }
        _ => Column::Role.eq(role),
    }
}

/// Literally as in the indexes of rare states: an index with a condition is not used for a parameter.
fn state(column: &str, is: bool) -> Expr {
    let value = if is { "TRUE" } else { "FALSE" };
    Expr::cust(format!(r#""users"."{column}" = {value}"#))
}

/// A mentee with a mentor, or a mentor whose roster is full.
fn matched(app: &App) -> Condition {
    let is_full = Condition::all()
        .add(Column::Role.eq(Role::Mentor))
        .add(places::is_left(app.config.accounts.max_mentees).not());
    Condition::any().add(has_mentor()).add(is_full)
}

/// The account is on somebody's roster.
pub(in crate::admins) fn has_mentor() -> Expr {
    let is_of = Expr::col((matched::Entity, matched::Column::MenteeId));
    let found = Query::select()
        .expr(Expr::val(1))
        .from(matched::Entity)
        .and_where(is_of.equals((Entity, Column::Id)))
        .to_owned();
    Expr::exists(found)
}
