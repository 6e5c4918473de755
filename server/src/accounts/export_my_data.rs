//! Exports everything that is held about a member, part by part, so that an export of any length takes little memory.
//!
//! The first part has the account. Messages, requests, concerns, emails and signals follow in this order, oldest first. It follows the rules
//! of the API: no secrets, nothing about others that the member cannot see elsewhere.

mod account;
mod part;

use self::part::Part;
pub use self::part::Position;
use crate::app::App;
use crate::auth::Member;
use crate::entities::{
    chat_message, concern, email, former_address, matched, mentorship_request, user,
};
use crate::error::{Error, Result};
use crate::ids::{ConcernId, EmailId, MessageId, RequestId, UserId};
use crate::rate_limits::Limit;
use crate::signals::log::{self, Filter, Range};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Map, Value};

/// A part of an export.
#[derive(Debug)]
pub struct ExportedPart {
    /// `account` (in the first part), `messages`, `requests`, `concerns`, `emails` and `signals`.
    pub data: Value,
    /// Where the next part starts; `None` after the last one.
    pub next: Option<Position>,
}

/// Rows per read.
const PAGE: u64 = 50;

/// Returns the part of an export after a position, or the first one, which counts as an export. All count as parts: a
/// client can name any position.
///
/// # Errors
/// `RateLimited`, or when the database does not respond.
pub async fn export_my_data(
    app: &App,
    member: &Member,
    after: Option<Position>,
) -> Result<ExportedPart> {
    let user_id = member.user().id;
    let who = user_id.to_string();
    app.rate_limits.charge(Limit::ExportParts, &who)?;
    let mut part = Part::default();
    let mut position = match after {
        Some(position) => position,
        None => {
            app.rate_limits.charge(Limit::Exports, &who)?;
            part.account = Some(account::account(app, user_id).await?);
            Position::FIRST
        }
    };
    while !part.is_full() {
        let next = match position {
            Position::Messages(mentee_id, id) => {
                messages(app, user_id, (mentee_id, id), &mut part).await?
            }
            Position::Requests(id) => requests(app, user_id, id, &mut part).await?,
            Position::Concerns(id) => concerns(app, user_id, id, &mut part).await?,
            Position::Emails(id) => emails(app, user_id, id, &mut part).await?,
            Position::Signals(cursor) => {
                let signals = Filter::for_owner(user_id);
                let range = Range::next(cursor, PAGE);
                let rows = log::read(app.db.reader(), app.db.engine, &signals, range).await?;
                let last = rows.last().map(log::cursor);
                rows.iter().for_each(|row| part.add_signal(row));
                last.map(Position::Signals)
            }
        };
        match next.or_else(|| position.next_section()) {
            Some(next) => position = next,
            None => return Ok(part.finish(None)),
        }
    }
    Ok(part.finish(Some(position)))
}

/// Adds the next messages of the member's matches, match by match. Returns where to continue, if there may be more.
async fn messages(
    app: &App,
    user_id: UserId,
    (mentee_id, after): (UserId, MessageId),
    part: &mut Part,
) -> Result<Option<Position>> {
    // All of them: nobody has more than a roster of them.
    let pairs = matched::Entity::find()
        .filter(matched::of(user_id))
        .all(app.db.reader())
        .await?;
    let rest = pairs.into_iter().filter(|pair| pair.mentee_id >= mentee_id);
    let Some(pair) = rest.min_by_key(|pair| pair.mentee_id) else {
        return Ok(None);
    };
    // Ids are unique over all matches, but those of another match say nothing about this one.
    let after = (pair.mentee_id == mentee_id).then_some(after);
    let rows = chat_message::Entity::find()
        .filter(chat_message::between(pair.mentee_id, pair.mentor_id))
        .filter(Condition::all().add_option(after.map(|after| chat_message::Column::Id.gt(after))))
        .order_by_asc(chat_message::Column::Id)
        .limit(PAGE)
        .all(app.db.reader())
        .await?;
    rows.iter().for_each(|row| part.add_message(row));
    Ok(Some(match rows.last() {
        Some(last) => Position::Messages(pair.mentee_id, last.id),
        None => Position::after_match(pair.mentee_id),
    }))
}

/// Adds the next requests that the member sent or sees.
async fn requests(
    app: &App,
    user_id: UserId,
    after: RequestId,
    part: &mut Part,
) -> Result<Option<Position>> {
    let rows = mentorship_request::Entity::find()
        .filter(mentorship_request::of(user_id))
        .filter(mentorship_request::Column::Id.gt(after))
        .order_by_asc(mentorship_request::Column::Id)
        .limit(PAGE)
        .all(app.db.reader())
        .await?;
    let member = Some(user_id);
    let own = rows
        .iter()
        .filter(|row| row.sender() == member || row.recipient() == member);
    let now = app.clock.now();
    own.for_each(|row| part.add_request(user_id, row, now));
    Ok(rows.last().map(|last| Position::Requests(last.id)))
}

/// Adds the next concerns that the member raised. What administrators noted is theirs.
async fn concerns(
    app: &App,
    user_id: UserId,
    after: ConcernId,
    part: &mut Part,
) -> Result<Option<Position>> {
    let rows = concern::Entity::find()
        .filter(concern::Column::RaisedBy.eq(user_id))
        .filter(concern::Column::Id.gt(after))
        .order_by_asc(concern::Column::Id)
        .limit(PAGE)
        .all(app.db.reader())
        .await?;
    rows.iter().for_each(|row| part.add_concern(row));
    Ok(rows.last().map(|last| Position::Concerns(last.id)))
}

/// Adds the next emails to addresses that are or were the member's. Others went to addresses that the member asked for
/// but did not verify: whether there is such an email could disclose whether an address has an account.
async fn emails(
    app: &App,
    user_id: UserId,
    after: EmailId,
    part: &mut Part,
) -> Result<Option<Position>> {
    let reader = app.db.reader();
    let rows = email::Entity::find()
        .filter(email::Column::UserId.eq(user_id))
        .filter(email::Column::Id.gt(after))
        .order_by_asc(email::Column::Id)
        .limit(PAGE)
        .all(reader)
        .await?;
    let Some(last) = rows.last().map(|row| row.id) else {
        return Ok(None);
    };
    let user = of_user(app, user_id).await?;
    let former = former_address::of_user(reader, user_id).await?;
    let is_own = |recipient: &str| {
        recipient == user.email || former.iter().any(|address| address.email == recipient)
    };
    let own = rows.iter().filter(|row| is_own(&row.recipient));
    own.for_each(|row| part.add_email(row));
    Ok(Some(Position::Emails(last)))
}

/// Returns the account as it is now.
async fn of_user(app: &App, user_id: UserId) -> Result<user::Model> {
    let user = user::Entity::find_by_id(user_id)
        .one(app.db.reader())
        .await?;
    user.ok_or(Error::Unauthenticated)
}

/// An object of JSON.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
