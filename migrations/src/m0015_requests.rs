//! Requests between mentees and mentors, and the matches that ended.

use crate::columns::{blank, flag, id, moment, moment_or_null, owned_by_user, reference, text};
use crate::tables::{create_indexes, drop_tables};
use sea_orm_migration::prelude::*;

/// Creates `mentorship_requests` and `ended_matches`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(requests()).await?;
        let indexes: &[&[&str]] = &[
            // The lists of a mentee, and of a mentor.
            &["mentee_id", "kind", "created_at", "id"],
            &["mentor_id", "kind", "created_at", "id"],
            // The queue of a mentor, and what is open.
            &["mentee_id", "state"],
            &["mentor_id", "state", "kind", "created_at", "id"],
            &["mentee_id", "mentor_id"],
            // The lists of administrators, and what is due.
            &["state", "id"],
            &["state", "expires_at", "id"],
        ];
        create_indexes(manager, "mentorship_requests", indexes).await?;
        let connection = manager.get_connection();
        // A pair has at most one open request, whoever sent it. Offers to an address are not compared with those to a
        // person: that would reveal whose address it is.
        for (name, columns, of) in [
            ("pair", "mentee_id, mentor_id", "typed IS NULL"),
            ("address", "mentor_id, typed", "typed IS NOT NULL"),
        ] {
            let create = format!(
                "CREATE UNIQUE INDEX idx_mentorship_requests_open_{name} \
                 ON mentorship_requests ({columns}) WHERE state = 'OPEN' AND {of}"
            );
            connection.execute_unprepared(&create).await?;
        }
        manager.create_table(ended_matches()).await?;
        let indexes: &[&[&str]] = &[
            &["mentee_id", "mentor_id", "ended_at"],
            &["mentor_id", "ended_at"],
            &["ended_at", "id"],
        ];
        create_indexes(manager, "ended_matches", indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["ended_matches", "mentorship_requests"]).await
    }
}

fn requests() -> TableCreateStatement {
    let states = [
        "OPEN",
        "ACCEPTED",
        "DECLINED",
        "WITHDRAWN",
        "EXPIRED",
        "CLOSED",
    ];
    // Only an offer to an address may be to nobody, and then nobody sees it.
    let has_recipient = Expr::col("mentee_id").is_not_null().or(Expr::col("typed")
        .is_not_null()
        .and(Expr::col("kind").eq("OFFER"))
        .and(Expr::col("is_hidden").eq(true)));
    let is_decided = Expr::col("decided_at")
        .is_null()
        .eq(Expr::col("state").eq("OPEN"));
    Table::create()
        .table("mentorship_requests")
        .col(id("id"))
        .col(ColumnDef::new("mentee_id").uuid().null())
        .col(reference("mentor_id"))
        .col(text("kind", 8).check(Expr::col("kind").is_in(["REQUEST", "OFFER"])))
        .col(text("state", 10).check(Expr::col("state").is_in(states)))
        .col(
            ColumnDef::new("recipient_state")
                .string_len(10)
                .null()
                .check(Expr::col("recipient_state").is_in(states)),
        )
        .col(ColumnDef::new("typed").string_len(254).null())
        .col(flag("is_hidden", false))
        .col(blank("note", 500))
        .col(ColumnDef::new("decline_reason").string_len(32).null())
        .col(moment("created_at"))
        .col(moment("expires_at"))
        .col(moment_or_null("decided_at"))
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .check(Expr::col("mentee_id").ne(Expr::col("mentor_id")))
        .check(has_recipient)
        .check(is_decided)
        .take()
}

fn ended_matches() -> TableCreateStatement {
    let who = ["MENTEE", "BLOCK", "MENTOR", "ADMIN", "PLATFORM"];
    Table::create()
        .table("ended_matches")
        .col(id("id"))
        .col(reference("mentee_id"))
        .col(reference("mentor_id"))
        .col(moment("matched_at"))
        .col(moment("ended_at"))
        .col(text("ended_by", 8).check(Expr::col("ended_by").is_in(who)))
        .col(ColumnDef::new("reason").string_len(32).null())
        .foreign_key(&mut owned_by_user("mentee_id"))
        .foreign_key(&mut owned_by_user("mentor_id"))
        .take()
}
