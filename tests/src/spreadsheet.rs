//! CSV as spreadsheets save and open it.

use bruinbridge::spreadsheet::{Columns, Table, Writer, read};

const COLUMNS: Columns = Columns {
    required: &["mentee_email", "mentor_email"],
    optional: &["matched_at"],
};
const MAX: usize = 3;

/// The rows of a file, each with its line, or the sentence of the error.
fn table(file: impl AsRef<[u8]>) -> Result<Table, String> {
    read(file.as_ref(), &COLUMNS, MAX).map_err(|error| error.to_string())
}

/// The rows of a file as text.
fn rows(file: impl AsRef<[u8]>) -> Vec<String> {
    let table = table(file).expect("a table");
    let row =
        |row: &bruinbridge::spreadsheet::Row| format!("{}: {}", row.line, row.cells.join(" "));
    table.rows.iter().map(row).collect()
}

/// A file that is written with one row.
fn written(cells: &[&str]) -> String {
    let mut file = Vec::new();
    let mut writer = Writer::new(&mut file, false).expect("a writer");
    writer.row(cells.iter().copied()).expect("written");
    writer.finish().expect("finished");
    String::from_utf8(file).expect("UTF-8")
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn every_delimiter_that_spreadsheets_save_is_recognized() {
    for delimiter in [",", ";", "\t", "|"] {
        let file = "mentee_email,note,mentor_email\na@ucla.edu,\"one; two, three\",ma@ucla.edu\n";
        let file = file.replace("email,", &format!("email{delimiter}"));
        let file = file.replace("note,", &format!("note{delimiter}"));
        let file = file.replace("edu,", &format!("edu{delimiter}"));
        let file = file.replace("\",", &format!("\"{delimiter}"));
        assert_eq!(rows(file), ["2: a@ucla.edu ma@ucla.edu "], "{delimiter:?}");
    }
    for declared in ["sep=;", "SEP=;", "\"sep=;\""] {
        let file = format!("{declared}\r\nmentee_email;mentor_email\r\na@ucla.edu;ma@ucla.edu\r\n");
        assert_eq!(rows(file), ["3: a@ucla.edu ma@ucla.edu "], "{declared}");
    }
    let unusual = "sep=#\nmentee_email#mentor_email\na@ucla.edu#ma@ucla.edu";
    assert_eq!(rows(unusual), ["3: a@ucla.edu ma@ucla.edu "]);
}

#[test]
fn every_encoding_that_spreadsheets_save_is_recognized_and_named() {
    let text = "mentee_email,Größe,mentor_email\njo@ucla.edu,é,ma@ucla.edu\n";
    let windows: Vec<u8> = text
        .chars()
        .map(|character| u8::try_from(u32::from(character)).expect("Latin-1"))
        .collect();
    let marked = format!("\u{FEFF}{text}");
    let tabs = text.replace(',', "\t");
    for (file, encoding) in [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked.as_bytes().to_vec(), "UTF-8"),
        (utf_16(&marked, u16::to_le_bytes), "UTF-16LE"),
        (utf_16(&marked, u16::to_be_bytes), "UTF-16BE"),
        (utf_16(&tabs, u16::to_le_bytes), "UTF-16LE"),
        (utf_16(&tabs, u16::to_be_bytes), "UTF-16BE"),
        (windows, "windows-1252"),
    ] {
        let table = table(&file).expect("a table");
        assert_eq!(table.encoding, encoding);
        assert_eq!(table.rows[0].cells, ["jo@ucla.edu", "ma@ucla.edu", ""]);
    }
}

#[test]
fn a_header_is_recognized_whatever_its_case_and_punctuation() {
    for header in [
        "Mentee_Email,Mentor_Email",
        "MENTEE EMAIL , mentor-email",
        "MenteeEmail,\"Mentor_Email:\"",
        "\n,,\n mentee.email:,mentor email",
    ] {
        let file = format!("{header}\na@ucla.edu,ma@ucla.edu\n");
        let table = table(file).expect(header);
        assert_eq!(
            table.rows[0].cells,
            ["a@ucla.edu", "ma@ucla.edu", ""],
            "{header}"
        );
    }
}

#[test]
fn empty_rows_are_skipped_and_short_ones_are_not() {
    let file = "mentor_email,x,mentee_email,matched_at\r\n,,,\r\n\r\nma@ucla.edu\r\n \t,,  ,\r\n\
                ma@ucla.edu,\"two\r\nlines\", a@ucla.edu ,2026-01-31\r\n;;\r\n,,,";
    let read = rows(file.replace(";;", ",,"));
    assert_eq!(
        read,
        ["4:  ma@ucla.edu ", "6: a@ucla.edu ma@ucla.edu 2026-01-31"]
    );
    // Line breaks of old Macs.
    assert_eq!(
        rows("mentee_email,mentor_email\ra@ucla.edu,ma@ucla.edu\r").len(),
        1
    );
}

#[test]
fn a_file_that_is_not_such_a_table_is_refused_with_the_cause() {
    let workbook = "this is a workbook, not CSV; in the spreadsheet, save it as CSV";
    let no_rows = "there are no rows below the first one, which names the columns";
    for (file, cause) in [
        ("", "the file is empty"),
        ("\u{FEFF}\n,,\n", "the file is empty"),
        ("PK\u{3}\u{4}rest", workbook),
        ("mentee_email,mentor_email\n", no_rows),
        ("sep=;\nmentee_email;mentor_email\n;\n", no_rows),
        (
            "a@ucla.edu,ma@ucla.edu\nb@ucla.edu,ma@ucla.edu\n",
            "the first row does not name a column mentee_email; it has: a@ucla.edu, ma@ucla.edu",
        ),
        (
            "mentee_email;mentor\na;b\n",
            "the first row does not name a column mentor_email; it has: mentee_email, mentor",
        ),
        (
            "mentee_email,Mentee Email,mentor_email\na,b,c\n",
            "the first row names the column mentee_email twice",
        ),
        (
            "mentee_email,mentor_email\na,b\na,b\n\na,b\na,b\n",
            "more than 3 rows; split the file",
        ),
    ] {
        assert_eq!(table(file).expect_err(file), cause, "{file:?}");
    }
    assert_eq!(
        table(b"\xD0\xCF\x11\xE0\xA1").expect_err("a workbook"),
        workbook
    );
}

#[test]
fn no_cell_of_an_export_is_run_as_a_formula_and_an_import_restores_it() {
    for beginning in [
        "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''@",
    ] {
        let text = format!("{beginning}1*5@ucla.edu");
        assert_eq!(written(&[&text]), format!("\"'{text}\"\n"), "{beginning:?}");
    }
    for plain in [
        "",
        "'",
        "'n roll",
        "o'=1",
        "a;=1+1",
        "5 = 5",
        "say \"=1\"",
        " a",
    ] {
        let quoted = plain.replace('"', "\"\"");
        assert_eq!(written(&[plain]), format!("\"{quoted}\"\n"), "{plain:?}");
    }
    for text in [
        "=1*5@ucla.edu",
        "'=1*5@ucla.edu",
        "-jo@ucla.edu",
        "'jo@ucla.edu",
        "o;\"b,@ucla.edu",
    ] {
        let header = written(&["mentee_email", "mentor_email"]);
        let file = header + &written(&[text, "@x"]);
        assert_eq!(rows(file), [format!("2: {text} @x ")]);
    }
}

#[test]
fn a_byte_order_mark_is_written_on_request() {
    let mut file = Vec::new();
    let mut writer = Writer::new(&mut file, true).expect("a writer");
    writer
        .row(["mentee_email", "mentor_email"])
        .expect("written");
    writer.row(["é@ucla.edu", "ma@ucla.edu"]).expect("written");
    writer.finish().expect("finished");
    assert!(file.starts_with(b"\xEF\xBB\xBF\"mentee_email\""));
    assert_eq!(rows(file), ["2: é@ucla.edu ma@ucla.edu "]);
}
