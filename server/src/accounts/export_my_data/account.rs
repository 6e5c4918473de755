//! The account itself: everything about it that is not a list of any length.

use super::{object, of_user};
use crate::app::App;
use crate::entities::{
    address_change, admin, ended_match, former_address, matched, read_position, session, user,
};
use crate::error::Result;
use crate::ids::UserId;
use crate::roster::blocked_mentors::{BlockedMentor, blocked_mentors};
use crate::users::profile_fields::PROFILE_FIELDS;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, ModelTrait, QueryFilter};
use serde_json::{Map, Value, json};

/// Returns the account, with its sessions, match and addresses.
pub(super) async fn account(app: &App, user_id: UserId) -> Result<Value> {
    let user = of_user(app, user_id).await?;
    let mut account = fields(app, &user);
    let profile = PROFILE_FIELDS
        .iter()
        .map(|field| (field.name.to_owned(), value(user.get(field.column))));
    account.insert("profile".to_owned(), profile.collect::<Map<_, _>>().into());
    let blocked = blocked_mentors(app, &[user_id]).await?;
    let blocked = blocked.into_values().flatten();
    account.extend(object([
        ("matches", matches(app, user_id).await?.into()),
        ("endedMatches", ended_matches(app, user_id).await?.into()),
        (
            "blockedMentors",
            blocked.map(|entry| block(&entry)).collect(),
        ),
        ("sessions", sessions(app, user_id).await?.into()),
        ("administrator", administrator(app, user_id).await?),
    ]));
    account.extend(addresses(app, user_id).await?);
    Ok(account.into())
}

fn fields(app: &App, user: &user::Model) -> Map<String, Value> {
    let is_mentor = user.role == user::Role::Mentor;
    let capacity = is_mentor.then(|| user.seats(app.config.accounts.max_mentees));
    object([
        ("id", json!(user.id)),
        ("email", user.email.as_str().into()),
        ("role", user.role.as_str().into()),
        ("isVerified", user.is_verified.into()),
        ("firstVerifiedAt", json!(user.first_verified_at)),
        ("isActive", user.is_active.into()),
        ("isStaff", user.is_staff.into()),
        ("isSuperuser", user.is_superuser.into()),
        ("isMatched", user.is_matched.into()),
        ("capacity", json!(capacity)),
        ("isPaused", user.is_paused.into()),
        ("pausedUntil", json!(user.paused_until)),
        ("isApproved", user.is_approved.into()),
        ("emailsAboutMatches", user.emails_about_matches.into()),
        ("dateJoined", json!(user.joined_at)),
        ("lastLogin", json!(user.last_login_at)),
        ("deletionRequestedDate", json!(user.deletion_requested_at)),
        (
            "permanentDeletionDate",
            json!(user.permanent_deletion_after),
        ),
    ])
}

/// The member's matches, each with the partner as the member sees them, and the last message that the member has read.
async fn matches(app: &App, user_id: UserId) -> Result<Vec<Value>> {
    let reader = app.db.reader();
    let rows = matched::Entity::find()
        .filter(matched::of(user_id))
        .all(reader)
        .await?;
    let ids: Vec<UserId> = rows.iter().map(|row| row.partner_of(user_id)).collect();
    let people = user::by_ids(reader, &ids).await?;
    let positions = read_position::of(reader, user_id, &rows).await?;
    let exported = |row: &matched::Model| {
        let partner = people
            .iter()
            .find(|user| user.id == row.partner_of(user_id));
        let position = positions.iter().find(|it| it.mentee_id == row.mentee_id);
        json!({
            "matchedAt": row.matched_at,
            "partner": partner.map(person),
            "readUpTo": position.map(|position| position.message_id),
        })
    };
    Ok(rows.iter().map(exported).collect())
}

/// The member's matches that ended. The reason and who ended them are for administrators.
async fn ended_matches(app: &App, user_id: UserId) -> Result<Vec<Value>> {
    let ended = ended_match::Entity::find().filter(ended_match::of(user_id));
    let mut ended = ended.all(app.db.reader()).await?;
    ended.sort_by_key(|row| row.id);
    let exported = |row: &ended_match::Model| {
        json!({
            "menteeId": row.mentee_id,
            "mentorId": row.mentor_id,
            "matchedAt": row.matched_at,
            "endedAt": row.ended_at,
        })
    };
    Ok(ended.iter().map(exported).collect())
}

/// A mentor without the address, which members see of partners only, or an address that the member typed.
fn block(entry: &BlockedMentor) -> Value {
    let mentor = entry.mentor.as_ref().map(|mentor| {
        json!({
            "id": mentor.id,
            "firstName": mentor.first_name,
            "lastName": mentor.last_name,
        })
    });
    json!({ "email": entry.typed, "mentor": mentor, "blockedAt": entry.blocked_at })
}

fn person(user: &user::Model) -> Value {
    json!({
        "id": user.id,
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "role": user.role.as_str(),
    })
}

async fn sessions(app: &App, user_id: UserId) -> Result<Vec<Value>> {
    let sessions = session::Entity::find()
        .filter(session::Column::UserId.eq(user_id))
        .all(app.db.reader())
        .await?;
    let exported = |session: &session::Model| {
        json!({
            "id": session.id,
            "kind": session.kind.to_value(),
            "createdAt": session.created_at,
            "lastSeenAt": session.last_seen_at,
            "expiresAt": session.expires_at,
            "userAgent": session.user_agent,
            "ip": session.ip,
            "impersonated": session.impersonator_id.is_some(),
            "impersonationReason": session.impersonation_reason,
        })
    };
    Ok(sessions.iter().map(exported).collect())
}

async fn administrator(app: &App, user_id: UserId) -> Result<Value> {
    let admin = admin::Entity::find()
        .filter(admin::Column::UserId.eq(user_id))
        .one(app.db.reader())
        .await?;
    let exported = |admin: admin::Model| {
        json!({
            "id": admin.id,
            "username": admin.username,
            "isActive": admin.is_active,
            "createdAt": admin.created_at,
        })
    };
    Ok(admin.map_or(Value::Null, exported))
}

/// The addresses that the account had, and the one that it is to have.
async fn addresses(app: &App, user_id: UserId) -> Result<Map<String, Value>> {
    let reader = app.db.reader();
    let pending = address_change::of_user(reader, user_id).await?;
    let pending =
        pending.map(|change| json!({ "email": change.email, "requestedAt": change.requested_at }));
    let former = former_address::of_user(reader, user_id).await?;
    let exported = |address: &former_address::Model| {
        json!({
            "email": address.email,
            "replacedAt": address.replaced_at,
            "reservedUntil": address.reserved_until,
            "undoneAt": address.undone_at,
        })
    };
    Ok(object([
        ("pendingEmail", pending.unwrap_or_default()),
        ("formerEmails", former.iter().map(exported).collect()),
    ]))
}

/// A column of the profile as JSON.
fn value(value: sea_orm::Value) -> Value {
    match value {
        sea_orm::Value::String(Some(text)) => text.into(),
        sea_orm::Value::Json(Some(entries)) => *entries,
        sea_orm::Value::Int(Some(number)) => number.into(),
        sea_orm::Value::Bool(Some(flag)) => flag.into(),
        _ => Value::Null,
    }
}
