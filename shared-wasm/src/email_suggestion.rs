//! "Did you mean …": finds the accepted address that a mistyped one was most likely meant to be.

use alloc::string::String;

use crate::email::check_local;
use crate::email_domains::{Domains, Names};
use crate::text::{rsplit_once, trimmed};

/// A domain with a higher cost is a different domain, not a typo.
const COST_MAX: u32 = 2;
/// Names shorter than this may have one typo: four letters with two of them wrong are another university (ucsd, ucsb).
const SHORT_NAME: usize = 8;
/// A real domain one letter away from an accepted one.
const SIMILAR_DOMAIN: &[u8] = b"uca.edu";

/// The address with the accepted domain that its own domain is a near miss of, if there is one.
#[must_use]
pub fn suggest(raw: &str, domains: &Domains) -> Option<String> {
    let address = trimmed(raw).to_ascii_lowercase();
    let meant = meant(address.as_bytes(), domains.as_names())?;
    let meant = domains.names().find(|name| name.as_bytes() == meant)?;
    let (local, _mistyped) = address.rsplit_once('@')?;
    Some([local, "@", meant].concat())
}

/// The accepted domain that the domain of this address is a near miss of. The address is trimmed and in lower case.
pub(crate) fn meant<'a>(address: &[u8], domains: Names<'a>) -> Option<&'a [u8]> {
    let (local, domain) = rsplit_once(address, b'@')?;
    check_local(local).ok()?;
    nearest(domain, domains)
}

fn nearest<'a>(domain: &[u8], domains: Names<'a>) -> Option<&'a [u8]> {
    if domain == SIMILAR_DOMAIN {
        return None;
    }
    let mut least = COST_MAX + 1;
    let mut best: &[u8] = &[];
    for name in domains {
        if name == domain || is_subdomain(domain, name) {
            return None;
        }
        let cost = cost(domain, name).unwrap_or(COST_MAX + 1);
        // At the same cost the longer name keeps more of the input: gucla.edu is g.ucla.edu.
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

/// The number of typos between the accepted name and the given one, or `None` if there are too many.
///
/// A different ending counts as one typo, whatever its letters: ucla.com is meant to be ucla.edu.
fn cost(given: &[u8], accepted: &[u8]) -> Option<u32> {
    let given = match given {
        [name @ .., b'.'] => name,
        _ => given,
    };
    let (accepted_name, accepted_ending) = rsplit_once(accepted, b'.')?;
    if given == accepted_name || given == accepted {
        return Some(1);
    }
    if let Some(typos) = distance(given, accepted, 1) {
        return Some(typos);
    }
    let (name, ending) = rsplit_once(given, b'.')?;
    let limit = if accepted_name.len() < SHORT_NAME {
        1
    } else {
        2
    };
    let typos = distance(name, accepted_name, limit)? + u32::from(ending != accepted_ending);
    (typos <= COST_MAX).then_some(typos)
}

/// The number of letters that were added, dropped, changed or swapped with the next one (Damerau-Levenshtein distance),
/// if it is at most `limit`.
fn distance(given: &[u8], accepted: &[u8], limit: u32) -> Option<u32> {
    if given.len().abs_diff(accepted.len()) > limit as usize {
        return None;
    }
    (0..=limit).find(|&typos| is_within(given, accepted, typos))
}

fn is_within(given: &[u8], accepted: &[u8], typos: u32) -> bool {
    match (given, accepted) {
        ([], []) => true,
        ([one, given @ ..], [other, accepted @ ..]) if one == other => {
            is_within(given, accepted, typos)
        }
        _ => typos > 0 && is_within_after_a_typo(given, accepted, typos - 1),
    }
}

fn is_within_after_a_typo(given: &[u8], accepted: &[u8], typos: u32) -> bool {
    if let ([first, second, given @ ..], [third, fourth, accepted @ ..]) = (given, accepted)
        && (first, second) == (fourth, third)
        && is_within(given, accepted, typos)
    {
        return true;
    }
    let next_given = given.get(1..);
    let next_accepted = accepted.get(1..);
    next_given.is_some_and(|given| is_within(given, accepted, typos))
        || next_accepted.is_some_and(|accepted| is_within(given, accepted, typos))
        || next_given
            .zip(next_accepted)
            .is_some_and(|(given, accepted)| is_within(given, accepted, typos))
}
