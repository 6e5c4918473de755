//! Addresses that the vectors do not cover: those of older accounts, and which ones logs keep.

use rules::{Domains, Email};

#[test]
fn an_account_that_is_older_than_the_rule_against_routing_is_still_found() {
    let domains = Domains::default();
    for raw in [
        " Kay%evil.example@UCLA.edu ",
        "evil.example!kay@g.ucla.edu",
        "jo@ucla.edu",
    ] {
        let found = Email::parse_existing(raw, &domains).map(|email| email.as_str().to_owned());
        assert_eq!(found, Ok(raw.trim().to_lowercase()));
    }
    for raw in [
        "",
        "jo",
        "a%b",
        "a%b@gmail.com",
        "a%b..c@ucla.edu",
        "a%b c@ucla.edu",
    ] {
        assert_eq!(
            Email::parse_existing(raw, &domains),
            Email::parse(raw, &domains),
            "{raw}"
        );
    }
}

#[test]
fn an_address_is_distinguished_from_other_text_in_its_field() {
    for address in [
        "jo@ucla.edu",
        " JO@Gmail.com ",
        "kay%evil.example@ucla.edu",
        "jo+x@mail.example.co",
    ] {
        assert!(Email::is_well_formed(address), "{address}");
    }
    let long = format!("{}@ucla.edu", "x".repeat(65));
    for other in [
        "",
        "@",
        "correct horse battery",
        "p@ssw0rd",
        "p@ss.w0rd",
        "hunter2!@#",
        "hunter2@",
        "jo@localhost",
        "a@b.c",
        "jo@ucla.edu hunter2",
        "jö@ucla.edu",
        "jo@ucla.edu\nhunter2",
        &long,
    ] {
        assert!(!Email::is_well_formed(other), "{other}");
    }
}
