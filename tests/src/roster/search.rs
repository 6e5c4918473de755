//! The search of the directory: words are completed in their middle, and corrected if nobody has them.

use serde_json::{Value, json};

use super::support::compute_scores;
use crate::harness::{Client, Server, each_database};

const MENTORS: &str =
    "query($filter: MentorFilter, $first: Int, $after: String, $last: Int, $before: String) {
    mentors(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        totalCount
        edges { cursor node { firstName } }
    }
}";

/// Creates a mentor, whose address does not have the name.
async fn mentor(server: &Server, number: usize, name: &str, more: Value) -> Client {
    let mentor = server.mentor(&format!("m{number}@ucla.edu")).await;
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let mut profile = json!({ "firstName": first, "lastName": last });
    for (field, value) in more.as_object().into_iter().flatten() {
        profile[field] = value.clone();
    }
    mentor.accept("updateProfile", profile, "").await;
    mentor
}

async fn mentors(server: &Server, names: &[&str]) {
    for (number, name) in names.iter().enumerate() {
        mentor(server, number, name, json!({})).await;
    }
    server.update_words().await;
}

fn names(page: &Value) -> Vec<String> {
    let edges = page["edges"].as_array().expect("edges");
    let name = |edge: &Value| {
        edge["node"]["firstName"]
            .as_str()
            .expect("a name")
            .to_owned()
    };
    edges.iter().map(name).collect()
}

async fn find(client: &Client, filter: Value) -> Vec<String> {
    let data = client.run(MENTORS, json!({ "filter": filter })).await;
    names(&data["mentors"])
}

async fn search(client: &Client, text: &str) -> Vec<String> {
    find(client, json!({ "search": text })).await
}

#[tokio::test]
async fn words_are_found_by_their_middle_and_with_one_letter_wrong() {
    each_database(async |server| {
        let interests = [
            ("Linh Nguyen", json!({ "major": ["Biology"] })),
            (
                "John Smith",
                json!({ "hobbies": "Playing chess, and self-care" }),
            ),
            ("Mary Lou-Bea", json!({})),
            (
                "Bo Đặng",
                json!({ "clubs": "Bruin Robotics Club", "goals": "Astronomy" }),
            ),
        ];
        for (number, (name, more)) in interests.into_iter().enumerate() {
            mentor(&server, number, name, more).await;
        }
        server.update_words().await;
        let jo = server.member("jo@ucla.edu").await;
        for (text, found) in [
            // The middle of a word, from three characters on.
            ("guyen", &["Linh"][..]),
            ("GUY", &["Linh"]),
            ("ang", &["Bo"]),
            ("gu", &[]),
            ("mit", &["John"]),
            // Two neighbors swapped, a character missing, one too many, and another one.
            ("jonh", &["John"]),
            ("Ngyuen", &["Linh"]),
            ("bilogy", &["Linh"]),
            ("biologyy", &["Linh"]),
            ("xmith", &["John"]),
            ("dang", &["Bo"]),
            ("danq", &["Bo"]),
            ("jonhh", &[]),
            // Two characters are never corrected, and neither is an address.
            ("bl", &[]),
            ("ohn@ucla.edu", &[]),
            // Interests, but not goals, and not common words.
            ("biolo", &["Linh"]),
            ("chess", &["John"]),
            ("ches", &["John"]),
            ("care", &["John"]),
            ("self-care", &["John"]),
            ("robotcs", &["Bo"]),
            ("astronomy", &[]),
            ("and", &[]),
            ("club", &[]),
            // Each word by itself.
            ("jonh smiht", &["John"]),
            ("linh bilogy", &["Linh"]),
            ("mray", &["Mary"]),
            ("guyen linh", &["Linh"]),
            ("guyen jonh", &[]),
        ] {
            assert_eq!(search(&jo, text).await, found, "{text}");
        }
        let both = json!({ "search": "bilogy", "major": "biology" });
        assert_eq!(find(&jo, both).await, ["Linh"]);
        let other = json!({ "search": "bilogy", "major": "art" });
        assert!(find(&jo, other).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn words_are_corrected_only_if_nobody_has_them() {
    each_database(async |server| {
        mentors(&server, &["Jon", "John", "Joan", "Marjon"]).await;
        let jo = server.member("jo@ucla.edu").await;
        assert_eq!(search(&jo, "jon").await, ["Jon", "Marjon"]);
        assert_eq!(search(&jo, "jom").await, ["Jon"]);
        assert_eq!(search(&jo, "joh").await, ["John"]);
        assert_eq!(search(&jo, "jonn").await, ["Joan", "John", "Jon"]);
        assert_eq!(search(&jo, "jaon").await, ["Joan", "Jon"]);
    })
    .await;
}

#[tokio::test]
async fn accounts_that_members_do_not_see_make_no_difference() {
    each_database(async |server| {
        let manager = server.admin("MANAGER").await;
        mentors(&server, &["Xandrew", "Jim"]).await;
        let jo = server.member("jo@ucla.edu").await;
        assert_eq!(search(&jo, "andrew").await, ["Xandrew"]);
        assert_eq!(search(&jo, "jum").await, ["Jim"]);
        // Nine hidden names that come before the one that is seen, and a mentee's.
        for number in 10..19 {
            let name = format!("{}andrew Jum", char::from(b'a' + (number - 10)));
            let hidden = mentor(&server, usize::from(number), &name, json!({})).await;
            let id = hidden.id().await;
            let input = match number % 2 {
                0 => json!({ "id": id, "isActive": false }),
                _ => json!({ "id": id, "isVerified": false }),
            };
            manager.accept("updateUser", input, "").await;
        }
        let profile = json!({ "firstName": "Aaandrew", "lastName": "Jum" });
        jo.accept("updateProfile", profile, "").await;
        for _ in 0..2 {
            assert_eq!(search(&jo, "andrew").await, ["Xandrew"]);
            assert_eq!(search(&jo, "jum").await, ["Jim"]);
            assert!(search(&jo, "jjum").await.is_empty());
            server.update_words().await;
        }
        let restored = server.mentor("late@ucla.edu").await;
        let profile = json!({ "firstName": "Jum" });
        restored.accept("updateProfile", profile, "").await;
        server.update_words().await;
        assert_eq!(search(&jo, "jum").await, ["Jum"]);
        let input = json!({ "confirmation": "late@ucla.edu" });
        restored.accept("requestAccountDeletion", input, "").await;
        assert_eq!(search(&jo, "jum").await, ["Jim"]);
    })
    .await;
}

/// Reads a search in pages of one mentor, forward or backward.
async fn walk(client: &Client, filter: &Value, is_backwards: bool) -> Vec<String> {
    let (count, cursor) = match is_backwards {
        true => ("last", "before"),
        false => ("first", "after"),
    };
    let mut found = Vec::new();
    let mut variables = json!({ "filter": filter, count: 1 });
    loop {
        let page = client.run(MENTORS, variables.clone()).await["mentors"].take();
        assert!(!page["totalCount"].is_null());
        let Some(name) = names(&page).pop() else {
            return found;
        };
        found.push(name);
        variables[cursor] = page["edges"][0]["cursor"].clone();
    }
}

#[tokio::test]
async fn completed_and_corrected_searches_are_paged_in_both_directions() {
    each_database(async |server| {
        mentors(
            &server,
            &[
                "Ann Lee",
                "Hanna Lea",
                "Joanna Anna",
                "Mary-Ann Leah",
                "Susanna Les",
                "Zed Hanna",
            ],
        )
        .await;
        let jo = server.member("jo@ucla.edu").await;
        for (text, expected) in [
            (
                "ann",
                &["Ann", "Joanna", "Mary-Ann", "Hanna", "Zed", "Susanna"][..],
            ),
            ("anna", &["Joanna", "Hanna", "Zed", "Susanna"]),
            ("anma", &["Joanna"]),
            ("lez", &["Hanna", "Ann", "Susanna"]),
            ("hannna", &["Hanna", "Zed"]),
            ("susanma lrs", &["Susanna"]),
        ] {
            let filter = json!({ "search": text });
            let mut found = walk(&jo, &filter, false).await;
            let mut backwards = walk(&jo, &filter, true).await;
            backwards.reverse();
            assert_eq!(found, backwards, "{text}");
            assert_eq!(found.len(), expected.len(), "{text}: {found:?}");
            let all = jo.run(MENTORS, json!({ "filter": filter })).await;
            assert_eq!(all["mentors"]["totalCount"], expected.len(), "{text}");
            assert_eq!(names(&all["mentors"]), found, "{text}");
            let mut expected: Vec<&str> = expected.to_vec();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_cursor_belongs_to_its_stage_and_stays_valid_when_words_come_and_go() {
    each_database(async |server| {
        mentors(&server, &["Jane", "Janet"]).await;
        let jo = server.member("jo@ucla.edu").await;
        let page = async |text: &str, after: Value| {
            let variables = json!({ "filter": { "search": text }, "first": 1, "after": after });
            jo.try_run(MENTORS, variables).await
        };
        let first = page("jqne", Value::Null).await;
        let cursor = first["data"]["mentors"]["edges"][0]["cursor"].clone();
        assert_eq!(names(&first["data"]["mentors"]), ["Jane"]);
        let refused = page("jone", cursor.clone()).await;
        assert_eq!(refused["data"]["mentors"]["edges"], json!([]), "near both");
        let refused = page("xqne", cursor.clone()).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        // Somebody registers who has the word as it was typed: the list goes on as it began.
        mentor(&server, 7, "Jqne", json!({})).await;
        mentor(&server, 8, "Jbne", json!({})).await;
        server.update_words().await;
        let next = page("jqne", cursor).await;
        assert_eq!(names(&next["data"]["mentors"]), ["Jbne"]);
        let again = page("jqne", Value::Null).await;
        assert_eq!(names(&again["data"]["mentors"]), ["Jqne"]);
    })
    .await;
}

#[tokio::test]
async fn mentees_filter_mentors_by_the_score_that_they_see() {
    each_database(async |server| {
        let shared =
            json!({ "major": ["Art"], "year": 2, "matchByBackground": true, "firstgen": true });
        let jo = server.member("jo@ucla.edu").await;
        jo.accept("updateProfile", shared.clone(), "").await;
        // 45 points that are shown and 10 that are not; 45; 10 and 10 hidden; 10.
        let mut plain = shared.clone();
        plain["firstgen"] = json!(false);
        let mut hidden = shared.clone();
        hidden["major"] = json!(["Law"]);
        let mut least = plain.clone();
        least["major"] = json!(["Law"]);
        for (number, (name, profile)) in [
            ("Ann Lee", shared),
            ("Bob Lee", plain),
            ("Cy", hidden),
            ("Di", least),
        ]
        .into_iter()
        .enumerate()
        {
            mentor(&server, number, name, profile).await;
        }
        compute_scores(&server).await;
        for (filter, expected) in [
            (json!({ "minScore": 0 }), &["Ann", "Bob", "Cy", "Di"][..]),
            (json!({ "minScore": 1 }), &["Ann", "Bob", "Cy", "Di"]),
            (json!({ "minScore": 10 }), &["Ann", "Bob", "Cy", "Di"]),
            (json!({ "minScore": 11 }), &["Ann", "Bob"]),
            (json!({ "minScore": 45 }), &["Ann", "Bob"]),
            (json!({ "minScore": 46 }), &[]),
            (json!({ "minScore": 11, "search": "lee" }), &["Ann", "Bob"]),
            (json!({ "minScore": 46, "search": "lee" }), &[]),
            (json!({ "minScore": 5, "major": "law" }), &["Cy", "Di"]),
            (json!({ "minScore": 11, "hasSpots": false }), &[]),
        ] {
            assert_eq!(find(&jo, filter.clone()).await, expected, "{filter}");
            assert_eq!(walk(&jo, &filter, false).await, expected, "{filter}");
            let data = jo.run(MENTORS, json!({ "filter": filter })).await;
            assert_eq!(data["mentors"]["totalCount"], expected.len(), "{filter}");
        }
        let ma = server.mentor("ma@ucla.edu").await;
        for (caller, points, code) in [
            (&ma, 5, "FORBIDDEN"),
            (&jo, 91, "BAD_USER_INPUT"),
            (&jo, -1, "BAD_USER_INPUT"),
        ] {
            let response = caller
                .try_run(MENTORS, json!({ "filter": { "minScore": points } }))
                .await;
            assert_eq!(response["errors"][0]["extensions"]["code"], code);
        }
    })
    .await;
}
