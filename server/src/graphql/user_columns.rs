//! Which columns of accounts a document needs, so that a list reads no others.

use crate::db::user_columns::Columns;
use crate::entities::user::Column;
use async_graphql::{Context, SelectionField};

/// The columns that the nodes of a connection of accounts need.
pub(super) fn of_nodes(context: &Context<'_>) -> Columns {
    let list = context.look_ahead();
    let nodes = [list.field("nodes"), list.field("edges").field("node")];
    let nodes = nodes.iter().flat_map(|nodes| nodes.selection_fields());
    let fields = nodes.flat_map(|node| node.selection_set().collect::<Vec<_>>());
    fields.fold(Columns::ID, with)
}

/// Adds the columns that a field of `User` needs: all of them for a field that is not in this list.
fn with(columns: Columns, field: SelectionField<'_>) -> Columns {
    let needed: &[Column] = match field.name() {
        // They need the id, or are loaded by it.
        "id" | "__typename" | "matchedMentorEmail" | "mentor" | "sessions" | "blockedMentors"
        | "blacklistedMentors" => &[],
        "email" => &[Column::Email],
        "fullName" => &[Column::FirstName, Column::LastName],
        "firstName" => &[Column::FirstName],
        "lastName" => &[Column::LastName],
        "year" => &[Column::Year],
        "major" => &[Column::Major],
        "minor" => &[Column::Minor],
        "hobbies" => &[Column::Hobbies],
        "clubs" => &[Column::Clubs],
        "goals" => &[Column::Goals],
        "otherBackground" => &[Column::OtherBackground],
        "profilePictureUrl" => &[Column::ProfilePictureUrl],
        "role" => &[Column::Role],
        "profileComplete" | "missingFields" => &[
            Column::FirstName,
            Column::LastName,
            Column::Year,
            Column::Major,
        ],
        "isMatched" => &[Column::OwnCapacity, Column::CapacityLimit, Column::IsPaused],
        "isVerified" => &[Column::IsVerified],
        "isActive" => &[Column::IsActive],
        "isStaff" => &[Column::IsStaff],
        "isSuperuser" => &[Column::IsSuperuser],
        "isApproved" => &[Column::IsApproved],
        "isDeleted" | "deletionRequestedDate" => &[Column::DeletionRequestedAt],
        "permanentDeletionDate" => &[Column::PermanentDeletionAfter],
        "emailPreferences" => &[Column::EmailsAboutMatches],
        "dateJoined" => &[Column::JoinedAt],
        "lastLogin" => &[Column::LastLoginAt],
        _ => return Columns::ALL,
    };
    columns.and(needed)
}
