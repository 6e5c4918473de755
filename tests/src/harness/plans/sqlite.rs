//! Reads SQLite's plans: EXPLAIN QUERY PLAN, a tree of lines.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

use super::Fault;

struct Line {
    parent: i32,
    detail: String,
}

/// Returns the plan as text, and its faults.
pub(super) async fn explain(
    reader: &DatabaseConnection,
    statement: &Statement,
) -> (String, Vec<Fault>) {
    let mut explanation = statement.clone();
    explanation.sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
    let rows = reader.query_all_raw(explanation).await;
    let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", statement.sql));
    let line = |row: &sea_orm::QueryResult| Line {
        parent: row.try_get("", "parent").expect("a parent"),
        detail: row.try_get("", "detail").expect("a detail"),
    };
    let lines: Vec<Line> = rows.iter().map(line).collect();
    let details: Vec<&str> = lines.iter().map(|line| line.detail.as_str()).collect();
    let plan = details.join("\n");
    let mut faults = scans(&statement.sql, &lines);
    if super::is_page(&statement.sql) && lines.iter().any(|line| is_sort(line, &lines)) {
        faults.push(Fault::Sort);
    }
    faults.extend(not_sought(&statement.sql, &plan));
    (plan, faults)
}

/// Whether the line sorts rows of a table, rather than rows of subqueries that have their own limit.
fn is_sort(line: &Line, lines: &[Line]) -> bool {
    let of_table = |other: &Line| {
        other.parent == line.parent
            && (other.detail.starts_with("SEARCH ") || scanned(&other.detail, lines).is_some())
    };
    line.detail.starts_with("USE TEMP B-TREE FOR")
        && line.detail.ends_with("ORDER BY")
        && lines.iter().any(of_table)
}

fn scans(sql: &str, lines: &[Line]) -> Vec<Fault> {
    if super::takes_an_end(sql) {
        return Vec::new();
    }
    let scanned = lines.iter().filter_map(|line| scanned(&line.detail, lines));
    let automatic = lines
        .iter()
        .filter(|line| line.detail.contains("AUTOMATIC"));
    scanned
        .chain(automatic.map(|line| line.detail.as_str()))
        .map(|table| Fault::Scan(table.to_owned()))
        .collect()
}

/// Returns the table that a line scans, or `None` for a subquery or a list that is a parameter.
fn scanned<'a>(detail: &'a str, lines: &[Line]) -> Option<&'a str> {
    if detail.contains("VIRTUAL TABLE") {
        return None;
    }
    let name = detail.strip_prefix("SCAN ")?.split(' ').next()?;
    let is_subquery = |line: &Line| {
        let subquery = line.detail.strip_prefix("CO-ROUTINE ");
        subquery.or_else(|| line.detail.strip_prefix("MATERIALIZE ")) == Some(name)
    };
    (name != "CONSTANT" && !lines.iter().any(is_subquery)).then_some(name)
}

fn not_sought(sql: &str, plan: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let sought = plan.matches(")>(").count() + plan.matches(")<(").count();
    if sought < super::compared_pairs(sql, '?') {
        faults.push(Fault::NotSought("a row value".to_owned()));
    }
    for key in super::compared_keys(sql, '?') {
        // The position of a signal is its row's id.
        let names = [key, if key == "position" { "rowid" } else { key }];
        let is_sought = names.iter().any(|name| {
            [">", "<"]
                .iter()
                .any(|operator| plan.contains(&format!("{name}{operator}?")))
        });
        if !is_sought {
            faults.push(Fault::NotSought(key.to_owned()));
        }
    }
    faults
}
