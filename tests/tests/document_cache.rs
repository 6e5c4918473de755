//! Heap usage of the cache of parsed documents, as counted by the allocator. This test has a process of its own,
//! because the allocator counts for the whole process.

use std::alloc::System;
use std::fmt::Write as _;

use async_graphql::{Name, Request, Value, Variables};
use bruinbridge::auth::Caller;
use bruinbridge::client::Client;
use bruinbridge::config::limits::DocumentLimits;
use bruinbridge::graphql::limits::DocumentChecker;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// Builds the document with a given number.
type Document = Box<dyn Fn(usize) -> String>;

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Returns how many bytes the cache holds after `count` different documents.
fn held(bound: usize, count: usize, document: impl Fn(usize) -> String) -> usize {
    let limits = DocumentLimits {
        cached_bytes: bound,
        aliases: 10_000,
        tokens: 10_000,
        nodes: 1_000_000,
        ..DocumentLimits::default()
    };
    let checker = DocumentChecker::new(limits, 5);
    let anonymous = Caller::anonymous(Client::default());
    let region = Region::new(HEAP);
    for number in 0..count {
        let mut request = Request::new(document(number));
        request.operation_name = request.query.starts_with("mutation A").then(|| "A".into());
        let value = [(Name::new("c"), "x".into())];
        request.variables = Variables::from_value(Value::Object(value.into_iter().collect()));
        let read = checker.read(&mut request).map_err(|error| vec![error]);
        let prepared = read.and_then(|read| checker.prepare(read, &mut request, &anonymous));
        assert!(prepared.is_ok(), "{prepared:?}");
    }
    let change = region.change();
    drop(checker);
    change.bytes_allocated - change.bytes_deallocated
}

fn repeated(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = write!(text, "{} ", piece(number));
        text
    })
}

#[test]
fn documents_of_every_kind_stay_within_the_bound_as_the_allocator_counts() {
    let mebibyte = 1024 * 1024;
    let comment = "x".repeat(800);
    let commented = held(8 * mebibyte, 2_500, |n| {
        format!("{{a{n}:__typename}} # {n} {comment}")
    });
    // The cache keeps neither text nor comments: 2,500 small documents stay far below the bound.
    assert!(commented < 4 * mebibyte, "{commented}");
    let update = |input: String| {
        format!(
            "mutation A($c: String!) {{ updateProfile(input: {{ {input} }}) {{ errors {{ code }} }} }}"
        )
    };
    let kinds: [(&str, usize, Document); 7] = [
        ("small", 4_000, Box::new(|n| format!("{{a{n}:__typename}}"))),
        (
            "fields",
            14,
            Box::new(|n| format!("{{a{n}:me{{{}}}}}", repeated(900, |m| format!("f{m}:id")))),
        ),
        (
            "nested",
            300,
            Box::new(|n| format!("{{{}a{n}:__typename{}}}", "...{".repeat(20), "}".repeat(20))),
        ),
        (
            "lists",
            40,
            Box::new(move |n| {
                let entries = repeated(450, |_| "\"1\"".into());
                update(format!("major: [\"{n}\" $c {entries}]"))
            }),
        ),
        (
            "variables",
            40,
            Box::new(move |n| {
                update(format!(
                    "major: [\"{n}\" {}]",
                    repeated(270, |_| "$c".into())
                ))
            }),
        ),
        (
            "operations",
            2_000,
            Box::new(|n| {
                format!(
                    "mutation A($a{n}: [String!] = [\"1\", \"2\"], $b: ProfileInput! = {{ hobbies: \"d\" }}) \
                     {{ a: updateProfile(input: {{ major: $a{n} }}) {{ errors {{ code }} }} \
                        b: updateProfile(input: $b) {{ errors {{ code }} }} }}"
                )
            }),
        ),
        (
            "fragments",
            60,
            Box::new(|n| {
                let spreads = repeated(50, |m| format!("...F{m}"));
                let fragments = repeated(50, |m| {
                    format!("fragment F{m} on User {{ a{n}: id @include(if: true) }}")
                });
                format!("{{ me {{ {spreads} }} }} {fragments}")
            }),
        ),
    ];
    for (kind, count, document) in kinds {
        let held = held(mebibyte, count, document);
        assert!(held <= mebibyte, "{kind}: {held}");
        assert!(held > mebibyte / 4, "{kind}: {held}");
    }
}
