//! Compatibility of a mentee and a mentor, as a pure function and through the API.

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
fn weights_add_up_to_a_hundred() {
    let sum: u32 = Factor::VARIANTS.iter().map(|factor| factor.weight()).sum();
    assert_eq!(sum, 100);
    let shown: u32 = Factor::SHOWN.iter().map(|factor| factor.weight()).sum();
    assert_eq!(shown, 100 - Factor::Background.weight());
}

#[test]
fn a_sentence_names_the_closest_factors() {
    let nothing = "You have nothing in common that the profiles show.";
    assert_eq!(sentence("You", &[]), nothing);
    let few = [(Factor::Hobbies, 2)];
    assert_eq!(sentence("They", &few), "They have a few things in common.");
    assert_eq!(
        sentence("You", &[(Factor::Majors, 35), (Factor::Hobbies, 2)]),
        "You have similar majors."
    );
    let three = [
        (Factor::Majors, 18),
        (Factor::Goals, 8),
        (Factor::Years, 10),
    ];
    assert_eq!(
        sentence("You", &three),
        "You have similar majors, goals and years of study."
    );
}

#[tokio::test]
async fn identical_surveys_get_the_highest_score_that_is_shown() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        let survey = json!({
            "firstName": "Jo", "lastName": "Lee",
            "year": 2, "major": ["Biology", "Physics"], "minor": ["Music"],
            "hobbies": "Chess, hiking and old films", "clubs": "Robotics Club", "goals": "Medical school",
            "firstgen": true, "matchByBackground": true,
        });
        ma.accept("completeSurvey", survey.clone(), "").await;
        jo.accept("completeSurvey", survey, "").await;
        compute_scores(&server).await;
        let node = best(&jo).await;
        assert_eq!(node["score"], 90);
        assert_eq!(node["mentor"]["email"], Value::Null);
        assert_eq!(
            node["sentence"],
            "You have similar majors, minors, hobbies, clubs, goals and years of study."
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
            "firstName": "Ma", "lastName": "Lee",
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

/// Reads the suggestions in pages of one. Returns the mentor's name and the rest of each suggestion.
async fn walk(jo: &Client) -> Vec<(String, Value)> {
    let document = "query($after: String) { mentorSuggestions(first: 1, after: $after) { \
                    edges { cursor node { score sentence factors { factor points max } mentor { firstName } } } \
                    pageInfo { hasNextPage } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = jo.run(document, json!({ "after": after })).await;
        let page = &page["mentorSuggestions"];
        let edge = &page["edges"][0];
        let name = edge["node"]["mentor"]["firstName"].as_str();
        let mut shown = edge["node"].clone();
        shown["mentor"] = Value::Null;
        seen.push((name.expect("a name").to_owned(), shown));
        if page["pageInfo"]["hasNextPage"] == false {
            return seen;
        }
        after = edge["cursor"].clone();
    }
}

#[tokio::test]
async fn background_affects_the_order_if_both_opted_in_and_is_never_shown() {
    each_database(async |server| {
        let survey = |name: &str, year: u32| json!({
            "firstName": name, "lastName": "Lee", "year": year, "major": ["Art"], "firstgen": true, "transfer": true,
        });
        let mut clients = Vec::new();
        for name in ["mo", "ma", "mi"] {
            let mentor = server.mentor(&format!("{name}@ucla.edu")).await;
            mentor.accept("updateProfile", survey(name, 5), "").await;
            clients.push(mentor);
        }
        let jo = server.member("jo@ucla.edu").await;
        jo.accept("updateProfile", survey("jo", 0), "").await;
        clients.push(jo.clone());
        let opting = json!({ "matchByBackground": true });
        for (opts_in, expected) in [
            (None, None),
            (Some(1), None),
            (Some(3), Some("ma")),
        ] {
            if let Some(number) = opts_in {
                let client: &Client = &clients[number];
                client.accept("updateProfile", opting.clone(), "").await;
            }
            compute_scores(&server).await;
            let (names, shown): (Vec<_>, Vec<_>) = walk(&jo).await.into_iter().unzip();
            assert_eq!(names.len(), 3);
            assert!(expected.is_none_or(|first| names[0] == first), "{names:?}");
            assert!(shown.iter().all(|shown| shown == &shown_for_majors()), "{shown:?}");
        }
    })
    .await;
}

/// Returns what a suggestion shows if the pair shares only majors.
fn shown_for_majors() -> Value {
    let factor = |factor: &Factor| {
        let points = if *factor == Factor::Majors { 35 } else { 0 };
        json!({ "factor": factor.as_str(), "points": points, "max": factor.weight() })
    };
    let factors: Vec<Value> = Factor::SHOWN.iter().map(factor).collect();
    json!({
        "score": 35, "sentence": "You have similar majors.", "factors": factors,
        "mentor": null,
    })
}

#[tokio::test]
async fn a_mentor_who_shares_only_a_background_is_not_suggested() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        for (client, major, year) in [(&ma, "Art", 5), (&jo, "Law", 0)] {
            client.complete_profile(year).await;
            let survey = json!({ "major": [major], "firstgen": true, "matchByBackground": true });
            client.accept("updateProfile", survey, "").await;
        }
        compute_scores(&server).await;
        let suggested = jo.run(SUGGESTIONS, json!({})).await;
        assert_eq!(suggested["mentorSuggestions"]["edges"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn majors_in_different_normalization_forms_are_one() {
    each_database(async |server| {
        let ma = server.mentor("ma@ucla.edu").await;
        let jo = server.member("jo@ucla.edu").await;
        ma.complete_profile(2).await;
        let composed = json!({ "major": ["Biología"], "clubs": "Fútbol" });
        let decomposed =
            json!({ "major": ["Biologi\u{301}a", "biología"], "clubs": "fu\u{301}tbol" });
        ma.accept("updateProfile", composed, "").await;
        jo.accept("updateProfile", decomposed, "").await;
        assert_eq!(jo.me("major").await["major"], json!(["Biología"]));
        compute_scores(&server).await;
        let node = best(&jo).await;
        let expected = [("MAJORS", 35), ("CLUBS", 10)];
        assert_eq!(
            points(&node),
            expected.map(|(name, points)| (name.to_owned(), points))
        );
    })
    .await;
}
