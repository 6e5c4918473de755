//! Matching many pairs at once.

use bruinbridge::roster::export_matches::export_matches;
use bruinbridge::roster::import_matches::{Outcome, Row, import_matches};

use super::support::on_roster;
use crate::harness::{Server, each_database, each_database_with};

fn rows(pairs: &[(&str, &str)]) -> Vec<Row> {
    let row = |(mentee, mentor): &(&str, &str)| Row {
        mentee_email: (*mentee).to_owned(),
        mentor_email: (*mentor).to_owned(),
        matched_at: None,
    };
    pairs.iter().map(row).collect()
}

async fn outcomes(server: &Server, pairs: &[(&str, &str)], rehearse: bool) -> Vec<String> {
    let outcomes = import_matches(&server.app, rows(pairs), rehearse)
        .await
        .expect("outcomes");
    let told = |outcome: &Outcome| match outcome {
        Outcome::Added => "added".to_owned(),
        Outcome::Unchanged => "unchanged".to_owned(),
        Outcome::Refused(violation) => violation.code.as_str().to_owned(),
    };
    outcomes.iter().map(told).collect()
}

#[tokio::test]
async fn every_row_is_reported_and_a_rehearsal_changes_nothing() {
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
async fn what_was_exported_can_be_imported() {
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
        let again = import_matches(&server.app, exported, false)
            .await
            .expect("outcomes");
        assert_eq!(again, [Outcome::Unchanged, Outcome::Unchanged]);
    })
    .await;
}
