//! Rosters, blacklists and the directory of mentors.

use super::context::{caller, parts};
use super::end_of_match::EndReason;
use super::error::{UserError, bad_input};
use super::matching::RosterWarning;
use super::member::{Mentor, Roster};
use super::page::{Page, connection_of_accounts};
use super::payload::{payload, payloads, value};
use super::profile::own;
use super::total_count::Accounts;
use super::user::User;
use crate::auth::permission::RosterWrite;
use crate::auth::{Caller, Member};
use crate::db::page::ListCursor;
use crate::entities::user::Model;
use crate::error;
use crate::ids::{BlockId, UserId};
use crate::roster::add_mentee::Added;
use crate::roster::directory::{self, Filter};
use crate::roster::unblacklist_mentor::Unblocked;
use crate::roster::{
    Person, RosterAccess, add_mentee, blacklist_mentor, pause_mentoring, remove_mentee,
    set_capacity, unblacklist_mentor,
};
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Filters for mentors. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct MentorFilter {
    /// Each of these words must begin a word of the name, or of a major, hobby or club, ignoring case and accents. From
    /// three characters on it may also be in the middle of such a word; and if that finds nobody, one character of it may be
    /// wrong. Email addresses do not match.
    pub search: Option<String>,
    /// Only mentors with this major, ignoring case.
    pub major: Option<String>,
    /// Only mentors in this academic year, 0 to 5.
    pub year: Option<i32>,
    /// Only mentors with a free seat, or only those without.
    pub has_spots: Option<bool>,
    /// Only mentors whose score with the caller, a mentee, is at least this, 0 to 90, as in mentorSuggestions. Scores
    /// are kept for the best 200 mentors. Profile changes take a moment to show.
    pub min_score: Option<i32>,
}

impl From<MentorFilter> for Filter {
    fn from(input: MentorFilter) -> Self {
        Self {
            search: input.search,
            major: input.major,
            year: input.year,
            has_spots: input.has_spots,
            min_score: input.min_score,
        }
    }
}

/// The directory.
#[derive(Default)]
pub struct RosterQuery;

#[Object]
impl RosterQuery {
    /// Active mentors, in the order in which they joined; a search orders by the matching word. For signed-in members.
    #[allow(clippy::too_many_arguments, reason = "Relay's four and two of ours")]
    async fn mentors(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which mentors.")] filter: Option<MentorFilter>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Accounts<Mentor>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member_for_support())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let filter = filter.unwrap_or_default().into();
        let rows = value(Box::pin(directory::mentors(app, &member, &filter, &page.slice())).await)?;
        Ok(connection_of_accounts(&page, rows, Mentor::new))
    }

    /// An active mentor. For signed-in members.
    async fn mentor(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The mentor's id.")] id: ID,
    ) -> Result<Option<Mentor>> {
        let (app, caller) = parts(context)?;
        value(caller.member_for_support())?;
        let row = value(Box::pin(directory::mentor(app, user_id(&id, "id")?)).await)?;
        Ok(row.map(|row| Mentor::new(Arc::new(row))))
    }
}

/// A mentee for a roster, by address or by id.
#[derive(InputObject)]
pub struct AddMenteeInput {
    /// The mentee's address. At most 254 characters, at most 64 of them before the "@".
    pub mentee_email: Option<String>,
    /// The mentee's id, from a request of theirs.
    pub mentee_id: Option<ID>,
    /// The mentor whose roster it is; the caller by default. Another mentor's roster needs the permission ROSTER_WRITE.
    pub mentor_id: Option<ID>,
}

/// A mentor, and a mentee by address or by id.
#[derive(InputObject)]
pub struct AssignMenteeInput {
    /// The mentor whose roster it is.
    pub mentor_id: ID,
    /// The mentee's address. At most 254 characters, at most 64 of them before the "@".
    pub mentee_email: Option<String>,
    /// The mentee's id.
    pub mentee_id: Option<ID>,
}

/// A mentee on a roster, by address or by id.
#[derive(InputObject)]
pub struct RemoveMenteeInput {
    /// The mentee's address. At most 254 characters, at most 64 of them before the "@".
    pub mentee_email: Option<String>,
    /// The mentee's id.
    pub mentee_id: Option<ID>,
    /// The mentor whose roster it is; the caller by default. Another mentor's roster needs the permission ROSTER_WRITE.
    pub mentor_id: Option<ID>,
    /// Why. Only administrators see it.
    pub reason: Option<EndReason>,
}

/// The number of seats on a roster.
#[derive(InputObject)]
pub struct SetCapacityInput {
    /// At least 0. At most the mentor's limit for mentors, at most MAX_MENTEES for administrators. Null for the
    /// maximum. 0 is the same as pauseMentoring without an end; any other number resumes.
    pub capacity: Option<i32>,
    /// The mentor whose roster it is; the caller by default. Another mentor's roster needs the permission ROSTER_WRITE.
    pub mentor_id: Option<ID>,
}

/// How long to pause.
#[derive(InputObject)]
pub struct PauseMentoringInput {
    /// When the pause ends: in the future, at most 400 days ahead. Without it the mentor pauses until resumeMentoring.
    pub until: Option<DateTime<Utc>>,
    /// The mentor who pauses; the caller by default. Another mentor needs the permission ROSTER_WRITE.
    pub mentor_id: Option<ID>,
}

/// Who resumes.
#[derive(Default, InputObject)]
pub struct ResumeMentoringInput {
    /// The mentor who resumes; the caller by default. Another mentor needs the permission ROSTER_WRITE.
    pub mentor_id: Option<ID>,
}

/// The roster of the mentor who pauses, or the errors.
#[derive(Default, SimpleObject)]
pub struct PauseMentoringPayload {
    /// The roster.
    roster: Option<Roster>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The roster of the mentor who resumed, or the errors.
#[derive(Default, SimpleObject)]
pub struct ResumeMentoringPayload {
    /// The roster.
    roster: Option<Roster>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The roster after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct RosterPayload {
    /// The roster.
    roster: Option<Roster>,
    /// What a new match has overridden, such as an incomplete profile; empty for other changes.
    warnings: Vec<RosterWarning>,
    /// Until when undoMatch undoes a new match; null when it cannot, and for other changes.
    undo_until: Option<DateTime<Utc>>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// A mentor by id, or an address.
#[derive(InputObject)]
pub struct BlacklistMentorInput {
    /// An address, whether or not a mentor has it. At most 254 characters, at most 64 of them before the "@".
    pub mentor_email: Option<String>,
    /// The mentor's id.
    pub mentor_id: Option<ID>,
}

/// An entry of blockedMentors: by its address, by the id of its mentor, or by its own id.
#[derive(InputObject)]
pub struct UnblacklistMentorInput {
    /// The address. At most 254 characters, at most 64 of them before the "@".
    pub mentor_email: Option<String>,
    /// The id of a mentor who was blocked by id.
    pub mentor_id: Option<ID>,
    /// The id of the entry.
    pub block_id: Option<ID>,
}

/// The caller after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct BlacklistPayload {
    /// The caller's account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    RosterPayload,
    BlacklistPayload,
    PauseMentoringPayload,
    ResumeMentoringPayload
);

/// Rosters and blacklists.
#[derive(Default)]
pub struct RosterMutation;

#[Object]
impl RosterMutation {
    /// Adds a mentee to the caller's roster. A mentor who names the mentee by id needs the mentee's request. With private
    /// registration, an address gets an offer instead of a match, and the response is the same for every address.
    async fn add_mentee(
        &self,
        context: &Context<'_>,
        input: AddMenteeInput,
    ) -> Result<RosterPayload> {
        let access = access(context, input.mentor_id)?;
        let mentee = person(input.mentee_email, input.mentee_id, "menteeId")?;
        added(add_mentee::add_mentee(parts(context)?.0, &access, mentee).await)
    }

    /// Adds a mentee to a mentor's roster, like the mentor's own addMentee. Needs the permission ROSTER_WRITE.
    async fn assign_mentee(
        &self,
        context: &Context<'_>,
        input: AssignMenteeInput,
    ) -> Result<RosterPayload> {
        let (app, caller) = parts(context)?;
        let administrator = value(caller.admin::<RosterWrite>())?;
        let access =
            RosterAccess::by_administrator(administrator, user_id(&input.mentor_id, "mentorId")?);
        let mentee = person(input.mentee_email, input.mentee_id, "menteeId")?;
        added(add_mentee::add_mentee(app, &access, mentee).await)
    }

    /// Removes a mentee from the caller's roster and deletes their messages. Does nothing when the mentee is not on the
    /// roster.
    async fn remove_mentee(
        &self,
        context: &Context<'_>,
        input: RemoveMenteeInput,
    ) -> Result<RosterPayload> {
        let access = access(context, input.mentor_id)?;
        let mentee = person(input.mentee_email, input.mentee_id, "menteeId")?;
        let reason = input.reason.map(Into::into);
        roster(remove_mentee::remove_mentee(parts(context)?.0, &access, mentee, reason).await)
    }

    /// Sets how many mentees the caller takes.
    async fn set_capacity(
        &self,
        context: &Context<'_>,
        input: SetCapacityInput,
    ) -> Result<RosterPayload> {
        let access = access_for_support(context, input.mentor_id)?;
        roster(set_capacity::set_capacity(parts(context)?.0, &access, input.capacity).await)
    }

    /// Pauses mentoring: the mentor keeps the mentees, and is not suggested to anyone. Repeating it sets a new end.
    async fn pause_mentoring(
        &self,
        context: &Context<'_>,
        input: PauseMentoringInput,
    ) -> Result<PauseMentoringPayload> {
        let access = access_for_support(context, input.mentor_id)?;
        let app = parts(context)?.0;
        let result = pause_mentoring::pause_mentoring(app, &access, input.until).await;
        let accepted = |mentor| PauseMentoringPayload {
            roster: Some(Roster::new(Arc::new(mentor))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Ends the pause at once. Does nothing for a mentor who does not pause.
    async fn resume_mentoring(
        &self,
        context: &Context<'_>,
        input: Option<ResumeMentoringInput>,
    ) -> Result<ResumeMentoringPayload> {
        let access = access_for_support(context, input.unwrap_or_default().mentor_id)?;
        let result = pause_mentoring::resume_mentoring(parts(context)?.0, &access).await;
        let accepted = |mentor| ResumeMentoringPayload {
            roster: Some(Roster::new(Arc::new(mentor))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Blocks a mentor, or an address and whoever has it, now or later, and ends the match with them if there is one. The
    /// mentor is not notified. The response never depends on whether an account has the address. A mentee can block at
    /// most 100 mentors and addresses.
    async fn blacklist_mentor(
        &self,
        context: &Context<'_>,
        input: BlacklistMentorInput,
    ) -> Result<BlacklistPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let mentor = person(input.mentor_email, input.mentor_id, "mentorId")?;
        let result = blacklist_mentor::blacklist_mentor(app, &member, mentor).await;
        blacklist(context, result)
    }

    /// Unblocks a mentor or an address. Does nothing when it is not blocked. A mentor who was blocked by id and by address
    /// has to be unblocked by both.
    async fn unblacklist_mentor(
        &self,
        context: &Context<'_>,
        input: UnblacklistMentorInput,
    ) -> Result<BlacklistPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let unblocked = unblocked(input)?;
        let result = unblacklist_mentor::unblacklist_mentor(app, &member, unblocked).await;
        blacklist(context, result)
    }
}

/// The caller's access to their own roster, or an administrator's to someone else's.
fn access(context: &Context<'_>, mentor_id: Option<ID>) -> Result<RosterAccess> {
    access_of(context, mentor_id, Caller::member)
}

/// Same as `access`, for what an administrator who is signed in as the mentor may do as well.
fn access_for_support(context: &Context<'_>, mentor_id: Option<ID>) -> Result<RosterAccess> {
    access_of(context, mentor_id, Caller::member_for_support)
}

fn access_of(
    context: &Context<'_>,
    mentor_id: Option<ID>,
    own: fn(&Caller) -> error::Result<Member>,
) -> Result<RosterAccess> {
    let caller = caller(context)?;
    let mentor_id = mentor_id.map(|id| user_id(&id, "mentorId")).transpose()?;
    match mentor_id.filter(|id| caller.user_id() != Some(*id)) {
        None => Ok(RosterAccess::own(&value(own(caller))?)),
        Some(id) => {
            let administrator = value(caller.admin::<RosterWrite>())?;
            Ok(RosterAccess::by_administrator(administrator, id))
        }
    }
}

/// A person by address or by id. With neither it is an empty address, which validation refuses.
fn person(email: Option<String>, id: Option<ID>, field: &str) -> Result<Person> {
    match (email, id) {
        (None, Some(id)) => Ok(Person::Id(user_id(&id, field)?)),
        (email, None) => Ok(Person::Address(email.unwrap_or_default())),
        (Some(_), Some(_)) => Err(bad_input("Give an email address or an id, not both.")),
    }
}

fn unblocked(input: UnblacklistMentorInput) -> Result<Unblocked> {
    let Some(entry) = input.block_id else {
        let mentor = person(input.mentor_email, input.mentor_id, "mentorId")?;
        return Ok(mentor.into());
    };
    if input.mentor_email.is_some() || input.mentor_id.is_some() {
        return Err(bad_input(
            "Give an email address, a mentorId or a blockId, one of them.",
        ));
    }
    let entry = entry.parse().map(|id| Unblocked::Entry(BlockId(id)));
    entry.map_err(|_| bad_input("blockId is not a UUID."))
}

pub(super) fn user_id(id: &ID, field: &str) -> Result<UserId> {
    id.parse()
        .map(UserId)
        .map_err(|_| bad_input(format!("{field} is not a UUID.")))
}

fn roster(result: error::Result<Model>) -> Result<RosterPayload> {
    let accepted = |mentor| RosterPayload {
        roster: Some(Roster::new(Arc::new(mentor))),
        ..RosterPayload::default()
    };
    payload(result, accepted)
}

fn added(result: error::Result<Added>) -> Result<RosterPayload> {
    let accepted = |added: Added| RosterPayload {
        roster: Some(Roster::new(Arc::new(added.mentor))),
        warnings: added.warnings.into_iter().map(Into::into).collect(),
        undo_until: added.undo_until,
        errors: Vec::new(),
    };
    payload(result, accepted)
}

fn blacklist(context: &Context<'_>, result: error::Result<Model>) -> Result<BlacklistPayload> {
    let caller = caller(context)?;
    let accepted = |user| BlacklistPayload {
        user: Some(own(caller, user)),
        errors: Vec::new(),
    };
    payload(result, accepted)
}
