//! The directory of mentors.

use serde_json::{Value, json};

use super::support::add;
use crate::harness::{Client, Server, each_database};

async fn names(client: &Client, arguments: &str) -> Vec<String> {
    let document = format!("{{ mentors({arguments}) {{ nodes {{ firstName }} }} }}");
    let mentors = client.run(&document, json!({})).await["mentors"]["nodes"].take();
    let name = |mentor: &Value| mentor["firstName"].as_str().expect("a name").to_owned();
    mentors
        .as_array()
        .expect("mentors")
        .iter()
        .map(name)
        .collect()
}

async fn mentor(server: &Server, first: &str, last: &str, major: &str) -> Client {
    let mentor = server
        .mentor(&format!("{first}@ucla.edu").to_lowercase())
        .await;
    let profile = json!({ "firstName": first, "lastName": last, "major": [major], "year": 3 });
    mentor.accept("updateProfile", profile, "").await;
    mentor
}

#[tokio::test]
async fn members_find_mentors_by_name_major_year_and_spots() {
    each_database(async |server| {
        let ann = mentor(&server, "Ann", "Lee", "Computer Science").await;
        mentor(&server, "Bob", "Leeds", "Art \"History\"").await;
        mentor(&server, "Cy", "100%", "Science").await;
        let jo = server.member("jo@ucla.edu").await;
        ann.accept("setCapacity", json!({ "capacity": 1 }), "")
            .await;
        add(&ann, "jo@ucla.edu").await;
        assert_eq!(names(&jo, "first: 10").await, ["Ann", "Bob", "Cy"]);
        assert_eq!(names(&jo, "filter: { search: \"lee an\" }").await, ["Ann"]);
        assert_eq!(
            names(&jo, "filter: { search: \"LEE\" }").await,
            ["Ann", "Bob"]
        );
        assert_eq!(names(&jo, "filter: { search: \"100%\" }").await, ["Cy"]);
        for no_match in ["l_e", "ee", "!?", "ann@ucla.edu", "ann@"] {
            let filter = format!("filter: {{ search: \"{no_match}\" }}");
            assert!(names(&jo, &filter).await.is_empty(), "{no_match}");
        }
        assert_eq!(
            names(&jo, "filter: { major: \"computer science\" }").await,
            ["Ann"]
        );
        assert_eq!(names(&jo, "filter: { major: \"Science\" }").await, ["Cy"]);
        assert_eq!(
            names(&jo, r#"filter: { major: "art \"history\"" }"#).await,
            ["Bob"]
        );
        assert!(names(&jo, "filter: { year: 2 }").await.is_empty());
        let both = "filter: { search: \"lee\", major: \"ART \\\"History\\\"\", year: 3 }";
        assert_eq!(names(&jo, both).await, ["Bob"]);
        assert_eq!(names(&jo, "filter: { hasSpots: false }").await, ["Ann"]);
        let full = "filter: { hasSpots: false, search: \"lee\" }";
        assert_eq!(names(&jo, full).await, ["Ann"]);
        assert_eq!(
            names(&jo, "filter: { hasSpots: true }").await,
            ["Bob", "Cy"]
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_is_found_by_their_email() {
    each_database(async |server| {
        let zoe = server.mentor("quentin.z@ucla.edu").await;
        let profile = json!({ "firstName": "Zoë", "lastName": "Ångström" });
        zoe.accept("updateProfile", profile, "").await;
        let jo = server.member("jo@ucla.edu").await;
        for address in ["quentin", "quentin.z@ucla.edu", "quentin.z", "z quentin"] {
            let filter = format!("filter: {{ search: \"{address}\" }}");
            assert!(names(&jo, &filter).await.is_empty(), "{address}");
        }
        assert_eq!(names(&jo, "filter: { search: \"ZOE ang\" }").await, ["Zoë"]);
        let auditor = server.admin("AUDITOR").await;
        let document = "{ users(filter: { search: \"quentin\" }) { nodes { firstName } } }";
        let found = auditor.run(document, json!({})).await;
        assert_eq!(found["users"]["nodes"], json!([{ "firstName": "Zoë" }]));
    })
    .await;
}

#[tokio::test]
async fn a_search_of_the_directory_is_paged_in_both_directions() {
    each_database(async |server| {
        for name in ["Mia", "Mia Mae", "Max", "Al"] {
            let email = format!("{}@ucla.edu", name.replace(' ', "").to_lowercase());
            let mentor = server.mentor(&email).await;
            let profile = json!({ "firstName": name, "major": ["Art"], "year": 2 });
            mentor.accept("updateProfile", profile, "").await;
        }
        let jo = server.member("jo@ucla.edu").await;
        for (filter, expected) in [
            ("search: \"m\"", &["Mia Mae", "Max", "Mia"][..]),
            ("search: \"m\", major: \"art\"", &["Mia Mae", "Max", "Mia"]),
            ("search: \"mi ma\"", &["Mia Mae"]),
            ("major: \"ART\"", &["Mia", "Mia Mae", "Max", "Al"]),
            ("year: 2, hasSpots: true", &["Mia", "Mia Mae", "Max", "Al"]),
        ] {
            assert_eq!(
                walk(&jo, filter, "first", "after").await,
                expected,
                "{filter}"
            );
            let mut backwards = walk(&jo, filter, "last", "before").await;
            backwards.reverse();
            assert_eq!(backwards, expected, "{filter}, backwards");
        }
    })
    .await;
}

/// Reads the directory in pages of one mentor.
async fn walk(client: &Client, filter: &str, count: &str, argument: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let document = format!(
            "query($cursor: String) {{ mentors(filter: {{ {filter} }}, {count}: 1, {argument}: $cursor) {{
                edges {{ cursor node {{ firstName }} }}
            }} }}"
        );
        let page = client.run(&document, json!({ "cursor": cursor })).await;
        let edge = &page["mentors"]["edges"][0];
        match edge["node"]["firstName"].as_str() {
            Some(name) => found.push(name.to_owned()),
            None => return found,
        }
        cursor = edge["cursor"].clone();
    }
}

#[tokio::test]
async fn the_directory_is_paged_in_both_directions() {
    each_database(async |server| {
        for name in ["A", "B", "C", "D"] {
            mentor(&server, name, "Lee", "Art").await;
        }
        let jo = server.member("jo@ucla.edu").await;
        let page = async |arguments: &str| {
            let document = format!("{{ mentors({arguments}) {{ nodes {{ firstName }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}");
            jo.run(&document, json!({})).await["mentors"].take()
        };
        let first = page("first: 3").await;
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let end = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        assert_eq!(names(&jo, &format!("first: 3, after: \"{end}\"")).await, ["D"]);
        assert_eq!(names(&jo, &format!("last: 1, before: \"{end}\"")).await, ["B"]);
        let response = jo.try_run("{ mentors(after: \"x\") { nodes { id } } }", json!({})).await;
        assert_eq!(response["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    })
    .await;
}

#[tokio::test]
async fn only_participating_mentors_are_shown_and_only_to_members() {
    each_database(async |server| {
        let ann = mentor(&server, "Ann", "Lee", "Art").await;
        let id = ann.id().await;
        let jo = server.member("jo@ucla.edu").await;
        let document = format!("{{ mentor(id: \"{id}\") {{ fullName email spotsLeft }} }}");
        let seen = json!({ "mentor": { "fullName": "Ann Lee", "email": null, "spotsLeft": 5 } });
        assert_eq!(jo.run(&document, json!({})).await, seen);
        let auditor = server.admin("AUDITOR").await;
        let seen = auditor.run(&document, json!({})).await;
        assert_eq!(seen["mentor"]["email"], "ann@ucla.edu");
        let response = server.client().try_run(&document, json!({})).await;
        assert_eq!(
            response["errors"][0]["extensions"]["code"],
            "UNAUTHENTICATED"
        );
        ann.accept(
            "requestAccountDeletion",
            json!({ "confirmation": "ann@ucla.edu" }),
            "",
        )
        .await;
        assert_eq!(jo.run(&document, json!({})).await["mentor"], Value::Null);
        assert!(names(&jo, "first: 10").await.is_empty());
        let mentee = format!("{{ mentor(id: \"{}\") {{ id }} }}", jo.id().await);
        assert_eq!(jo.run(&mentee, json!({})).await["mentor"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn a_search_ignores_strokes_ligatures_apostrophes_and_hyphens() {
    each_database(async |server| {
        for (number, (first, last)) in [
            ("Minh", "Đặng"),
            ("Søren", "Ægir"),
            ("Łukasz", "Groß"),
            ("Þór", "Sigurðsson"),
            ("Işıl", "Œuvrard"),
            ("Ħamid", "Əliyev"),
            ("Γιάννης", "Ñandú"),
            ("Conor", "O’Brien"),
            ("Ann-Marie", "Smith-Jones"),
            ("D´Arcy", "Leʻa"),
            ("Mary Sue", "van der Berg"),
            ("نمی\u{200C}خواهم", "Zi\u{AD}on"),
        ]
        .into_iter()
        .enumerate()
        {
            let mentor = server.mentor(&format!("m{number}@ucla.edu")).await;
            let profile =
                json!({ "firstName": first, "lastName": last, "major": ["Women’s Studies"] });
            mentor.accept("updateProfile", profile, "").await;
        }
        let jo = server.member("jo@ucla.edu").await;
        for (first, searches) in [
            (
                "Minh",
                &["dang", "Đặng", "DANG", "đang", "Da\u{323}\u{306}ng"][..],
            ),
            ("Søren", &["soren", "SØREN", "aegir", "ægir", "sor"]),
            ("Łukasz", &["lukasz", "gross", "GROẞ", "groß"]),
            ("Þór", &["thor", "sigurdsson", "þor"]),
            ("Işıl", &["isil", "IŞIL", "oeuvrard"]),
            ("Ħamid", &["hamid", "eliyev", "əliyev"]),
            ("Γιάννης", &["ΓΙΑΝΝΗΣ", "γιαννησ", "nandu"]),
            (
                "Conor",
                &[
                    "O'Brien",
                    "obrien",
                    "o’brien",
                    "OʼBRIEN",
                    "o brien",
                    "brien",
                    "obr",
                ],
            ),
            (
                "Ann-Marie",
                &[
                    "Smith-Jones",
                    "smithjones",
                    "smith jones",
                    "jones",
                    "Smith‐Jones",
                    "smith–j",
                    "annmarie",
                    "ann marie",
                    "ann-marie smith",
                    "marie jones",
                    "smith-",
                ],
            ),
            (
                "D´Arcy",
                &["d'arcy", "darcy", "arcy", "lea", "le'a", "leʻa"],
            ),
            (
                "Mary Sue",
                &["vanderberg", "van-der-berg", "derberg", "berg", "marysue"],
            ),
            ("نمی\u{200C}خواهم", &["نمیخواهم", "zion"]),
        ] {
            for search in searches {
                let found = names(&jo, &format!("filter: {{ search: \"{search}\" }}")).await;
                assert_eq!(found, [first], "{search}");
            }
        }
        for search in ["mith", "jonessmith", "brieno", "ang"] {
            let found = names(&jo, &format!("filter: {{ search: \"{search}\" }}")).await;
            assert!(found.is_empty(), "{search}: {found:?}");
        }
        let major = "filter: { major: \"women's studies\" }";
        assert_eq!(names(&jo, major).await.len(), 12);
    })
    .await;
}

#[test]
fn every_latin_character_of_a_living_alphabet_is_folded_to_ascii() {
    // Characters of which no ASCII form is in use: clicks, tones and signs of phonetics and linguistics.
    let left_as_they_are = "ƅƍɐɯƪƺƻƽƾǀǁǂǃɂẟⱶⱷⱹⱻ";
    for character in ('À'..='ɏ').chain('Ḁ'..='ỿ').chain('Ⱡ'..='Ɀ') {
        if !character.is_alphabetic() {
            continue;
        }
        let folded = bruinbridge::db::search::wanted(&character.to_string()).concat();
        let is_left = character
            .to_lowercase()
            .any(|small| left_as_they_are.contains(small));
        assert!(!folded.is_empty(), "{character}");
        assert_eq!(folded.is_ascii(), !is_left, "{character} {folded}");
    }
}
