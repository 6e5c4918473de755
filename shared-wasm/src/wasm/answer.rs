//! Writing answers: what normalisation changed, or why the input is refused.

use alloc::string::String;

use super::fields::ENTRY;
use crate::violation::decimal;
use crate::{Param, Violation};

/// Begins an answer that refuses.
const REFUSED: char = '\u{1C}';
/// Stands before a parameter's name, and before its value.
const PARAM: char = '\u{1D}';
/// Stands before a value that is a number.
const NUMBER: char = '\u{1B}';

/// The normalised text, or nothing if it is the one that was given.
pub(super) fn changes_of(raw: &str, normalised: &str) -> String {
    String::from(if raw == normalised { "" } else { normalised })
}

/// For each violation its code's place in the list, its path and its parameters.
pub(super) fn refusals(violations: &[Violation]) -> String {
    let mut answer = String::new();
    for violation in violations {
        answer.push(REFUSED);
        answer.push_str(&decimal(violation.code as usize));
        for segment in &violation.field {
            answer.push(ENTRY);
            answer.push_str(segment);
        }
        for (name, param) in &violation.params {
            answer.push(PARAM);
            answer.push_str(name);
            answer.push(PARAM);
            match param {
                Param::Number(value) => {
                    answer.push(NUMBER);
                    answer.push_str(&decimal(*value as usize));
                }
                Param::Text(text) => answer.push_str(text),
            }
        }
    }
    answer
}
