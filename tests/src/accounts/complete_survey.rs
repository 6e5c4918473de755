//! Completing the survey: the rules of a profile update, plus one signal.

use serde_json::json;

use super::update_profile::{admin_attempts_are_dropped, protected_fields_are_refused, survey};
use crate::harness::{each_database, names};

const JO: &str = "jo@ucla.edu";

#[tokio::test]
async fn the_survey_completes_the_profile() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        server.forget_signals().await;
        let fields = "user { firstName profileComplete missingFields }";
        let payload = jo.accept("completeSurvey", survey(), fields).await;
        let expected = json!({ "firstName": "Jo", "profileComplete": true, "missingFields": [] });
        assert_eq!(payload["user"], expected);
        let signals = server.signals().await;
        let emitted = names(&signals);
        assert!(emitted.contains(&"user_survey_completed"), "{emitted:?}");
    })
    .await;
}

#[tokio::test]
async fn complete_survey_ignores_protected_fields() {
    each_database(async |server| protected_fields_are_refused(&server, "completeSurvey").await)
        .await;
}

#[tokio::test]
async fn cannot_become_admin_via_survey() {
    each_database(async |server| admin_attempts_are_dropped(&server, "completeSurvey").await).await;
}

#[tokio::test]
async fn errors_name_their_fields() {
    each_database(async |server| {
        let jo = server.member(JO).await;
        let input = json!({ "year": -1, "minor": [" "] });
        let refused = jo.refuse("completeSurvey", input).await;
        assert_eq!(refused, ["YEAR_OUT_OF_RANGE year", "ENTRY_EMPTY minor.0"]);
    })
    .await;
}
