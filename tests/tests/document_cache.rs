//! Heap usage of the cache of parsed documents, as counted by the allocator. This test has a process of its own,
//! because the allocator counts for the whole process.

use std::alloc::System;
use std::fmt::Write as _;

use async_graphql::Request;
use bruinbridge::config::limits::DocumentLimits;
use bruinbridge::graphql::limits::DocumentChecker;
use bruinbridge::graphql::validator::Validator;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

/// Builds the document with a given number.
type Document = Box<dyn Fn(usize) -> String>;

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Returns how many bytes the cache holds after `count` different documents.
fn held(bound: usize, count: usize, document: impl Fn(usize) -> String) -> usize {
    let limits = DocumentLimits {
        cached_bytes: bound,
        ..DocumentLimits::default()
    };
    let checker = DocumentChecker::new(limits, 5, Validator::without_data());
    let region = Region::new(HEAP);
    for number in 0..count {
        let mut request = Request::new(document(number));
        // Documents are cached whether or not they are valid for our schema.
        let _ = checker.check(&mut request);
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
    let commented = held(8 * mebibyte, 2_500, |n| format!("{{a{n}}} # {n} {comment}"));
    // The cache keeps neither text nor comments: 2,500 small documents stay far below the bound.
    assert!(commented < 4 * mebibyte, "{commented}");
    let kinds: [(&str, usize, Document); 7] = [
        ("small", 4_000, Box::new(|n| format!("{{a{n}}}"))),
        (
            "fields",
            14,
            Box::new(|n| format!("{{a{n}{{{}}}}}", repeated(900, |m| format!("f{m}")))),
        ),
        (
            "nested",
            300,
            Box::new(|n| format!("{{{}a{n}{}}}", "a{".repeat(20), "}".repeat(20))),
        ),
        (
            "lists",
            40,
            Box::new(|n| format!("{{a(x:[{n},{}])}}", repeated(450, |_| "[1]".into()))),
        ),
        (
            "objects",
            40,
            Box::new(|n| format!("{{a(x:[{n},{}])}}", repeated(270, |_| "{b:$c}".into()))),
        ),
        (
            "operations",
            2_000,
            Box::new(|n| format!("query A($a{n}:[Int!]=[1,2],$b:I={{c:\"d\"}}){{a}}")),
        ),
        (
            "fragments",
            60,
            Box::new(|n| {
                let fragments = repeated(50, |m| format!("fragment F{m} on A{{a @b(c:\"{n}\")}}"));
                format!("{{a}} {fragments}")
            }),
        ),
    ];
    for (kind, count, document) in kinds {
        let held = held(mebibyte, count, document);
        assert!(held <= mebibyte, "{kind}: {held}");
        assert!(held > mebibyte / 4, "{kind}: {held}");
    }
}
