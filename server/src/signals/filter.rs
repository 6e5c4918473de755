//! Which signals of the log a reader wants.

use super::{Name, Sender};
use crate::db::Engine;
use crate::entities::signal::{Column, Model};
use crate::ids::{UserId, WorkflowId};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition};

/// Which signals a reader wants. An empty list matches everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only these names.
    pub names: Vec<Name>,
    /// Only these senders.
    pub senders: Vec<Sender>,
    /// Only signals about this account.
    pub user_id: Option<UserId>,
    /// Only what this account did.
    pub actor_id: Option<UserId>,
    /// Only signals of this workflow.
    pub workflow_id: Option<WorkflowId>,
    /// At or after this time.
    pub since: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// Not what whoever uses the account must not learn.
    pub is_for_owner: bool,
}

/// What whoever uses an account must not learn: they may have stolen its session.
const KEPT_FROM_OWNER: Name = Name::SuspiciousActivity;

impl Filter {
    /// What an account's owner may read about it.
    #[must_use]
    pub fn for_owner(user_id: UserId) -> Self {
        Self {
            user_id: Some(user_id),
            is_for_owner: true,
            ..Self::default()
        }
    }

    /// Whether a signal of the log passes. Equivalent to `parts`.
    #[must_use]
    pub fn admits(&self, signal: &Model) -> bool {
        let named =
            self.names.is_empty() || self.names.iter().any(|name| name.as_str() == signal.name);
        let sent = self.senders.is_empty()
            || self
                .senders
                .iter()
                .any(|sender| sender.as_str() == signal.sender);
        named
            && sent
            && self
                .user_id
                .is_none_or(|user_id| signal.user_id == Some(user_id))
            && self
                .actor_id
                .is_none_or(|actor_id| signal.actor_id == Some(actor_id))
            && self
                .workflow_id
                .is_none_or(|workflow_id| signal.workflow_id == workflow_id)
            && self.since.is_none_or(|since| signal.occurred_at >= since)
            && self.until.is_none_or(|until| signal.occurred_at < until)
            && !(self.is_for_owner && signal.name == KEPT_FROM_OWNER.as_str())
    }

    /// The signals that pass, as disjoint parts: the signals of one workflow, of one account, of one name, or of one
    /// sender. An index holds each part in the order of the log, so a page of it is one index range. `by_time` allows SQLite to use an
    /// index on the time instead.
    pub(super) fn parts(&self, engine: Engine, by_time: bool) -> Vec<Condition> {
        let names = distinct(self.names.iter().map(|name| name.as_str()));
        let senders = distinct(self.senders.iter().map(|sender| sender.as_str()));
        let is_kept = unindexed(engine, Column::Name).ne(KEPT_FROM_OWNER.as_str());
        let rest = within_time(engine, self.since, self.until, by_time)
            .add_option(self.is_for_owner.then_some(is_kept));
        if let Some(part) = self.of_whom(engine) {
            return vec![
                rest.add(part)
                    .add_option(looked_up(engine, Column::Name, &names))
                    .add_option(looked_up(engine, Column::Sender, &senders)),
            ];
        }
        if !names.is_empty() {
            let rest = rest.add_option(looked_up(engine, Column::Sender, &senders));
            let part = |name: &&str| rest.clone().add(Column::Name.eq(*name));
            return names.iter().map(part).collect();
        }
        if !senders.is_empty() {
            let part = |sender: &&str| rest.clone().add(Column::Sender.eq(*sender));
            return senders.iter().map(part).collect();
        }
        vec![rest]
    }

    /// The signals of one workflow, about one account or by one: the most selective of them is looked up in its index.
    fn of_whom(&self, engine: Engine) -> Option<Condition> {
        let conditions = [
            (Column::WorkflowId, self.workflow_id.map(|id| id.0)),
            (Column::UserId, self.user_id.map(|id| id.0)),
            (Column::ActorId, self.actor_id.map(|id| id.0)),
        ];
        let mut given = conditions
            .into_iter()
            .filter_map(|(column, id)| Some((column, id?)));
        let (column, id) = given.next()?;
        let others = given.map(|(column, id)| unindexed(engine, column).eq(id));
        Some(others.fold(Condition::all().add(column.eq(id)), Condition::add))
    }
}

/// Signals of a time range. `by_time` allows SQLite to use an index on the time.
pub(crate) fn within_time(
    engine: Engine,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    by_time: bool,
) -> Condition {
    let moment = match by_time {
        true => Column::OccurredAt.into_expr(),
        false => unindexed(engine, Column::OccurredAt),
    };
    Condition::all()
        .add_option(since.map(|since| moment.clone().gte(since)))
        .add_option(until.map(|until| moment.lt(until)))
}

fn distinct<'a>(values: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut values: Vec<&str> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// A condition that only filters rows found by another condition.
fn looked_up(engine: Engine, column: Column, values: &[&str]) -> Option<Expr> {
    (!values.is_empty()).then(|| unindexed(engine, column).is_in(values.iter().copied()))
}

/// A column expression for which no index may be chosen. SQLite has no statistics and may choose an index that matches
/// half of the log; it has no index on this expression. PostgreSQL has statistics on columns, and none on expressions.
pub(crate) fn unindexed(engine: Engine, column: Column) -> Expr {
    match engine {
        Engine::Sqlite => Func::coalesce([column.into_expr(), column.into_expr()]).into(),
        Engine::Postgres => column.into_expr(),
    }
}
