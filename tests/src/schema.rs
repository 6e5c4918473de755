//! The committed schema equals the served one, and has the names that existing clients use.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::Server;

#[test]
fn the_committed_schema_is_current() {
    let committed = include_str!("../../schema.graphql").trim_end();
    let printed = bruinbridge::graphql::sdl();
    assert!(
        committed == printed.trim_end(),
        "schema.graphql is outdated: run cargo xtask schema"
    );
}

/// Formats a type as SDL does.
fn format_type(kind: &Value) -> String {
    match kind["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", format_type(&kind["ofType"])),
        Some("LIST") => format!("[{}]", format_type(&kind["ofType"])),
        _ => kind["name"].as_str().expect("a name").to_owned(),
    }
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

/// Formats every field of every type as a line: `Type.field(argument: Type): Type`; values of enums as `Enum.VALUE`.
async fn lines(server: &Server) -> BTreeSet<String> {
    let kind = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";
    let document = format!(
        "{{ __schema {{ types {{ name
            fields {{ name args {{ name type {{ {kind} }} }} type {{ {kind} }} }}
            inputFields {{ name type {{ {kind} }} }} enumValues {{ name }} }} }} }}"
    );
    let data = server.client().run(&document, json!({})).await;
    let mut lines = BTreeSet::new();
    for owner in list(&data["__schema"], "types") {
        let name = owner["name"].as_str().expect("a name");
        let typed = |field: &Value| {
            let field_name = field["name"].as_str().expect("a name");
            format!("{field_name}: {}", format_type(&field["type"]))
        };
        for field in list(owner, "fields") {
            let arguments: Vec<String> = list(field, "args").iter().map(typed).collect();
            let (field_name, kind) = typed(field)
                .split_once(": ")
                .map(|(name, kind)| (name.to_owned(), kind.to_owned()))
                .expect("a type");
            let arguments = match arguments.is_empty() {
                true => String::new(),
                false => format!("({})", arguments.join(", ")),
            };
            lines.insert(format!("{name}.{field_name}{arguments}: {kind}"));
        }
        lines.extend(
            list(owner, "inputFields")
                .iter()
                .map(|field| format!("{name}.{}", typed(field))),
        );
        let values = list(owner, "enumValues")
            .iter()
            .filter_map(|value| value["name"].as_str());
        lines.extend(values.map(|value| format!("{name}.{value}")));
    }
    lines
}

#[tokio::test]
async fn the_names_that_existing_clients_use_are_in_the_schema() {
    let server = Server::start().await;
    let served = lines(&server).await;
    let promised = include_str!("../fixtures/api.txt").lines();
    let missing: Vec<&str> = promised
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !served.contains(*line))
        .collect();
    assert!(missing.is_empty(), "not in the schema: {missing:#?}");
}
