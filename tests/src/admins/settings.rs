//! The settings in force, as administrators see them.

use serde_json::{Value, json};

use crate::harness::{Client, each_database_with};

async fn settings(client: &Client) -> Vec<Value> {
    let document = "{ settings { name value isSecret isDefault description } }";
    let mut data = client.run(document, json!({})).await;
    match data["settings"].take() {
        Value::Array(settings) => settings,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn administrators_see_the_settings_in_force() {
    let differing = [
        ("MAX_OPEN_REQUESTS", "4"),
        (
            "SECRET_KEY_PREVIOUS",
            "the words of last year, which were many",
        ),
    ];
    each_database_with(&differing, async |server| {
        let auditor = server.admin("AUDITOR").await;
        let settings = settings(&auditor).await;
        let find = |name: &str| {
            let found = settings.iter().find(|setting| setting["name"] == name);
            found.unwrap_or_else(|| panic!("{name}")).clone()
        };
        let without = |name: &str| {
            let mut setting = find(name);
            setting["description"].take();
            setting
        };
        assert_eq!(
            without("MAX_OPEN_REQUESTS"),
            json!({ "name": "MAX_OPEN_REQUESTS", "value": "4", "isSecret": false, "isDefault": false, "description": null })
        );
        assert_eq!(
            without("PROFILE"),
            json!({ "name": "PROFILE", "value": "development", "isSecret": false, "isDefault": true, "description": null })
        );
        assert_eq!(
            without("SECRET_KEY"),
            json!({ "name": "SECRET_KEY", "value": null, "isSecret": true, "isDefault": false, "description": null })
        );
        let unset = without("WEBHOOK_CA_FILE");
        assert_eq!(
            (&unset["value"], &unset["isDefault"]),
            (&Value::Null, &json!(true))
        );
        let url = find("DATABASE_URL")["value"].clone();
        let url = url.as_str().expect("a URL");
        assert!(!url.contains('@') && !url.contains('?'), "{url}");
        let text = Value::from(settings).to_string();
        for secret in ["only this server knows", "the words of last year"] {
            assert!(!text.contains(secret), "{text}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_setting_has_the_description_of_the_documentation() {
    let page = include_str!("../../../docs/settings.md");
    each_database_with(&[], async |server| {
        let settings = settings(&server.admin("SUPERADMIN").await).await;
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        assert_eq!(rows.clone().count(), settings.len());
        for (row, setting) in rows.zip(&settings) {
            let text = |field: &str| setting[field].as_str().expect("text").to_owned();
            let description = text("description").replace('|', "\\|").replace('<', "&lt;");
            assert!(row.starts_with(&format!("| `{}` |", text("name"))), "{row}");
            assert!(row.ends_with(&format!("| {description} |")), "{row}");
        }
    })
    .await;
}
