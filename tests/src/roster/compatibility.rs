//! How well a mentee and a mentor fit, by the pure function and through the API.

use bruinbridge::roster::compatibility::{Factor, sentence};
use serde_json::{Value, json};
use strum::VariantArray;

use super::support::compute_scores;
use crate::harness::{Client, each_database};

const SUGGESTIONS: &str = "{ mentorSuggestions { edges { node { score sentence factors { factor points max } mentor { email fullName } } } } }";

async fn best(jo: &Client) -> Value {
    jo.run(SUGGESTIONS, json!({})).await["mentorSuggestions"]["edges"][0]["node"].take()
}

fn points(node: &Value) -> Vec<(String, u64)> {
    let factors = node["factors"].as_array().expect("factors");
    let factor = |factor: &Value| {
        let name = factor["factor"].as_str().expect("a name").to_owned();
        (name, factor["points"].as_u64().expect("points"))
    };
    factors
        .iter()
        .map(factor)
        .filter(|(_, points)| *points > 0)
        .collect()
}

#[test]
fn weights_sum_up_to_a_hundred() {
    let sum: u32 = Factor::VARIANTS.iter().map(|factor| factor.weight()).sum();
    assert_eq!(sum, 100);
}

#[test]
fn a_sentence_names_what_is_close() {
    assert_eq!(sentence(&[]), "You have a little in common.");
    assert_eq!(
        sentence(&[(Factor::Majors, 35), (Factor::Hobbies, 2)]),
        "You are close in your majors."
    );
    let three = [
        (Factor::Majors, 18),
        (Factor::Goals, 8),
        (Factor::Years, 10),
    ];
    assert_eq!(
        sentence(&three),
        "You are close in your majors, goals and years of study."
    );
}

#[tokio::test]
async fn the_same_survey_makes_a_hundred() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let survey = json!({
            "year": 2, "major": ["Biology", "Physics"], "minor": ["Music"],
            "hobbies": "Chess, hiking and old films", "clubs": "Robotics Club", "goals": "Medical school",
            "firstgen": true, "matchByBackground": true,
        });
        ma.accept("completeSurvey", survey.clone(), "").await;
        jo.accept("completeSurvey", survey, "").await;
        compute_scores(&server).await;
        let node = best(&jo).await;
        assert_eq!(node["score"], 100);
        assert_eq!(node["mentor"]["email"], Value::Null);
        assert_eq!(
            node["sentence"],
            "You are close in your majors, minors, hobbies, clubs, goals, background and years of study."
        );
    })
    .await;
}

#[tokio::test]
async fn each_factor_counts_in_proportion() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let mentor = json!({
            "year": 4, "major": ["biology", "Physics"], "minor": ["Music"],
            "hobbies": "chess", "goals": "A job in industry, or a doctorate",
        });
        let mentee = json!({
            "year": 2, "major": ["Biology", "History", "Art"], "minor": ["Law"],
            "hobbies": "Chess and the piano", "goals": "a doctorate abroad for me",
        });
        ma.accept("updateProfile", mentor, "").await;
        jo.accept("updateProfile", mentee, "").await;
        compute_scores(&server).await;
        let node = best(&jo).await;
        let expected = [("MAJORS", 18), ("HOBBIES", 10), ("GOALS", 8), ("YEARS", 6)];
        let expected: Vec<_> = expected
            .map(|(name, points)| (name.to_owned(), points))
            .into();
        assert_eq!(points(&node), expected);
        assert_eq!(node["score"], 42);
    })
    .await;
}

#[tokio::test]
async fn background_counts_only_where_both_opted_in() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let survey = json!({ "major": ["Art"], "firstgen": true, "transfer": true });
        ma.accept("updateProfile", survey.clone(), "").await;
        jo.accept("updateProfile", survey, "").await;
        let opting = json!({ "matchByBackground": true });
        for (client, expected) in [(None, 35), (Some(&ma), 35), (Some(&jo), 45)] {
            if let Some(client) = client {
                client.accept("updateProfile", opting.clone(), "").await;
            }
            compute_scores(&server).await;
            assert_eq!(best(&jo).await["score"], expected);
        }
    })
    .await;
}
