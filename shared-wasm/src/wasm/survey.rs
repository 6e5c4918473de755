//! The survey: six texts, the majors, the minors and the picture, in this order.

use super::buffer::Texts;
use super::response::{Becomes, Response};
use crate::finding::Field;
use crate::profile_entries::Entries;
use crate::profile_picture_url;
use crate::profile_text::{judge_text, judge_year};
use crate::text::trim;

const LINES: [Field; 6] = [
    Field::FirstName,
    Field::LastName,
    Field::Hobbies,
    Field::Clubs,
    Field::Goals,
    Field::OtherBackground,
];

/// One loop, so that the code for all texts is compiled once.
pub(super) fn judge_survey(
    texts: &mut Texts<'_>,
    majors: usize,
    year: i32,
    response: &mut Response<'_>,
) {
    let minors_from = LINES.len() + majors;
    let picture_at = texts.len().saturating_sub(1);
    let mut entries = Entries::default();
    for at in 0..texts.len() {
        if at == LINES.len() {
            judge_year(year, response);
        }
        if at == minors_from {
            entries = Entries::default();
        }
        let Some((raw, word)) = texts.next() else {
            continue;
        };
        let text = trim(raw);
        let list = if at < minors_from {
            Field::Major
        } else {
            Field::Minor
        };
        let becomes = if let Some(field) = LINES.get(at) {
            if judge_text(text, *field, response) {
                Becomes::Other
            } else {
                Becomes::Trimmed
            }
        } else if at == picture_at {
            profile_picture_url::judge(text, response);
            if text.is_empty() {
                Becomes::Nothing
            } else {
                Becomes::Trimmed
            }
        } else if entries.keeps(text, list, response) {
            Becomes::Trimmed
        } else {
            Becomes::Nothing
        };
        response.set_text(word, raw, text, becomes);
    }
}
