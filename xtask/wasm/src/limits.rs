//! The limits and lists that forms need before anything is typed: what `rules()` returns.

use rules::{Domains, MemberRole, limits};
use serde_json::{Value, json};

pub(crate) fn limits() -> Value {
    let domains = Domains::default();
    let roles = [MemberRole::Mentee, MemberRole::Mentor].map(MemberRole::as_str);
    let text = json!({ "maxLength": limits::TEXT_MAX });
    let entries = json!({
        "maxEntries": limits::ENTRIES_MAX,
        "minLength": 1,
        "maxLength": limits::ENTRY_MAX,
    });
    json!({
        "email": {
            "maxLength": limits::EMAIL_MAX,
            "maxLocalLength": limits::EMAIL_LOCAL_MAX,
            "domains": domains.names().collect::<Vec<_>>(),
        },
        "password": { "minLength": limits::PASSWORD_MIN, "maxLength": limits::PASSWORD_MAX },
        "role": { "values": roles, "default": MemberRole::default().as_str() },
        "survey": {
            "firstName": { "maxLength": limits::NAME_MAX },
            "lastName": { "maxLength": limits::NAME_MAX },
            "year": { "min": limits::YEAR_MIN, "max": limits::YEAR_MAX },
            "major": entries,
            "minor": entries,
            "hobbies": text,
            "clubs": text,
            "goals": text,
            "otherBackground": text,
            "profilePictureUrl": { "maxLength": limits::URL_MAX },
        },
    })
}
