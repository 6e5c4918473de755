//! The texts of a profile, of one line or of several, and the year of study.

use crate::fault::Fault;
use crate::finding::{Field, Findings};
use crate::limits::{NAME_MAX, TEXT_MAX, YEAR_MAX, YEAR_MIN};
use crate::text::{count_long_line_breaks, has_refused, is_plain, length};

/// Checks a trimmed text, and returns whether it has line breaks of two characters, which become one.
pub(crate) fn judge_text(text: &[u8], field: Field, found: &mut impl Findings) -> bool {
    let (max, fault) = match field {
        Field::FirstName | Field::LastName => (NAME_MAX as usize, Fault::NameTooLong),
        _ => (TEXT_MAX as usize, Fault::TextTooLong),
    };
    let has_lines = matches!(field, Field::Goals | Field::OtherBackground);
    if text.len() <= max && is_plain(text, has_lines) {
        return false;
    }
    let long_breaks = if has_lines {
        count_long_line_breaks(text)
    } else {
        0
    };
    if length(text) - long_breaks > max {
        found.add(fault, field, None);
    }
    if has_refused(text, has_lines) {
        found.add(Fault::ControlCharacter, field, None);
    }
    long_breaks > 0
}

pub(crate) fn judge_year(year: i32, found: &mut impl Findings) {
    let is_year = u32::try_from(year).is_ok_and(|year| (YEAR_MIN..=YEAR_MAX).contains(&year));
    if !is_year {
        found.add(Fault::YearOutOfRange, Field::Year, None);
    }
}
