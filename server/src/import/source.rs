//! Reads what Django's `dumpdata` writes, or CSV with a header.

use super::fields::{COLUMNS, cell_value};
use crate::spreadsheet::{self, Columns};
use serde::Deserialize;
use serde_json::{Map, Value};

/// A row as it was read.
pub struct Record {
    /// Where it is, for people: a line, or the primary key of a dump.
    pub place: String,
    pub(super) fields: Map<String, Value>,
}

/// An object of a dump.
#[derive(Deserialize)]
struct Object {
    model: String,
    #[serde(default)]
    pk: Value,
    fields: Map<String, Value>,
}

const TABLE: Columns = Columns {
    required: &["email"],
    optional: &COLUMNS,
};
/// Maximum number of users per file. All are read before the first is imported.
const MAX_ROWS: usize = 200_000;
/// Models of a dump that an error names.
const SHOWN: usize = 10;

/// Reads the users of a file.
///
/// # Errors
/// A sentence, when the file is neither, or has no users.
pub fn read(file: &[u8]) -> Result<Vec<Record>, String> {
    let is_dump = file.trim_ascii_start().starts_with(b"[");
    let records = if is_dump { dump(file)? } else { table(file)? };
    match records.len() {
        ..=MAX_ROWS => Ok(records),
        _ => Err(format!("more than {MAX_ROWS} users; split the file")),
    }
}

fn dump(file: &[u8]) -> Result<Vec<Record>, String> {
    let objects: Vec<Object> = serde_json::from_slice(file)
        .map_err(|error| format!("this is not the output of dumpdata: {error}"))?;
    let mut others: Vec<String> = Vec::new();
    let mut records = Vec::new();
    for object in objects {
        let name = object.model.rsplit('.').next().unwrap_or_default();
        if !name.eq_ignore_ascii_case("user") {
            if others.len() < SHOWN && !others.contains(&object.model) {
                others.push(object.model);
            }
            continue;
        }
        records.push(of_dump(object.pk, object.fields));
    }
    match records.is_empty() {
        true => Err(format!(
            "there is no model named user in this dump; it has: {}",
            others.join(", ")
        )),
        false => Ok(records),
    }
}

fn of_dump(pk: Value, mut fields: Map<String, Value>) -> Record {
    let pk = match pk {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let place = format!("pk {pk}");
    fields.entry("userID").or_insert(Value::String(pk));
    Record { place, fields }
}

fn table(file: &[u8]) -> Result<Vec<Record>, String> {
    let table = spreadsheet::read(file, &TABLE, MAX_ROWS).map_err(|error| error.to_string())?;
    Ok(table.rows.into_iter().map(of_table).collect())
}

fn of_table(row: spreadsheet::Row) -> Record {
    let names = TABLE.required.iter().chain(TABLE.optional);
    let cells = names.zip(&row.cells).filter(|(_, cell)| !cell.is_empty());
    Record {
        place: format!("line {}", row.line),
        fields: cells
            .map(|(name, cell)| ((*name).to_owned(), cell_value(name, cell)))
            .collect(),
    }
}
