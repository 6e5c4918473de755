//! Changes to many accounts at once.

use super::argument::uuid;
use super::context::{caller, parts};
use super::error::{UserError, bad_input, to_graphql};
use super::loaders::{Users, load};
use super::matching::RosterWarning;
use super::matching_plan::input::PairInput;
use super::payload::{payload, payloads, value};
use super::user::User;
use super::users::UserFilter;
use crate::admins::bulk::{self, Action, Outcome, Outcomes, People};
use crate::auth::permission::{RosterWrite, UsersRead, UsersWrite};
use crate::auth::refusals;
use crate::error::Error;
use crate::ids::UserId;
use crate::roster::assign_mentees::{self, Assigned, Pair};
use async_graphql::{ComplexObject, Context, ID, InputObject, Object, Result, SimpleObject, Value};

/// Accounts: by their ids, or those that a filter finds. Give one of the two.
#[derive(InputObject)]
pub struct PeopleInput {
    /// At most 1000 ids.
    pub ids: Option<Vec<ID>>,
    /// Like that of users. Of the accounts that it finds, the first 1000 that need the change are changed.
    pub filter: Option<UserFilter>,
}

impl PeopleInput {
    fn people(self) -> Result<People> {
        match (self.ids, self.filter) {
            (Some(ids), None) => {
                let ids = ids.iter().map(|id| uuid(id, "ids").map(UserId));
                Ok(People::Ids(ids.collect::<Result<_>>()?))
            }
            (None, Some(filter)) => Ok(People::Filter(filter.into())),
            _ => Err(bad_input("Give either ids or filter, not both.")),
        }
    }
}

/// Whose addresses to verify.
#[derive(InputObject)]
pub struct VerifyUsersInput {
    /// The accounts.
    #[graphql(flatten)]
    pub people: PeopleInput,
}

/// Whom to deactivate.
#[derive(InputObject)]
pub struct DeactivateUsersInput {
    /// The accounts.
    #[graphql(flatten)]
    pub people: PeopleInput,
}

/// Whom to remind.
#[derive(InputObject)]
pub struct RemindUsersInput {
    /// The accounts.
    #[graphql(flatten)]
    pub people: PeopleInput,
}

/// Why one account was not changed.
#[derive(Debug, SimpleObject)]
pub struct BulkError {
    /// A value of ErrorCode; or FORBIDDEN, BUSY, HOOK_UNAVAILABLE or INTERNAL.
    code: String,
    /// One sentence for the user.
    message: String,
}

impl From<&Error> for BulkError {
    fn from(error: &Error) -> Self {
        let graphql = to_graphql(error);
        let code = match error {
            Error::Refused(violations) => violations.first().map(|first| first.code.as_str()),
            _ => None,
        };
        let extensions = graphql.extensions.as_ref();
        let coded = extensions.and_then(|extensions| match extensions.get("code") {
            Some(Value::String(code)) => Some(code.clone()),
            _ => None,
        });
        Self {
            code: code.map(str::to_owned).or(coded).unwrap_or_default(),
            message: graphql.message,
        }
    }
}

/// What became of one account.
#[derive(Debug, SimpleObject)]
#[graphql(complex)]
pub struct BulkResult {
    /// The account's id.
    user_id: ID,
    /// Whether the account is as it should be now.
    ok: bool,
    /// Whether this call changed it; for remindUsers, whether an email was queued.
    is_changed: bool,
    /// Why not; null if ok.
    error: Option<BulkError>,
    #[graphql(skip)]
    id: UserId,
}

#[ComplexObject]
impl BulkResult {
    /// The account; null if it was deleted, and without the permission USERS_READ.
    async fn user(&self, context: &Context<'_>) -> Result<Option<User>> {
        if caller(context)?.admin::<UsersRead>().is_err() {
            return Ok(None);
        }
        Ok(load::<Users>(context, self.id).await?.map(User::new))
    }
}

impl From<Outcome> for BulkResult {
    fn from(outcome: Outcome) -> Self {
        Self {
            user_id: ID(outcome.user_id.to_string()),
            ok: outcome.result.is_ok(),
            is_changed: matches!(outcome.result, Ok(true)),
            error: outcome.result.as_ref().err().map(BulkError::from),
            id: outcome.user_id,
        }
    }
}

/// What became of each account, or the errors.
#[derive(Default, SimpleObject)]
pub struct BulkPayload {
    /// Account by account, in the order of the ids or of the list; at most 1000.
    results: Vec<BulkResult>,
    /// With a filter: how many accounts follow in its list. Call again with the same filter until it is 0. Null if they
    /// are too many to count, that is, more than about 9000.
    remaining: Option<u64>,
    /// Empty on success. Failures of single accounts are in their results.
    errors: Vec<UserError>,
}

/// Who is to be matched.
#[derive(InputObject)]
pub struct AssignMenteesInput {
    /// At most 500 pairs, that is, 1000 people.
    pub pairs: Vec<PairInput>,
}

/// What became of one pair.
#[derive(Debug, SimpleObject)]
pub struct PairResult {
    /// The mentee's id.
    mentee_id: ID,
    /// The mentor's id.
    mentor_id: ID,
    /// Whether the two are matched now.
    ok: bool,
    /// Whether this call matched them.
    is_changed: bool,
    /// What the match has overridden, such as an incomplete profile.
    warnings: Vec<RosterWarning>,
    /// Why they are not matched; null if ok.
    error: Option<BulkError>,
}

impl From<Assigned> for PairResult {
    fn from(assigned: Assigned) -> Self {
        let Assigned { pair, result } = assigned;
        let error = result.as_ref().err().map(BulkError::from);
        let ok = result.is_ok();
        let warnings = result.ok().flatten();
        Self {
            mentee_id: ID(pair.mentee_id.to_string()),
            mentor_id: ID(pair.mentor_id.to_string()),
            ok,
            is_changed: warnings.is_some(),
            warnings: warnings
                .unwrap_or_default()
                .into_iter()
                .map(Into::into)
                .collect(),
            error,
        }
    }
}

/// What became of each pair, or the errors.
#[derive(Default, SimpleObject)]
pub struct AssignMenteesPayload {
    /// Pair by pair, in the order of the input; at most 500.
    results: Vec<PairResult>,
    /// Empty on success. Failures of single pairs are in their results.
    errors: Vec<UserError>,
}

payloads!(BulkPayload, AssignMenteesPayload);

/// Changes to many accounts.
#[derive(Default)]
pub struct BulkMutation;

#[Object]
impl BulkMutation {
    /// Marks the addresses of many accounts as verified, each like updateUser. An account that is verified already is ok
    /// and unchanged. A filter takes USERS_READ, too. Needs the permission USERS_WRITE.
    async fn verify_users(
        &self,
        context: &Context<'_>,
        input: VerifyUsersInput,
    ) -> Result<BulkPayload> {
        run(context, "verifyUsers", Action::Verify, input.people).await
    }

    /// Deactivates many accounts, each like updateUser, but never the caller's own. A filter takes USERS_READ, too.
    /// Needs the permission USERS_WRITE.
    async fn deactivate_users(
        &self,
        context: &Context<'_>,
        input: DeactivateUsersInput,
    ) -> Result<BulkPayload> {
        run(context, "deactivateUsers", Action::Deactivate, input.people).await
    }

    /// Emails members whose profile is incomplete what is missing, at most once in seven days each. Someone with a
    /// complete profile, or who was reminded lately, is ok and unchanged. A filter takes USERS_READ, too. Needs
    /// the permission USERS_WRITE.
    async fn remind_users(
        &self,
        context: &Context<'_>,
        input: RemindUsersInput,
    ) -> Result<BulkPayload> {
        run(context, "remindUsers", Action::Remind, input.people).await
    }

    /// Matches many mentees with mentors, each like assignMentee, in the order of the input. A pair that is matched
    /// already is ok and unchanged. Needs the permission ROSTER_WRITE.
    async fn assign_mentees(
        &self,
        context: &Context<'_>,
        input: AssignMenteesInput,
    ) -> Result<AssignMenteesPayload> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<RosterWrite>())?;
        let pair = |pair: PairInput| {
            Ok(Pair {
                mentee_id: UserId(uuid(&pair.mentee_id, "menteeId")?),
                mentor_id: UserId(uuid(&pair.mentor_id, "mentorId")?),
            })
        };
        let pairs: Result<Vec<Pair>> = input.pairs.into_iter().map(pair).collect();
        let assigned = assign_mentees::assign_mentees(app, &admin, pairs?).await;
        if let Ok(assigned) = &assigned {
            let results = assigned
                .iter()
                .map(|assigned| assigned.result.as_ref().err());
            note_refused(context, "assignMentees", results)?;
        }
        payload(assigned, |assigned| AssignMenteesPayload {
            results: assigned.into_iter().map(PairResult::from).collect(),
            errors: Vec::new(),
        })
    }
}

async fn run(
    context: &Context<'_>,
    operation: &str,
    action: Action,
    people: PeopleInput,
) -> Result<BulkPayload> {
    let (app, caller) = parts(context)?;
    let actor = value(caller.admin::<UsersWrite>())?;
    let people = people.people()?;
    if matches!(people, People::Filter(_)) {
        // What a filter finds says something about accounts.
        value(caller.admin::<UsersRead>())?;
    }
    let outcomes = bulk::run(app, &actor, action, people).await;
    if let Ok(outcomes) = &outcomes {
        let results = outcomes.of_each.iter();
        note_refused(
            context,
            operation,
            results.map(|outcome| outcome.result.as_ref().err()),
        )?;
    }
    payload(outcomes, |Outcomes { of_each, remaining }| BulkPayload {
        results: of_each.into_iter().map(BulkResult::from).collect(),
        remaining,
        errors: Vec::new(),
    })
}

/// Records refusals for a missing permission in the log, like those of other operations.
fn note_refused<'a>(
    context: &Context<'_>,
    operation: &str,
    errors: impl Iterator<Item = Option<&'a Error>>,
) -> Result<()> {
    let (app, caller) = parts(context)?;
    for error in errors.flatten() {
        if let Error::NotPermitted { permission, .. } = error {
            refusals::note(app, caller, (operation, *permission));
        }
    }
    Ok(())
}
