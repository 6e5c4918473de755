//! Importing matches in bulk, and exporting them.

use bruinbridge::entities::user::Role;
use bruinbridge::roster::export_matches::export_matches;
use bruinbridge::roster::import_matches::{DryRun, Outcome, Row, TOGETHER, import_matches};

use super::support::{on_roster, people};
use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::harness::{Server, each_database, each_database_with};

fn rows(pairs: &[(&str, &str)]) -> Vec<Row> {
    let row = |(mentee, mentor): &(&str, &str)| Row {
        mentee_email: (*mentee).to_owned(),
        mentor_email: (*mentor).to_owned(),
        matched_at: None,
    };
    pairs.iter().map(row).collect()
}

async fn outcomes(server: &Server, pairs: &[(&str, &str)], is_dry_run: bool) -> Vec<String> {
    let rows = rows(pairs);
    let outcomes = match is_dry_run {
        true => DryRun::default().import_matches(&server.app, &rows).await,
        false => import_matches(&server.app, rows).await,
    };
    codes(&outcomes.expect("outcomes"))
}

fn codes(outcomes: &[Outcome]) -> Vec<String> {
    let code = |outcome: &Outcome| match outcome {
        Outcome::Added => "added".to_owned(),
        Outcome::Unchanged => "unchanged".to_owned(),
        Outcome::Refused(violation) => violation.code.as_str().to_owned(),
    };
    outcomes.iter().map(code).collect()
}

#[tokio::test]
async fn every_row_is_reported_and_a_dry_run_changes_nothing() {
    each_database_with(&[("MAX_MENTEES", "2")], async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        for email in ["a@ucla.edu", "b@ucla.edu", "c@ucla.edu"] {
            server.register(email, "MENTEE").await;
        }
        server.forget_signals().await;
        let pairs = [
            ("a@ucla.edu", "ma@ucla.edu"),
            ("A@ucla.edu", "ma@ucla.edu"),
            ("nobody@ucla.edu", "ma@ucla.edu"),
            ("b@ucla.edu", "nobody@ucla.edu"),
            ("b@ucla.edu", "c@ucla.edu"),
            ("not an address", "ma@ucla.edu"),
            ("b@ucla.edu", "ma@ucla.edu"),
            ("c@ucla.edu", "ma@ucla.edu"),
        ];
        let expected = [
            "added",
            "unchanged",
            "MENTEE_NOT_FOUND",
            "MENTOR_NOT_FOUND",
            "NOT_A_MENTOR",
            "EMAIL_INVALID",
            "added",
            "ROSTER_FULL",
        ];
        assert_eq!(outcomes(&server, &pairs, true).await, expected);
        assert!(on_roster(&ma).await.is_empty());
        assert!(server.signals().await.is_empty());
        assert_eq!(outcomes(&server, &pairs, false).await, expected);
        assert_eq!(server.signals().await.len(), 2);
        let again = outcomes(&server, &pairs[..2], false).await;
        assert_eq!(again, ["unchanged", "unchanged"]);
    })
    .await;
}

#[tokio::test]
async fn an_export_can_be_imported() {
    each_database(async |server| {
        server.register("ma@ucla.edu", "MENTOR").await;
        for email in ["a@ucla.edu", "b@ucla.edu"] {
            server.register(email, "MENTEE").await;
        }
        let pairs = [("a@ucla.edu", "ma@ucla.edu"), ("b@ucla.edu", "ma@ucla.edu")];
        outcomes(&server, &pairs, false).await;
        let first = export_matches(&server.app, None, 1).await.expect("matches");
        let rest = export_matches(&server.app, Some(first[0].mentee_id), 10)
            .await
            .expect("matches");
        assert_eq!((first.len(), rest.len()), (1, 1));
        let exported: Vec<Row> = first
            .into_iter()
            .chain(rest)
            .map(|row| Row {
                mentee_email: row.mentee_email,
                mentor_email: row.mentor_email,
                matched_at: Some(row.matched_at),
            })
            .collect();
        let again = import_matches(&server.app, exported)
            .await
            .expect("outcomes");
        assert_eq!(again, [Outcome::Unchanged, Outcome::Unchanged]);
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_takes_earlier_rows_into_account_and_waits_for_no_lock() {
    each_database_with(&[("MAX_MENTEES", "2")], async |server| {
        server.register("ma@ucla.edu", "MENTOR").await;
        server.register("mo@ucla.edu", "MENTOR").await;
        people(&server, "mentee", Role::Mentee, 3).await;
        // Another transaction changes these accounts and holds their locks.
        let busy = server.app.db.writer().begin().await.expect("a transaction");
        busy.execute_unprepared("UPDATE users SET hobbies = 'chess'")
            .await
            .expect("a change");
        let mut dry_run = DryRun::default();
        for (pair, expected) in [
            (("mentee0@ucla.edu", "ma@ucla.edu"), "added"),
            (("mentee0@ucla.edu", "ma@ucla.edu"), "unchanged"),
            (("mentee0@ucla.edu", "mo@ucla.edu"), "MENTEE_UNAVAILABLE"),
            (("mentee1@ucla.edu", "ma@ucla.edu"), "added"),
            (("mentee2@ucla.edu", "ma@ucla.edu"), "ROSTER_FULL"),
            (("mentee2@ucla.edu", "mo@ucla.edu"), "added"),
        ] {
            let outcomes = dry_run.import_matches(&server.app, &rows(&[pair])).await;
            assert_eq!(codes(&outcomes.expect("outcomes")), [expected], "{pair:?}");
        }
        busy.rollback().await.expect("nothing changed");
        assert_eq!(server.count("matches").await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_mentor_who_does_not_participate_gets_no_new_mentees_and_keeps_the_others() {
    each_database(async |server| {
        let existing = [("a@ucla.edu", "ma@ucla.edu")];
        let new = [("b@ucla.edu", "ma@ucla.edu")];
        server.register("ma@ucla.edu", "MENTOR").await;
        for email in ["a@ucla.edu", "b@ucla.edu"] {
            server.register(email, "MENTEE").await;
        }
        outcomes(&server, &existing, false).await;
        for state in ["is_verified", "is_active"] {
            let set =
                |value| format!("UPDATE users SET {state} = {value} WHERE email = 'ma@ucla.edu'");
            server.execute(&set("FALSE")).await;
            for is_dry_run in [true, false] {
                assert_eq!(
                    outcomes(&server, &existing, is_dry_run).await,
                    ["unchanged"]
                );
                let refused = outcomes(&server, &new, is_dry_run).await;
                assert_eq!(refused, ["MENTOR_UNAVAILABLE"], "{state}");
            }
            server.execute(&set("TRUE")).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_full_batch_is_imported_together() {
    each_database_with(&[("MAX_MENTEES", "100")], async |server| {
        server.register("ma@ucla.edu", "MENTOR").await;
        people(&server, "mentee", Role::Mentee, TOGETHER).await;
        let emails: Vec<String> = (0..TOGETHER)
            .map(|number| format!("mentee{number}@ucla.edu"))
            .collect();
        let pairs: Vec<(&str, &str)> = emails
            .iter()
            .map(|email| (email.as_str(), "ma@ucla.edu"))
            .collect();
        server.forget_signals().await;
        let added = vec!["added"; TOGETHER];
        assert_eq!(outcomes(&server, &pairs, true).await, added);
        assert_eq!(outcomes(&server, &pairs, false).await, added);
        assert_eq!(server.signals().await.len(), TOGETHER);
    })
    .await;
}
