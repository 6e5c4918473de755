//! "Did you mean …": the accepted address that was most likely meant by a mistyped one.

use alloc::string::String;

use crate::email::check_local;
use crate::email_domains::{Domains, Names};
use crate::text::rsplit_once;

/// A domain that costs more than this is something else, not a slip.
const COST_MAX: u32 = 2;
/// Four letters with two of them wrong are another university (ucsd, ucsb), not a slip.
const SHORT_NAME: usize = 8;
/// A real place one letter away from an accepted domain.
const NEIGHBOUR: &[u8] = b"uca.edu";

/// The address with the accepted domain that its own is a near miss of, if it is one.
#[must_use]
pub fn suggest(raw: &str, domains: &Domains) -> Option<String> {
    let address = raw.trim().to_ascii_lowercase();
    let meant = meant(address.as_bytes(), domains.as_names())?;
    let meant = domains.names().find(|name| name.as_bytes() == meant)?;
    let (local, _mistyped) = address.rsplit_once('@')?;
    Some([local, "@", meant].concat())
}

/// The accepted domain that the one of this address, trimmed and in lower case, is a near miss of.
pub(crate) fn meant<'a>(address: &[u8], domains: Names<'a>) -> Option<&'a [u8]> {
    let (local, domain) = rsplit_once(address, b'@')?;
    check_local(local).ok()?;
    nearest(domain, domains)
}

fn nearest<'a>(domain: &[u8], domains: Names<'a>) -> Option<&'a [u8]> {
    if domain == NEIGHBOUR {
        return None;
    }
    let mut least = COST_MAX + 1;
    let mut best: &[u8] = &[];
    for name in domains {
        if name == domain || is_subdomain(domain, name) {
            return None;
        }
        let cost = cost(domain, name).unwrap_or(COST_MAX + 1);
        // At the same cost the longer name keeps more of what was typed: gucla.edu is g.ucla.edu.
        if cost < least || (cost == least && name.len() > best.len()) {
            (least, best) = (cost, name);
        }
    }
    (least <= COST_MAX).then_some(best)
}

fn is_subdomain(domain: &[u8], parent: &[u8]) -> bool {
    domain
        .strip_suffix(parent)
        .is_some_and(|rest| rest.last() == Some(&b'.'))
}

/// How many slips lead from the accepted name to the given one; none if it takes too many.
///
/// A different ending counts as one slip whatever its letters: ucla.com is meant to be ucla.edu.
fn cost(given: &[u8], accepted: &[u8]) -> Option<u32> {
    let given = match given {
        [name @ .., b'.'] => name,
        _ => given,
    };
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
fn distance(given: &[u8], accepted: &[u8], limit: u32) -> Option<u32> {
    if given.len().abs_diff(accepted.len()) > limit as usize {
        return None;
    }
    (0..=limit).find(|&slips| is_within(given, accepted, slips))
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
