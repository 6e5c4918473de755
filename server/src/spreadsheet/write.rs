//! Writes CSV that a spreadsheet opens without running anything in it.

use super::formula::guarded;
use csv::{QuoteStyle, WriterBuilder};
use std::io::{Result, Write};

/// The mark by which Excel recognizes UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Writes the rows of a table.
#[derive(Debug)]
pub struct Writer<W: Write>(csv::Writer<W>);

impl<W: Write> Writer<W> {
    /// Starts a table, with a byte order mark if `is_marked`.
    ///
    /// # Errors
    /// When the output fails.
    pub fn new(mut out: W, is_marked: bool) -> Result<Self> {
        if is_marked {
            out.write_all(BYTE_ORDER_MARK)?;
        }
        // A program that splits at semicolons would start a cell, and so a formula, inside one that has no quotes.
        let mut builder = WriterBuilder::new();
        builder.quote_style(QuoteStyle::Always);
        Ok(Self(builder.from_writer(out)))
    }

    /// Writes a row. Cells that a spreadsheet could take for formulas get an apostrophe.
    ///
    /// # Errors
    /// When the output fails, or when the rows have different lengths.
    pub fn row<'cell>(&mut self, cells: impl IntoIterator<Item = &'cell str>) -> Result<()> {
        for cell in cells {
            self.0.write_field(guarded(cell).as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// Writes what is buffered.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> Result<()> {
        self.0.flush()
    }
}
