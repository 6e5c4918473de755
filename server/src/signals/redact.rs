//! What a deleted account must not leave behind: its addresses, names and the values that were set, taken out of
//! the log in place. That something happened, when, and how it ended stays readable.
//!
//! A job after the deletion and not a part of it: those who follow the log, webhooks above all, hear of the deletion
//! by its username, and a long history holds no lock while it is rewritten.

use super::log::{place, value};
use super::{Cursor, Name, log};
use crate::app::App;
use crate::entities::signal::{ActiveModel, Column, Entity, Model};
use crate::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Set, TransactionTrait, Unchanged,
};
use serde_json::Value;

const REDACTED: &str = "[redacted]";
/// Signals that one transaction rewrites.
const STEP: u64 = 200;

/// Redacts what at most `limit` deleted accounts left in the log, and answers how many signals were rewritten.
///
/// # Errors
/// When the database does not answer.
pub async fn redact_due(app: &App, limit: u64) -> Result<u64> {
    let deletions = Entity::find()
        .filter(Column::Name.eq(Name::UserDeleted.as_str()))
        .filter(argument("username").ne(REDACTED))
        .order_by_asc(Column::TransactionId)
        .order_by_asc(Column::Position)
        .limit(limit)
        .all(app.db.reader())
        .await?;
    let mut redacted = 0;
    for deletion in deletions {
        // The deletion itself comes last: as long as it has its username, there is more to do.
        redacted += redact_before(app, &deletion).await?;
        rewrite(app, vec![deletion]).await?;
    }
    Ok(redacted)
}

async fn redact_before(app: &App, deletion: &Model) -> Result<u64> {
    let about = about(deletion);
    let (mut after, mut redacted) = (Cursor::START, 0);
    loop {
        let step = Entity::find()
            .filter(about.clone())
            .filter(place().gt(value(after)))
            .filter(place().lt(value(log::cursor(deletion))))
            .order_by_asc(Column::TransactionId)
            .order_by_asc(Column::Position)
            .limit(STEP)
            .all(app.db.reader())
            .await?;
        let Some(last) = step.last() else {
            return Ok(redacted);
        };
        after = log::cursor(last);
        redacted += rewrite(app, step).await?;
    }
}

/// The account's signals, and those that are about nobody known yet: of the account's workflows, such as its
/// registration, and of whoever tried under its address.
fn about(deletion: &Model) -> Condition {
    let by_id = deletion.user_id.map(|user_id| Column::UserId.eq(user_id));
    let address = deletion.arguments.get("username").and_then(Value::as_str);
    let named = |name: &str| address.map(|address| argument(name).eq(address));
    let workflows = deletion.user_id.map(|user_id| {
        let own = Entity::find().filter(Column::UserId.eq(user_id));
        let own = own.select_only().column(Column::WorkflowId).into_query();
        Column::WorkflowId.in_subquery(own)
    });
    let about_nobody = Condition::all().add(Column::UserId.is_null()).add(
        Condition::any()
            .add_option(workflows)
            .add_option(named("email"))
            .add_option(named("username")),
    );
    Condition::any().add_option(by_id).add(about_nobody)
}

/// An argument as it is indexed: in lower case.
fn argument(name: &str) -> SimpleExpr {
    Expr::cust(format!("lower(arguments ->> '{name}')"))
}

async fn rewrite(app: &App, signals: Vec<Model>) -> Result<u64> {
    let transaction = app.db.writer().begin().await?;
    let mut rewritten = 0;
    for mut signal in signals {
        if !redact(&mut signal.arguments) {
            continue;
        }
        let row = ActiveModel {
            position: Unchanged(signal.position),
            arguments: Set(signal.arguments),
            ..Default::default()
        };
        row.update(&transaction).await?;
        rewritten += 1;
    }
    transaction.commit().await?;
    Ok(rewritten)
}

/// Answers whether there was anything to take out.
fn redact(arguments: &mut Value) -> bool {
    let Value::Object(arguments) = arguments else {
        return false;
    };
    let mut was_redacted = false;
    for (name, value) in arguments {
        match name.as_str() {
            "email" | "username" | "error_message" => was_redacted |= blot(value),
            "data" | "update_data" => {
                let values = value.as_object_mut().into_iter().flatten();
                for (_, value) in values {
                    was_redacted |= blot(value);
                }
            }
            _ => {}
        }
    }
    was_redacted
}

fn blot(value: &mut Value) -> bool {
    if matches!(value, Value::Null) || *value == REDACTED {
        return false;
    }
    *value = REDACTED.into();
    true
}
