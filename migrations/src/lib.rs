//! History: one step per file, for SQLite and PostgreSQL, up and down.

pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};
pub use sea_orm_migration::{MigrationStatus, sea_orm::DbErr};

mod columns;
mod m0001_users;
mod m0002_sessions;
mod m0003_roster;
mod m0004_admins;
mod m0005_signals;
mod m0006_letters;
mod m0007_more_indexes;
mod m0010_matching;
mod m0020_user_lists;
mod m0021_figures;
mod m0030_signal_marks;
mod m0031_webhooks;
mod m0040_user_states;
mod m0041_public_terms;
mod m0050_signal_addresses;
mod m0051_search_marks;
mod m0052_score_marks;
mod m0060_readiness_marks;
mod m0061_clock_marks;
mod m0062_webhook_owners;
mod m0063_seeks;

/// Every step in order.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_users::Migration),
            Box::new(m0002_sessions::Migration),
            Box::new(m0003_roster::Migration),
            Box::new(m0004_admins::Migration),
            Box::new(m0005_signals::Migration),
            Box::new(m0006_letters::Migration),
            Box::new(m0007_more_indexes::Migration),
            Box::new(m0010_matching::Migration),
            Box::new(m0020_user_lists::Migration),
            Box::new(m0021_figures::Migration),
            Box::new(m0030_signal_marks::Migration),
            Box::new(m0031_webhooks::Migration),
            Box::new(m0040_user_states::Migration),
            Box::new(m0041_public_terms::Migration),
            Box::new(m0050_signal_addresses::Migration),
            Box::new(m0051_search_marks::Migration),
            Box::new(m0052_score_marks::Migration),
            Box::new(m0060_readiness_marks::Migration),
            Box::new(m0061_clock_marks::Migration),
            Box::new(m0062_webhook_owners::Migration),
            Box::new(m0063_seeks::Migration),
        ]
    }
}
