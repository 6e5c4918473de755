//! Finds the entries of the log: each filter is a few ranges of indexes in the order of the log.

use super::kinds::{ActivityKind, Report, Which};
use crate::db::Engine;
use crate::entities::signal::{Column, Entity};
use crate::ids::UserId;
use crate::signals::catalogue::{Name, Sender};
use crate::signals::filter::{unindexed, within_time};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition};
use strum::VariantArray;

/// Which entries a reader wants. An empty list matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Only what this account did.
    pub actor_id: Option<UserId>,
    /// Only what concerns this account.
    pub subject_id: Option<UserId>,
    /// Only these kinds.
    pub kinds: Vec<ActivityKind>,
    /// At or after this time.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
}

/// The other person of a pair, as the migration `m0019_activity` indexes it.
const PARTNER: &str =
    "COALESCE(arguments -> 'data' ->> 'mentorId', arguments -> 'data' ->> 'menteeId')";

impl ActivityFilter {
    /// The signals that are entries and pass, as disjoint parts.
    pub(super) fn parts(&self, engine: Engine, by_time: bool) -> Vec<Condition> {
        let rest = within_time(engine, self.since, self.until, by_time);
        let entries = self.entries();
        match (self.subject_id, self.actor_id) {
            (Some(subject), actor) => {
                let rest = rest
                    .add(are_among(engine, &entries))
                    .add_option(actor.map(|actor| are_by(engine, actor)));
                vec![
                    rest.clone().add(Column::UserId.eq(subject)),
                    rest.add(Expr::cust(PARTNER).eq(subject.to_string())),
                ]
            }
            (None, Some(actor)) => self.parts_of_actor(engine, &rest, actor),
            (None, None) if self.kinds.is_empty() => {
                vec![rest.add(are_among(engine, &entries))]
            }
            (None, None) => {
                let part = |(name, report): &(Name, Report)| {
                    rest.clone()
                        .add(Column::Name.eq(name.as_str()))
                        .add_option(condition(engine, report.which))
                };
                entries.iter().map(part).collect()
            }
        }
    }

    /// What an account did while it was signed in, and what it did to itself without being signed in.
    fn parts_of_actor(&self, engine: Engine, rest: &Condition, actor: UserId) -> Vec<Condition> {
        let entries = self.entries();
        let recorded = rest
            .clone()
            .add(are_among(engine, &entries))
            .add(Column::ActorId.eq(actor));
        let own: Vec<(Name, Report)> = entries
            .into_iter()
            .filter(|(_, report)| report.is_by_person)
            .collect();
        if own.is_empty() {
            return vec![recorded];
        }
        let own = rest
            .clone()
            .add(are_among(engine, &own))
            .add(unindexed(engine, Column::ActorId).is_null())
            .add(Column::UserId.eq(actor));
        vec![recorded, own]
    }

    /// The signals that report the wanted kinds.
    fn entries(&self) -> Vec<(Name, Report)> {
        let is_wanted = |kind| self.kinds.is_empty() || self.kinds.contains(&kind);
        let reports = Name::VARIANTS
            .iter()
            .filter_map(|name| Some((*name, Report::of(*name)?)));
        reports
            .filter(|(_, report)| is_wanted(report.kind))
            .collect()
    }
}

/// The condition for signals that are one of these entries. It only filters rows that another condition finds.
fn are_among(engine: Engine, entries: &[(Name, Report)]) -> Condition {
    let name = unindexed(engine, Column::Name);
    let is_plain = |(_, report): &&(Name, Report)| report.which == Which::Each;
    let plain = entries.iter().filter(is_plain);
    let plain: Vec<&str> = plain.map(|(name, _)| name.as_str()).collect();
    let others = entries.iter().filter(|entry| !is_plain(entry));
    let is_plain = (!plain.is_empty()).then(|| name.clone().is_in(plain));
    let is_other = |(other, report): &(Name, Report)| {
        Condition::all()
            .add(name.clone().eq(other.as_str()))
            .add_option(condition(engine, report.which))
    };
    others
        .map(is_other)
        .fold(Condition::any().add_option(is_plain), Condition::add)
}

/// The condition for what an account did, as `parts_of_actor` finds it. It only filters.
fn are_by(engine: Engine, actor: UserId) -> Condition {
    let own = Name::VARIANTS
        .iter()
        .filter(|name| Report::of(**name).is_some_and(|report| report.is_by_person));
    let is_own = Condition::all()
        .add(unindexed(engine, Column::ActorId).is_null())
        .add(unindexed(engine, Column::UserId).eq(actor))
        .add(unindexed(engine, Column::Name).is_in(own.map(|name| name.as_str())));
    Condition::any()
        .add(unindexed(engine, Column::ActorId).eq(actor))
        .add(is_own)
}

fn condition(engine: Engine, which: Which) -> Option<Expr> {
    Some(match which {
        Which::Each => return None,
        Which::OfManager => unindexed(engine, Column::Sender).eq(Sender::UserManager.as_str()),
        Which::First => Expr::cust("arguments ->> 'reason' IS NULL"),
        Which::AboutActor => Expr::col((Entity, Column::UserId)).equals((Entity, Column::ActorId)),
        Which::AboutMentee => Expr::cust("arguments -> 'data' ->> 'mentorId' IS NOT NULL"),
        Which::Unless(names) => unless(engine, names),
    })
}

/// The condition for signals whose workflow emits none of these. A subquery for each row in turn, which PostgreSQL must not turn
/// into one over the whole log: it cannot with a limit.
fn unless(engine: Engine, names: &[Name]) -> Expr {
    let name = match engine {
        Engine::Sqlite => "COALESCE(more.name, more.name)",
        Engine::Postgres => "more.name",
    };
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("'{}'", name.as_str()))
        .collect();
    Expr::cust(format!(
        "(SELECT more.position FROM signals AS more WHERE more.workflow_id = signals.workflow_id \
         AND {name} IN ({}) LIMIT 1) IS NULL",
        names.join(", ")
    ))
}
