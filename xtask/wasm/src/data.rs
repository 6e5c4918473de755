//! The module of all that is only data: the faults with their codes and sentences, the fields, the limits,
//! the passwords that are tried first and the words of the campus.

use rules::{CAMPUS_WORDS, COMMON_PASSWORDS, Fault, Field, Param, Violation};
use serde_json::{Map, Value, json};

use crate::limits::limits;
use crate::sentences::sentence;

/// What is said of an address that may be mistyped ends so.
const SUGGESTION: &str = "\u{FFFC}";

/// JavaScript: the faults by their numbers as [code, status, sentence, parameters, sentence that ends in a
/// suggestion], the fields by their numbers, what `rules()` returns, the common
/// passwords and the words of the campus.
pub(crate) fn module() -> String {
    let faults: Vec<Value> = Fault::ALL.iter().copied().map(row).collect();
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    let (faults, fields, limits) = (json!(faults), json!(fields), limits());
    let [common, campus] = [COMMON_PASSWORDS, CAMPUS_WORDS]
        .map(|words| json!(str::from_utf8(words).unwrap_or_default()));
    format!(
        "export const faults={faults},fields={fields},limits={limits},common={common},campus={campus};\n"
    )
}

fn row(fault: Fault) -> Value {
    let violation = fault.violation();
    let usual = sentence(&violation);
    let suggesting = violation
        .clone()
        .with("suggestion", Param::Text(SUGGESTION.to_owned()));
    let suggesting = sentence(&suggesting);
    let code = violation.code;
    let mut row = vec![json!(code.as_str()), json!(code.status()), json!(usual)];
    let suggesting = suggesting.split_once(SUGGESTION).map(|(start, _)| start);
    if suggesting.is_some() || !violation.params.is_empty() {
        row.push(params(&violation));
    }
    row.extend(suggesting.map(Value::from));
    row.into()
}

fn params(violation: &Violation) -> Value {
    if violation.params.is_empty() {
        return Value::Null;
    }
    let params = violation.params.iter().map(|(name, param)| {
        let value = match param {
            Param::Number(number) => json!(number),
            Param::Text(text) => json!(text),
        };
        ((*name).to_owned(), value)
    });
    params.collect::<Map<String, Value>>().into()
}
