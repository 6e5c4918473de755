//! Plants paths in each form that Rust has for them.

use super::*;

/// What a file names that is the module `own::inner`.
fn named(code: &str) -> Vec<Named> {
    let module = ["own".to_owned(), "inner".to_owned()];
    named_in(&syn::parse_file(code).unwrap(), &module)
}

/// Whether the code names the module `roster`, in its second line.
fn names_roster(code: &str) -> bool {
    named(&format!("\n{code}"))
        .iter()
        .any(|named| named.line == 2 && named.module() == Some("roster"))
}

#[test]
fn an_import_is_found_in_each_form_of_use() {
    for code in [
        "use crate::roster;",
        "use crate::roster::Match;",
        "use crate::roster::*;",
        "use crate::roster as other;",
        "use crate::{db, roster::{self, Match as M}};",
        "use {std::fmt, crate::{db::Db, roster}};",
        "use super::super::roster::Match;",
        "use self::super::super::roster;",
        "use bruinbridge::roster;",
        "use ::bruinbridge::roster;",
        "pub use crate::roster::Match;",
        "pub(crate) use crate::roster::Match;",
        "fn a() { use crate::roster::Match; }",
        "mod tests { use super::super::super::roster::Match; }",
        "#[cfg(test)] mod tests { use crate::roster::Match; }",
        "use crate::r#roster;",
    ] {
        assert!(names_roster(code), "{code}");
    }
}

#[test]
fn an_import_is_found_in_each_kind_of_code() {
    for code in [
        "fn a() { crate::roster::add(); }",
        "fn a() { super::super::roster::add::<u8>(); }",
        "fn a() { let crate::roster::Match { .. } = b; }",
        "type A = crate::roster::Match;",
        "type A = Vec<Option<crate::roster::Match>>;",
        "type A = <crate::roster::Match as B>::C;",
        "fn a(b: &dyn crate::roster::Match) {}",
        "impl crate::roster::Match for A {}",
        "crate::roster::rule!(a);",
        "fn a() { vec![b, Some(crate::roster::add(c))]; }",
        "fn a() { c!(super::super::roster::add()); }",
        "a! { use crate::{db, roster::Match}; }",
        "a! { use crate::{roster}; }",
        "macro_rules! a { () => { $crate::roster::add() }; }",
        "#[derive(crate::roster::Match)] struct A;",
        "#[a(b = crate::roster::add)] struct A;",
        "#[a(b = \"crate::roster::add\")] struct A;",
        "#![a(b = \"crate::roster::add\")]",
        "#[a = \"super::super::roster\"] struct A;",
        "a! { #[b(c = \"crate::roster::Match\")] struct A; }",
        "struct A { #[a(crate::roster::b)] c: u8 }",
    ] {
        assert!(names_roster(code), "{code}");
    }
}

#[test]
fn what_is_no_import_is_not_found() {
    for code in [
        "/// See [`crate::roster::Match`].\nstruct A;",
        "//! crate::roster::Match",
        "// crate::roster::Match",
        "const A: &str = \"crate::roster::Match\";",
        "fn a() { b!(\"crate::roster::Match\"); }",
        "a! { /** crate::roster::Match */ struct A; }",
        "a! { #[doc = \"crate::roster::Match\"] struct A; }",
        "pub(in crate::roster) struct A;",
        "use super::roster::A;",
        "use self::roster::A;",
        "fn a() -> impl B + use<'c> {}",
        "fn a() { roster::b(); b.roster(); }",
    ] {
        assert!(!names_roster(code), "{code}");
    }
}

#[test]
fn the_line_is_that_of_the_name() {
    let code = "use crate::{\n  a::{self, b},\n  c as d,\n};\nuse lettre;\n";
    let named: Vec<(usize, String)> = named(code)
        .iter()
        .map(|named| (named.line, named.segments.join("::")))
        .collect();
    let expected = [
        (2, "crate::a"),
        (2, "crate::a::b"),
        (3, "crate::c"),
        (5, "lettre"),
    ];
    assert_eq!(named, expected.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn a_use_of_the_whole_crate_is_known() {
    let is_whole = |code: &str| {
        let file = syn::parse_file(code).unwrap();
        let named = named_in(&file, &["own".to_owned()]);
        named.iter().any(Named::is_whole_crate)
    };
    for code in [
        "use crate::*;",
        "use super::*;",
        "use crate as other;",
        "use crate::{self as other};",
        "use bruinbridge as other;",
        "extern crate self as other;",
        "a! { use crate::*; }",
    ] {
        assert!(is_whole(code), "{code}");
    }
    for code in [
        "use crate::a::*;",
        "use self::*;",
        "mod tests { use super::*; }",
        "pub(crate) struct A;",
        "a! { pub(crate) struct A; }",
    ] {
        assert!(!is_whole(code), "{code}");
    }
}
