//! Reads CSV as spreadsheets save it: in one of several encodings, with commas, semicolons or tabs, and with headers
//! that people have edited.

use super::formula::unguarded;
use csv::{ReaderBuilder, StringRecord, Trim};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The columns that an import uses. A header names a column if it is the same without case, spaces and
/// punctuation.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    /// Names of columns that the table must have.
    pub required: &'static [&'static str],
    /// Names of columns that it may have.
    pub optional: &'static [&'static str],
}

/// The rows of a table, without the header and without empty rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// The name of the file's encoding.
    pub encoding: &'static str,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file in which it begins; the first is 1.
    pub line: u64,
    /// The trimmed cells of the columns, the required ones first. A cell that the row does not have is empty.
    pub cells: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A workbook instead of CSV.
    #[error("this is a workbook, not CSV; in the spreadsheet, save it as CSV")]
    Workbook,
    /// There is no text.
    #[error("the file is empty")]
    Empty,
    /// The first row does not name a required column.
    #[error("the first row does not name a column {missing}; it has: {found}")]
    MissingColumn {
        /// The column's name.
        missing: &'static str,
        /// What the first row has instead.
        found: String,
    },
    /// The first row names a column twice.
    #[error("the first row names the column {0} twice")]
    RepeatedColumn(&'static str),
    /// There are only headers.
    #[error("there are no rows below the first one, which names the columns")]
    NoRows,
    /// There are too many rows.
    #[error("more than {0} rows; split the file")]
    TooManyRows(usize),
    /// The text is not CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

/// Characters that separate cells. The first one by which the first row has the most known columns is used.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// The first bytes of workbooks: XLSX and ODS are ZIP archives, XLS is a compound file.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0"];
/// Characters of the first row that an error shows.
const SHOWN: usize = 200;

impl Columns {
    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.required.iter().chain(self.optional).copied()
    }

    /// Where a header has each column.
    fn positions(&self, header: &StringRecord) -> Vec<Vec<usize>> {
        let names: Vec<String> = header.iter().map(bare).collect();
        let of = |name| {
            let wanted = bare(name);
            let cells = names.iter().enumerate();
            let same = cells.filter(|(_, cell)| **cell == wanted);
            same.map(|(position, _)| position).collect()
        };
        self.names().map(of).collect()
    }
}

/// Reads at most `max` rows.
///
/// # Errors
/// When the file is not CSV, or does not have the required columns, or has no rows or too many.
pub fn read(file: &[u8], columns: &Columns, max: usize) -> Result<Table, ReadError> {
    if WORKBOOKS.iter().any(|start| file.starts_with(start)) {
        return Err(ReadError::Workbook);
    }
    let (text, encoding) = decode(file);
    let (body, declared) = without_declaration(&text);
    let delimiter = declared.unwrap_or_else(|| delimiter(body, columns));
    // The declaration is a line, too.
    let lines_before = u64::from(declared.is_some());
    let mut records = records(body, delimiter);
    let header = records.next().ok_or(ReadError::Empty)??;
    let positions = positions(columns, &header)?;
    let mut lines = Lines {
        text: body,
        counted: 0,
        line: 1,
    };
    let mut rows = Vec::new();
    for record in records {
        let record = record?;
        if rows.len() == max {
            return Err(ReadError::TooManyRows(max));
        }
        let line = lines.of(&record);
        let cell = |position: &Option<usize>| {
            let cell = position.and_then(|position| record.get(position));
            unguarded(cell.unwrap_or_default()).to_owned()
        };
        rows.push(Row {
            line: line + lines_before,
            cells: positions.iter().map(cell).collect(),
        });
    }
    if rows.is_empty() {
        return Err(ReadError::NoRows);
    }
    Ok(Table {
        rows,
        encoding: encoding.name(),
    })
}

/// Decodes a file: by its byte order mark, else as UTF-16 or UTF-8 if it is that, else as most programs on Windows save
/// it. Each line break becomes one character.
fn decode(file: &[u8]) -> (String, &'static Encoding) {
    let (encoding, start) = Encoding::for_bom(file).unwrap_or_else(|| (guessed(file), 0));
    let bytes = file.get(start..).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    (text.replace("\r\n", "\n").replace('\r', "\n"), encoding)
}

fn guessed(file: &[u8]) -> &'static Encoding {
    match file {
        // The first character of a header is ASCII.
        [_, 0, ..] => UTF_16LE,
        [0, _, ..] => UTF_16BE,
        _ if std::str::from_utf8(file).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}

/// The text after a first line such as `sep=;`, and the delimiter that it declares to Excel.
fn without_declaration(text: &str) -> (&str, Option<u8>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first = first.trim_matches('"').to_ascii_lowercase();
    match first.strip_prefix("sep=").map(str::as_bytes) {
        Some(&[delimiter]) => (rest, Some(delimiter)),
        _ => (text, None),
    }
}

fn delimiter(text: &str, columns: &Columns) -> u8 {
    let known = |delimiter: u8| {
        let Some(Ok(header)) = records(text, delimiter).next() else {
            return (0, 0);
        };
        let positions = columns.positions(&header);
        let known = positions.iter().filter(|found| !found.is_empty()).count();
        (known, header.len())
    };
    // Reversed, because of equal ones the last is taken.
    let best = DELIMITERS
        .into_iter()
        .rev()
        .max_by_key(|delimiter| known(*delimiter));
    best.unwrap_or(b',')
}

/// The rows that are not empty, with trimmed cells.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = csv::Result<StringRecord>> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes())
        .into_records()
        .filter(|record| !record.as_ref().is_ok_and(is_empty))
}

/// Whether a row has nothing but delimiters, even if they are those of another program.
fn is_empty(record: &StringRecord) -> bool {
    let mut bytes = record.iter().flat_map(str::bytes);
    bytes.all(|byte| DELIMITERS.contains(&byte))
}

/// Counts the lines up to each record. The library counts the empty lines before a record to it.
struct Lines<'text> {
    text: &'text str,
    /// The bytes whose lines are counted.
    counted: usize,
    /// The line after these bytes.
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, record: &StringRecord) -> u64 {
        let start = record.position().map_or(0, csv::Position::byte);
        let rest = usize::try_from(start)
            .ok()
            .and_then(|start| self.text.get(start..));
        let rest = rest.unwrap_or_default().trim_start_matches('\n');
        let start = self.text.len() - rest.len();
        let between = self.text.get(self.counted..start).unwrap_or_default();
        self.line += between.matches('\n').count() as u64;
        self.counted = start;
        self.line
    }
}

/// Where the header has each column; `None` for an optional one that it lacks.
fn positions(columns: &Columns, header: &StringRecord) -> Result<Vec<Option<usize>>, ReadError> {
    let mut positions = Vec::new();
    for (name, found) in columns.names().zip(columns.positions(header)) {
        positions.push(match found.as_slice() {
            [] if columns.required.contains(&name) => {
                let found: Vec<&str> = header.iter().collect();
                let found = found.join(", ").chars().take(SHOWN).collect();
                return Err(ReadError::MissingColumn {
                    missing: name,
                    found,
                });
            }
            [] => None,
            [position] => Some(*position),
            _ => return Err(ReadError::RepeatedColumn(name)),
        });
    }
    Ok(positions)
}

/// A header without case, spaces and punctuation.
fn bare(header: &str) -> String {
    let characters = header
        .chars()
        .filter(|character| character.is_alphanumeric());
    characters.flat_map(char::to_lowercase).collect()
}
