//! "Did you mean …": the accepted address that was most likely meant by a mistyped one.

use alloc::string::String;

use crate::email::check_local;
use crate::email_domains::Domains;
use crate::text::rsplit_once;

/// A domain that costs more than this is something else, not a slip.
const COST_MAX: u32 = 2;
/// Four letters with two of them wrong are another university (ucsd, ucsb), not a slip.
const SHORT_NAME: usize = 8;
/// Real places one letter away from an accepted domain.
const NEIGHBOURS: &[&str] = &["uca.edu"];

/// The address with the accepted domain that its own is a near miss of, if it is one.
#[must_use]
pub fn suggest(raw: &str, domains: &Domains) -> Option<String> {
    let address = raw.trim().to_ascii_lowercase();
    let (local, domain) = rsplit_once(&address, b'@')?;
    check_local(local).ok()?;
    let meant = nearest(domain, domains)?;
    Some([local, "@", meant].concat())
}

fn nearest<'a>(domain: &str, domains: &'a Domains) -> Option<&'a str> {
    let is_known = NEIGHBOURS.contains(&domain)
        || domains
            .names()
            .any(|name| name == domain || is_subdomain(domain, name));
    if is_known {
        return None;
    }
    let mut best: Option<(u32, &str)> = None;
    for name in domains.names() {
        let Some(cost) = cost(domain, name) else {
            continue;
        };
        // At the same cost the longer name keeps more of what was typed: gucla.edu is g.ucla.edu.
        let is_better =
            |(least, kept): (u32, &str)| cost < least || (cost == least && name.len() > kept.len());
        if best.is_none_or(is_better) {
            best = Some((cost, name));
        }
    }
    best.map(|(_cost, name)| name)
}

fn is_subdomain(domain: &str, parent: &str) -> bool {
    domain
        .strip_suffix(parent)
        .is_some_and(|rest| rest.ends_with('.'))
}

/// How many slips lead from the accepted name to the given one; none if it takes too many.
///
/// A different ending counts as one slip whatever its letters: ucla.com is meant to be ucla.edu.
fn cost(given: &str, accepted: &str) -> Option<u32> {
    let given = given.strip_suffix('.').unwrap_or(given);
    let (accepted_name, accepted_ending) = rsplit_once(accepted, b'.')?;
    if given == accepted_name || given == accepted {
        return Some(1);
    }
    if let Some(slips) = distance(given, accepted, 1) {
        return Some(slips);
    }
    let (name, ending) = rsplit_once(given, b'.')?;
    let limit = if accepted_name.len() < SHORT_NAME {
        1
    } else {
        2
    };
    let slips = distance(name, accepted_name, limit)? + u32::from(ending != accepted_ending);
    (slips <= COST_MAX).then_some(slips)
}

/// Letters added, dropped, changed or swapped with their neighbour (Damerau and Levenshtein), as
/// long as they are at most `limit`.
fn distance(given: &str, accepted: &str, limit: u32) -> Option<u32> {
    (0..=limit).find(|&slips| is_within(given.as_bytes(), accepted.as_bytes(), slips))
}

fn is_within(given: &[u8], accepted: &[u8], slips: u32) -> bool {
    match (given, accepted) {
        ([], []) => true,
        ([one, given @ ..], [other, accepted @ ..]) if one == other => {
            is_within(given, accepted, slips)
        }
        _ => slips > 0 && is_within_after_a_slip(given, accepted, slips - 1),
    }
}

fn is_within_after_a_slip(given: &[u8], accepted: &[u8], slips: u32) -> bool {
    if let ([first, second, given @ ..], [third, fourth, accepted @ ..]) = (given, accepted)
        && (first, second) == (fourth, third)
        && is_within(given, accepted, slips)
    {
        return true;
    }
    let next_given = given.get(1..);
    let next_accepted = accepted.get(1..);
    next_given.is_some_and(|given| is_within(given, accepted, slips))
        || next_accepted.is_some_and(|accepted| is_within(given, accepted, slips))
        || next_given
            .zip(next_accepted)
            .is_some_and(|(given, accepted)| is_within(given, accepted, slips))
}
