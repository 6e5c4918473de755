//! The maximum lengths of the schema's lists that are not pages.

use crate::admins::report::seats::MAX_GROUPS;
use rules::limits::{BLACKLIST_MAX, ENTRIES_MAX};

use super::shape::Length;
use crate::admins::bulk;
use crate::roster::assign_mentees;

/// Maximum number of entries of a type's field; `None` for a list that is missing here.
pub(super) fn length(parent: &str, field: &str) -> Option<Length> {
    let entries = match (parent, field) {
        ("Roster", "mentees") | ("Query", "conversations") => return Some(Length::Mentees),
        // One for each field of the longest form, and a few spare.
        (_, "errors") => 20,
        // A path into the input: a field, and which entry of it.
        ("UserError", "field") => 4,
        (_, "major" | "minor") => ENTRIES_MAX as usize,
        ("MentorSuggestion" | "MenteeSuggestion" | "PlannedPair", "factors") => 10,
        ("PlannedPair", "changes") => 3,
        ("User", "missingFields") => 4,
        ("MatchingStatus", "reasons") => 8,
        // Three about a mentor, and one about a mentee.
        ("RosterPayload" | "MentorshipRequestPayload", "warnings") => 4,
        ("BulkPayload", "results") => bulk::MAX_PEOPLE,
        ("AssignMenteesPayload", "results") => assign_mentees::MAX_PAIRS,
        ("PairResult", "warnings") => 4,
        ("User", "sessions") => 50,
        ("User", "blacklistedMentors" | "blockedMentors") => BLACKLIST_MAX as usize,
        // The person it is about, and the other one of the pair.
        ("Activity", "subjects") => 2,
        ("SeatReport", "groups") => MAX_GROUPS as usize,
        ("EndingReport", "byReason") => 8,
        ("EndingReport", "byWhom") => 5,
        ("Stats", "roles") => 3,
        ("Stats", "days") => 366,
        // As many as the file of defaults has, and a few spare.
        ("Query", "settings") => 120,
        // Four signals, with at most five hooks each.
        ("Query", "hooks") => 20,
        ("Hook", "signals") => 4,
        ("Signal", "changedBy") => 5,
        // Maintained by hand, and few.
        ("Query", "adminRoles" | "webhooks") | ("Rules", "emailDomains") => 50,
        _ => return None,
    };
    Some(Length::AtMost(entries))
}
