//! The database schema of SQLite and PostgreSQL, one migration a file, each with a way up and down.
//!
//! The baseline, up to `m0011_hooks`, has one migration for each subject. A released migration never changes and
//! never goes away: a change of the schema is a new file and a new line at the end of the list. A new migration names
//! what it needs by itself, so that it makes the same schema whatever the server's code becomes.

pub use sea_orm_migration::prelude::{MigratorTrait, SchemaManager};
pub use sea_orm_migration::sea_orm::DbErr;
pub use sea_orm_migration::{MigrationStatus, seaql_migrations};

mod columns;
mod tables;

mod m0001_users;
mod m0002_sessions;
mod m0003_admins;
mod m0004_roster;
mod m0005_signals;
mod m0006_emails;
mod m0007_webhooks;
mod m0008_servers;
mod m0009_pictures;
mod m0010_addresses;
mod m0011_hooks;
mod m0012_search_words;
mod m0013_blocks;
mod m0014_eligibility;
mod m0015_requests;
mod m0016_scores;
mod m0017_matching_plans;
mod m0018_concerns;
mod m0019_activity;
mod m0020_counters;
mod m0021_session_permissions;
mod m0022_sign_ins;
mod m0023_authenticated_at;
mod m0024_impersonation;
mod m0026_read_positions;

use sea_orm_migration::MigrationTrait;

/// Every migration in order.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users::Migration),
            Box::new(m0002_sessions::Migration),
            Box::new(m0003_admins::Migration),
            Box::new(m0004_roster::Migration),
            Box::new(m0005_signals::Migration),
            Box::new(m0006_emails::Migration),
            Box::new(m0007_webhooks::Migration),
            Box::new(m0008_servers::Migration),
            Box::new(m0009_pictures::Migration),
            Box::new(m0010_addresses::Migration),
            Box::new(m0011_hooks::Migration),
            Box::new(m0012_search_words::Migration),
            Box::new(m0013_blocks::Migration),
            Box::new(m0014_eligibility::Migration),
            Box::new(m0015_requests::Migration),
            Box::new(m0016_scores::Migration),
            Box::new(m0017_matching_plans::Migration),
            Box::new(m0018_concerns::Migration),
            Box::new(m0019_activity::Migration),
            Box::new(m0020_counters::Migration),
            Box::new(m0021_session_permissions::Migration),
            Box::new(m0022_sign_ins::Migration),
            Box::new(m0023_authenticated_at::Migration),
            Box::new(m0024_impersonation::Migration),
            Box::new(m0026_read_positions::Migration),
        ]
    }
}
