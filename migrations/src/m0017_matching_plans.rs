//! Plans that match many people at once.

use crate::columns::{flag, id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `matching_plans`, and for each plan its scores, people and rules.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [plans(), scores(), mentors(), mentees(), rules()] {
            manager.create_table(table).await?;
        }
        // The list of plans, and what is due.
        let indexes: &[&[&str]] = &[
            &["created_at", "id"],
            &["state", "leased_until"],
            &["created_by"],
            &["published_by"],
        ];
        create_indexes(manager, "matching_plans", indexes).await?;
        create_indexes(manager, "matching_plan_mentors", &[&["mentor_id"]]).await?;
        // The pairs of a plan by what became of them, and what belongs to an account.
        let indexes: &[&[&str]] = &[
            &["plan_id", "outcome", "position"],
            &["mentee_id"],
            &["mentor_id"],
        ];
        create_indexes(manager, "matching_plan_mentees", indexes).await?;
        let indexes: &[&[&str]] = &[&["mentee_id"], &["mentor_id"]];
        create_indexes(manager, "matching_plan_rules", indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [
            "matching_plan_rules",
            "matching_plan_mentees",
            "matching_plan_mentors",
            "matching_plan_scores",
            "matching_plans",
        ];
        drop_tables(manager, &tables).await
    }
}

fn plans() -> TableCreateStatement {
    let states = ["COMPUTING", "READY", "PUBLISHED", "DISCARDED", "FAILED"];
    Table::create()
        .table("matching_plans")
        .col(id("id"))
        .col(text("state", 10).check(Expr::col("state").is_in(states)))
        .col(text("objective", 16))
        .col(text("seed", 64))
        .col(ColumnDef::new("scope").json().not_null())
        .col(ColumnDef::new("created_by").uuid().null())
        .col(moment("created_at"))
        .col(moment_or_null("computed_at"))
        .col(moment_or_null("published_at"))
        .col(ColumnDef::new("published_by").uuid().null())
        .col(number("placed"))
        .col(number("mentees"))
        .col(number("mentors"))
        .col(number("matched"))
        .col(number("score"))
        .col(number("proven_maximum"))
        .col(ColumnDef::new("failure").string_len(200).null())
        .col(ColumnDef::new("lease").uuid().null())
        .col(moment_or_null("leased_until"))
        .foreign_key(&mut released_by_user("created_by"))
        .foreign_key(&mut released_by_user("published_by"))
        .take()
}

/// The score of every pair, compressed, for the proof: a row of mentors for each mentee, by position.
fn scores() -> TableCreateStatement {
    Table::create()
        .table("matching_plan_scores")
        .col(id("plan_id"))
        .col(ColumnDef::new("scores").blob().not_null())
        .foreign_key(&mut of_plan())
        .take()
}

fn mentors() -> TableCreateStatement {
    Table::create()
        .table("matching_plan_mentors")
        .col(reference("plan_id"))
        .col(ColumnDef::new("position").integer().not_null())
        .col(ColumnDef::new("mentor_id").uuid().null())
        .col(ColumnDef::new("seats").integer().not_null())
        .col(ColumnDef::new("price").integer().not_null())
        .primary_key(Index::create().col("plan_id").col("position"))
        .foreign_key(&mut of_plan())
        .foreign_key(&mut released_by_user("mentor_id"))
        .take()
}

fn mentees() -> TableCreateStatement {
    let outcomes = ["PLANNED", "UNMATCHED", "MATCHED", "REFUSED"];
    Table::create()
        .table("matching_plan_mentees")
        .col(reference("plan_id"))
        .col(ColumnDef::new("position").integer().not_null())
        .col(ColumnDef::new("mentee_id").uuid().null())
        .col(ColumnDef::new("mentor_id").uuid().null())
        // The place of the mentor, which stays when the account is deleted.
        .col(ColumnDef::new("mentor_position").integer().null())
        .col(ColumnDef::new("price").integer().not_null())
        .col(ColumnDef::new("score").integer().not_null())
        .col(ColumnDef::new("factors").json().not_null())
        .col(flag("is_pinned", false))
        .col(text("outcome", 10).check(Expr::col("outcome").is_in(outcomes)))
        // Why there is no match, and what would help.
        .col(ColumnDef::new("reason").string_len(40).null())
        .col(ColumnDef::new("advice").string_len(300).null())
        .primary_key(Index::create().col("plan_id").col("position"))
        .foreign_key(&mut of_plan())
        .foreign_key(&mut released_by_user("mentee_id"))
        .foreign_key(&mut released_by_user("mentor_id"))
        .take()
}

/// Pairs that an administrator pinned or forbade.
fn rules() -> TableCreateStatement {
    Table::create()
        .table("matching_plan_rules")
        .col(reference("plan_id"))
        .col(reference("mentee_id"))
        .col(reference("mentor_id"))
        .col(flag("is_pin", false))
        .primary_key(
            Index::create()
                .col("plan_id")
                .col("mentee_id")
                .col("mentor_id"),
        )
        .foreign_key(&mut of_plan())
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .take()
}

fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().default(0).take()
}

/// A foreign key to the plan; deleting the plan deletes the row.
fn of_plan() -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from_col("plan_id")
        .to("matching_plans", "id")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// A foreign key to `users`; deleting the user leaves the row without it.
fn released_by_user(name: &'static str) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from_col(name)
        .to("users", "id")
        .on_delete(ForeignKeyAction::SetNull)
        .take()
}
