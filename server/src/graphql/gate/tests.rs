//! The gate's limits, one by one, and the documents that once stalled the server.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use async_graphql::{Request, Value, parser::types::OperationType};

use super::{DocumentLimits, Gate};

fn refused(text: &str) -> String {
    let gate = Gate::new(DocumentLimits::default());
    let error = gate
        .admit(&mut Request::new(text))
        .expect_err("the document should be refused");
    let extensions = error.extensions.expect("a code");
    assert_eq!(extensions.get("code"), Some(&Value::from("BAD_USER_INPUT")));
    assert_eq!(extensions.get("status"), Some(&Value::from(400)));
    error.message
}

fn admitted(text: &str) -> OperationType {
    Gate::new(DocumentLimits::default())
        .admit(&mut Request::new(text))
        .expect("the document should pass")
}

/// Fragments that each spread the next one twice.
fn doubling(levels: usize, last: &str) -> String {
    let mut text = String::from("{...F0}");
    for level in 0..levels {
        let next = level + 1;
        let _ = write!(text, "fragment F{level} on Query{{...F{next} ...F{next}}}");
    }
    text + &format!("fragment F{levels} on Query{{{last}}}")
}

#[test]
fn a_kilobyte_of_doubling_fragments_is_refused_at_once() {
    let text = doubling(21, "__typename");
    assert!(text.len() < 1_024, "{}", text.len());
    let started = Instant::now();
    let message = refused(&text);
    let took = started.elapsed();
    assert!(message.contains("more than 1000 selections"), "{message}");
    assert!(took < Duration::from_millis(10), "{took:?}");
}

#[test]
fn doubling_spreads_of_an_unknown_fragment_count_as_well() {
    assert!(refused(&doubling(20, "...Unknown ...Unknown")).contains("selections"));
}

#[test]
fn a_long_chain_of_fragments_is_too_deep() {
    let mut text = String::from("{...F0}");
    for level in 0..40 {
        let _ = write!(text, "fragment F{level} on Query{{...F{}}}", level + 1);
    }
    assert!(refused(&(text + "fragment F40 on Query{a}")).contains("24 levels of depth"));
}

#[test]
fn fragments_that_spread_each_other_are_refused() {
    assert!(
        refused("{...A} fragment A on Query{...B} fragment B on Query{...A}")
            .contains("spreads itself")
    );
    assert!(refused("{a} fragment A on Query{a{...A}}").contains("The fragment A spreads itself"));
}

#[test]
fn a_document_is_bounded_in_bytes_and_tokens() {
    assert!(refused(&format!("{{a}} #{}", "x".repeat(40_000))).contains("longer than 32768 bytes"));
    assert!(refused(&format!("{{{}}}", "a ".repeat(2_000))).contains("more than 2000 tokens"));
}

#[test]
fn deep_brackets_are_refused_before_the_parser_recurses() {
    for (open, close) in [
        ("{a", "}"),
        ("{a(x:", ")}"),
        ("{a(x:[", "])}"),
        ("{...", "}"),
    ] {
        let text = format!("{}{}", open.repeat(900), close.repeat(900));
        assert!(refused(&text).contains("nests more than 64"), "{open}");
    }
    let values = format!("{{a(x:{}{})}}", "[".repeat(1_900), "]".repeat(50));
    assert!(refused(&values).contains("nests more than 64"));
    let types = format!("query($x:{}Int{}){{a}}", "[".repeat(900), "]".repeat(900));
    assert!(refused(&types).contains("nests more than 64"));
}

#[test]
fn the_parser_survives_what_the_scan_lets_pass() {
    let values = format!("{{a(x:{}{})}}", "[".repeat(60), "]".repeat(60));
    std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(move || admitted(&values))
        .expect("a thread")
        .join()
        .expect("no overflow");
}

#[test]
fn brackets_in_strings_and_comments_do_not_count() {
    let brackets = "{[(".repeat(200);
    admitted(&format!(
        "{{a(x:\"{brackets}\\\"{brackets}\") # {brackets}\n}}"
    ));
    admitted(&format!(
        "{{a(x:\"\"\"{brackets}\\\"\"\"{brackets} \" {brackets}\"\"\")}}"
    ));
}

#[test]
fn an_unfinished_block_string_hides_no_brackets() {
    // To the parser this is `""`, then the string `" "`, then brackets.
    let text = format!("{{a(x:[\"\"\" \"{}", "[".repeat(1_000));
    assert!(refused(&text).contains("nests more than 64"));
}

#[test]
fn aliases_directives_and_root_fields_are_counted_where_they_are_spread() {
    let aliases: String = (0..60).map(|n| format!("a{n}:a ")).collect();
    assert!(
        refused(&format!(
            "{{b{{...F}} c{{...F}}}} fragment F on A{{{aliases}}}"
        ))
        .contains("100 aliases")
    );
    let directives = "@skip(if:false)".repeat(30);
    assert!(
        refused(&format!(
            "{{b{{...F}} c{{...F}}}} fragment F on A{{a {directives}}}"
        ))
        .contains("50 directives")
    );
    assert!(refused(&format!("{{{}}}", "a ".repeat(21))).contains("20 fields at its root"));
    assert!(
        refused(&format!(
            "{{...F ...F}} fragment F on Q{{{}}}",
            "a ".repeat(11)
        ))
        .contains("20 fields")
    );
}

#[test]
fn a_mutation_runs_few_verbs_and_a_subscription_one() {
    assert!(refused("mutation{a b c d e f}").contains("5 mutations"));
    assert!(refused("subscription{a b}").contains("exactly one field"));
    assert!(refused("subscription{...{a} b}").contains("exactly one field"));
}

#[test]
fn operations_and_fragments_are_bounded_in_number() {
    let operations: String = (0..21).map(|n| format!("query Q{n}{{a}}")).collect();
    assert!(refused(&operations).contains("20 operations"));
    let fragments: String = (0..51)
        .map(|n| format!("fragment F{n} on Q{{a}}"))
        .collect();
    assert!(refused(&format!("{{a}}{fragments}")).contains("50 fragments"));
}

#[test]
fn a_fault_in_the_syntax_is_told_without_the_document() {
    let message = refused(&format!("{{a(x:\"{}\" !)}}", "secret".repeat(500)));
    assert!(message.starts_with("Syntax error: expected"), "{message}");
    assert!(message.len() < 200, "{message}");
    assert_eq!(
        refused("fragment F on Q{a}"),
        "Syntax error: document does not contain an operation"
    );
}

#[test]
fn the_operation_is_chosen_by_name() {
    let gate = Gate::new(DocumentLimits::default());
    let text = "query A{a} mutation B{b}";
    let named = |name: &str| gate.admit(&mut Request::new(text).operation_name(name));
    assert_eq!(named("A").expect("A"), OperationType::Query);
    assert_eq!(named("B").expect("B"), OperationType::Mutation);
    assert!(named("C").is_err());
    assert!(gate.admit(&mut Request::new(text)).is_err());
}

#[test]
fn the_memory_of_documents_is_bounded_and_keeps_what_is_used() {
    let gate = Gate::new(DocumentLimits {
        cached_tokens: 160,
        ..DocumentLimits::default()
    });
    for number in 0..100 {
        gate.admit(&mut Request::new("{hot}")).expect("hot");
        gate.admit(&mut Request::new(format!("{{a{number}}}")))
            .expect("cold");
    }
    assert!(gate.cache.get("{hot}").is_some());
    assert!(gate.cache.get("{a99}").is_some());
    assert!(gate.cache.get("{a1}").is_none());
}

#[test]
fn the_introspection_query_of_graphiql_passes() {
    let of_type = (0..9).fold(String::new(), |inner, _| {
        format!("ofType{{kind name {inner}}}")
    });
    let text = format!(
        "query IntrospectionQuery{{__schema{{queryType{{name}} types{{...FullType}} directives{{name locations \
         args(includeDeprecated:true){{...InputValue}}}}}}}} fragment FullType on __Type{{kind name \
         fields(includeDeprecated:true){{name args(includeDeprecated:true){{...InputValue}} type{{...TypeRef}}}} \
         inputFields{{...InputValue}} interfaces{{...TypeRef}} enumValues{{name}} possibleTypes{{...TypeRef}}}} \
         fragment InputValue on __InputValue{{name type{{...TypeRef}} defaultValue}} \
         fragment TypeRef on __Type{{kind name {of_type}}}"
    );
    assert_eq!(admitted(&text), OperationType::Query);
}

#[test]
fn a_variable_that_is_required_must_be_given() {
    let gate = Gate::new(DocumentLimits::default());
    let text = "query($a: Int! $b: Int! = 1 $c: Int){a}";
    let with = |variables| {
        let variables = async_graphql::Variables::from_json(variables);
        gate.admit(&mut Request::new(text).variables(variables))
            .map_err(|error| error.message)
    };
    assert!(with(serde_json::json!({ "a": 1 })).is_ok());
    assert!(with(serde_json::json!({ "a": 1, "c": null })).is_ok());
    assert_eq!(
        with(serde_json::json!({})),
        Err("The variable $a of type Int! is missing.".to_owned())
    );
    assert!(with(serde_json::json!({ "a": null })).is_err());
    assert!(with(serde_json::json!({ "a": 1, "b": null })).is_err());
}
