//! The migration `m0020_counters` counts the accounts and signals that exist.

use bruinbridge::db::{counts, migrate};
use serde_json::json;

use crate::harness::each_database;

#[tokio::test]
async fn an_upgrade_counts_what_there_is() {
    each_database(async |server| {
        let today = server.app.clock.now().date_naive();
        server.member("jo@ucla.edu").await;
        let mo = server.mentor("mo@ucla.edu").await;
        let added = json!({ "menteeEmail": "jo@ucla.edu" });
        mo.accept("addMentee", added, "").await;
        server.background_finished().await;
        let counted = async || {
            let accounts = counts::accounts(&server.app).await.expect("counters");
            let signals = counts::signals(&server.app, today, today).await;
            let signals = signals.expect("counters").into_iter();
            let mut accounts: Vec<_> = accounts
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .collect();
            let mut signals: Vec<_> = signals.map(|count| (count.name, count.signals)).collect();
            accounts.sort_unstable();
            signals.sort();
            (accounts, signals)
        };
        let before = counted().await;
        assert_eq!(before.1.len(), 3, "{before:?}");
        let applied = migrate::status(&server.app.db).await.expect("a status");
        let position = applied
            .iter()
            .position(|(name, _)| name == "m0020_counters");
        let steps = applied.len() - position.expect("the migration");
        let steps = u32::try_from(steps).expect("a small number");
        migrate::down(&server.app.db, steps).await.expect("down");
        migrate::up(&server.app.db).await.expect("up");
        assert_eq!(counted().await, before);
        server.member("al@ucla.edu").await;
        assert_ne!(counted().await, before, "the triggers are back");
    })
    .await;
}
