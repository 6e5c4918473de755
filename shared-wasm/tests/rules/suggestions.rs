//! Additional domains from a setting, and suggestions; the usual typos are in vectors/email.json.

use rules::{Code, Domains, Email};

#[test]
fn an_extra_domain_is_accepted_by_its_exact_name() {
    let domains = Domains::with_extra([" Alumni.UCLA.edu ", "", "ucla.edu"]).unwrap();
    let names: Vec<&str> = domains.names().collect();
    assert_eq!(names, ["ucla.edu", "g.ucla.edu", "alumni.ucla.edu"]);
    assert!(Email::parse("jo@alumni.ucla.edu", &domains).is_ok());
    let violation = Email::parse("jo@x.alumni.ucla.edu", &domains).unwrap_err();
    assert_eq!(violation.code, Code::EmailNotUcla);
}

#[test]
fn a_name_that_is_not_an_exact_domain_is_returned() {
    for name in [
        "*.ucla.edu",
        "edu",
        "@ucla.edu",
        "ucla.edu.",
        "ucla edu",
        "jo@ucla.edu",
        "-a.edu",
    ] {
        assert_eq!(Domains::with_extra([name]), Err(name.to_owned()));
    }
}

#[test]
fn a_longer_domain_may_have_two_typos() {
    let domains = Domains::with_extra(["anderson.ucla.edu"]).unwrap();
    let meant = Some("jo@anderson.ucla.edu".to_owned());
    assert_eq!(rules::suggest("jo@andresonn.uclaa.edu", &domains), None);
    assert_eq!(rules::suggest("jo@andreson.ulca.com", &domains), None);
    assert_eq!(rules::suggest("jo@andreson.ulca.edu", &domains), meant);
}

#[test]
fn an_accepted_address_and_a_wrong_local_part_get_no_suggestion() {
    let domains = Domains::default();
    for raw in ["jo@ucla.edu", "jo", "", "@ucla.com", "j o@ucla.com"] {
        assert_eq!(rules::suggest(raw, &domains), None, "{raw}");
    }
}

#[test]
fn the_base_is_the_same_for_the_same_person() {
    let base = |address: &str| Email::from_stored(address.to_owned()).base();
    assert_eq!(base("jo@ucla.edu"), "jo@ucla.edu");
    assert_eq!(base("jo+a@ucla.edu"), "jo@ucla.edu");
    assert_eq!(base("jo+a+b@g.ucla.edu"), "jo@g.ucla.edu");
    assert_eq!(base("+a@ucla.edu"), "+a@ucla.edu");
}
