//! Reads PostgreSQL's plans: EXPLAIN in JSON, a tree of nodes.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::Value;

use super::Fault;

/// Returns the plan as text, and its faults.
pub(super) async fn explain(
    reader: &DatabaseConnection,
    statement: &Statement,
) -> (String, Vec<Fault>) {
    // With few rows a sort is cheaper than an index in the right order; with many it is not.
    let is_sorted = match super::is_page(&statement.sql) {
        true => "SET enable_sort = off",
        false => "SET enable_sort = on",
    };
    reader.execute_unprepared(is_sorted).await.expect(is_sorted);
    let mut explanation = statement.clone();
    explanation.sql = format!("EXPLAIN (FORMAT JSON, COSTS OFF) {}", statement.sql);
    let row = reader.query_one_raw(explanation).await;
    let row = row.unwrap_or_else(|error| panic!("{}: {error}", statement.sql));
    let plan: Value = row
        .expect("a plan")
        .try_get("", "QUERY PLAN")
        .expect("a plan in JSON");
    let mut nodes = Vec::new();
    collect(&plan[0]["Plan"], &mut nodes);
    let mut faults = Vec::new();
    for node in &nodes {
        faults.extend(scan(&statement.sql, node));
        faults.extend(sort(node));
    }
    faults.extend(not_sought(&statement.sql, &nodes));
    let text = serde_json::to_string_pretty(&plan).expect("JSON");
    (text, faults)
}

fn collect<'a>(node: &'a Value, nodes: &mut Vec<&'a Value>) {
    nodes.push(node);
    for child in children(node) {
        collect(child, nodes);
    }
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node["Plans"].as_array().into_iter().flatten()
}

fn kind(node: &Value) -> &str {
    node["Node Type"].as_str().unwrap_or_default()
}

fn scan(sql: &str, node: &Value) -> Option<Fault> {
    let is_whole = match kind(node) {
        "Seq Scan" => true,
        "Index Scan" | "Index Only Scan" | "Bitmap Index Scan" => {
            node["Index Cond"].is_null() && !super::takes_an_end(sql)
        }
        _ => false,
    };
    let name = node["Relation Name"]
        .as_str()
        .or(node["Index Name"].as_str());
    is_whole.then(|| Fault::Scan(name.unwrap_or_default().to_owned()))
}

/// Finds a limit over sorted rows, unless the rows come from subqueries that have their own limit.
fn sort(node: &Value) -> Option<Fault> {
    if kind(node) != "Limit" {
        return None;
    }
    let sorts = children(node).any(|child| {
        matches!(kind(child), "Sort" | "Incremental Sort") && children(child).any(is_unlimited)
    });
    sorts.then_some(Fault::Sort)
}

fn is_unlimited(node: &Value) -> bool {
    match kind(node) {
        "Limit" => false,
        _ if node["Plans"].is_null() => true,
        _ => children(node).any(is_unlimited),
    }
}

fn not_sought(sql: &str, nodes: &[&Value]) -> Vec<Fault> {
    let texts = |key: &str| -> String {
        let texts = nodes.iter().filter_map(|node| node[key].as_str());
        texts.collect::<Vec<_>>().join("\n")
    };
    let (sought, filtered) = (texts("Index Cond"), texts("Filter"));
    let mut faults = Vec::new();
    if sought.matches("= ROW(").count()
        + sought.matches("< ROW(").count()
        + sought.matches("> ROW(").count()
        < super::compared_pairs(sql, '$')
    {
        faults.push(Fault::NotSought("a row value".to_owned()));
    }
    for key in super::compared_keys(sql, '$') {
        let is_filtered = ["<", ">"]
            .iter()
            .any(|operator| filtered.contains(&format!("({key} {operator}")));
        if is_filtered {
            faults.push(Fault::NotSought(key.to_owned()));
        }
    }
    faults
}
