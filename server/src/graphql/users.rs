//! Accounts, as administrators see and change them.

use super::accounts_page::AccountsPage;
use super::argument::uuid;
use super::context::parts;
use super::error::{UserError, bad_input};
use super::page::{Page, connection_of_accounts};
use super::payload::{payload, payloads, value};
use super::profile::ProfileInput;
use super::user::{Role, User};
use super::user_columns;
use crate::accounts::update_profile::ProfileUpdate;
use crate::admins::invite_user::Invitation;
use crate::admins::update_user::UserUpdate;
use crate::admins::users::{self, Filter, Named, Order, Ordering};
use crate::admins::{
    approve_mentor, delete_user, invite_user, purge_expired_accounts, restore_user,
    send_password_reset, update_user,
};
use crate::auth::permission::{UsersDelete, UsersRead, UsersWrite};
use crate::db::page::ListCursor;
use crate::entities::user;
use crate::entities::user_state::States;
use crate::ids::UserId;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use std::sync::Arc;

/// Filters for accounts. Fields that are left out do not filter.
#[derive(Debug, Default, InputObject)]
pub struct UserFilter {
    /// Only accounts with this role.
    pub role: Option<Role>,
    /// Only accounts with a verified email address, or only those without.
    pub is_verified: Option<bool>,
    /// Only active accounts, or only deactivated ones.
    pub is_active: Option<bool>,
    /// Only accounts whose deletion is pending, or only others.
    pub is_deleted: Option<bool>,
    /// Only mentees with a mentor and mentors with a full roster or who pause, or only others.
    pub is_matched: Option<bool>,
    /// Only accounts that need no approval or have it, or only mentors who wait for it.
    pub is_approved: Option<bool>,
    /// Only accounts that are eligible for a match, or only others: see User.matching.
    pub is_eligible: Option<bool>,
    /// Each word must begin a word of the name, of a major, hobby or club, or of the email address, ignoring case and
    /// accents. From three characters on it may also be in the middle of such a word, except for the address; and if that
    /// finds nobody, one character of it may be wrong. With an "@" the text must begin the whole address.
    pub search: Option<String>,
}

impl From<UserFilter> for Filter {
    fn from(input: UserFilter) -> Self {
        Self {
            states: States {
                role: input.role.map(user::Role::from),
                is_verified: input.is_verified,
                is_active: input.is_active,
                is_deleted: input.is_deleted,
                is_matched: input.is_matched,
                is_approved: input.is_approved,
                is_eligible: input.is_eligible,
            },
            search: input.search,
        }
    }
}

/// The fields that accounts can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Order")]
pub enum UserOrderField {
    /// When the account was created.
    JoinedAt,
    /// The email address.
    Email,
    /// Last name, then first name, ignoring case and accents.
    Name,
    /// The last sign-in. Accounts that never signed in come first.
    LastLogin,
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// Ascending.
    #[default]
    Asc,
    /// Descending.
    Desc,
}

/// An order of accounts.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct UserOrder {
    /// The field to order by.
    pub field: UserOrderField,
    /// The direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

impl From<UserOrder> for Ordering {
    fn from(input: UserOrder) -> Self {
        Self {
            by: input.field.into(),
            descending: input.direction == OrderDirection::Desc,
        }
    }
}

/// Accounts.
#[derive(Default)]
pub struct UsersQuery;

#[Object]
impl UsersQuery {
    /// Accounts, newest first. A search without an order is ordered by the matching word, which stays fast for any
    /// number of results. Needs the permission USERS_READ.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn users(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which accounts.")] filter: Option<UserFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<UserOrder>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<AccountsPage> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let filter = filter.unwrap_or_default().into();
        let ordering = order_by.map(Ordering::from);
        let columns = user_columns::of_nodes(context);
        let slice = page.slice();
        let rows = users::users(app, &admin, &filter, ordering, &slice, columns);
        let rows = Box::pin(rows).await;
        let accounts = connection_of_accounts(&page, value(rows)?, User::new);
        Ok(AccountsPage(accounts))
    }

    /// The account with this id or email address; null if there is none. Needs the permission USERS_READ.
    async fn user(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its address.")] email: Option<String>,
    ) -> Result<Option<User>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let named = match (id, email) {
            (Some(id), None) => Named::Id(UserId(uuid(&id, "id")?)),
            (None, Some(email)) => Named::Email(email),
            _ => return Err(bad_input("Give either id or email, not both.")),
        };
        let user = value(Box::pin(users::user(app, &admin, &named)).await)?;
        Ok(user.map(|user| User::new(Arc::new(user))))
    }
}

/// Changes to an account. Fields that are left out do not change. Passwords cannot be set: send a reset instead.
#[derive(InputObject)]
pub struct UpdateUserInput {
    /// The account's id.
    pub id: ID,
    /// Fields of the survey, and the role: MENTEE or MENTOR, which clears matches, scores and messages.
    #[graphql(flatten)]
    pub profile: ProfileInput,
    /// Another email address, in effect at once. It ends all sessions, and counts as verified if the old one did. Both
    /// addresses get an email; the one to the old address has a link to undo the change.
    pub email: Option<String>,
    /// Whether the address counts as verified. False ends all sessions.
    pub is_verified: Option<bool>,
    /// Whether the account may sign in. False ends all sessions.
    pub is_active: Option<bool>,
}

/// The account after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct UpdateUserPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The account to delete.
#[derive(InputObject)]
pub struct DeleteUserInput {
    /// The account's id.
    pub id: ID,
}

/// The deleted account's id, or the errors.
#[derive(Default, SimpleObject)]
pub struct DeleteUserPayload {
    /// The id of the deleted account.
    id: Option<ID>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The account to restore.
#[derive(InputObject)]
pub struct RestoreUserInput {
    /// The account's id.
    pub id: ID,
}

/// The restored account, or the errors.
#[derive(Default, SimpleObject)]
pub struct RestoreUserPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The number of permanently deleted accounts, or the errors.
#[derive(Default, SimpleObject)]
pub struct PurgePayload {
    /// The number of permanently deleted accounts.
    purged: Option<u64>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The account to send a password reset to.
#[derive(InputObject)]
pub struct SendPasswordResetInput {
    /// The account's id.
    pub id: ID,
}

/// The result of sending a password reset.
#[derive(Default, SimpleObject)]
pub struct SendPasswordResetPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Whom to invite.
#[derive(InputObject)]
pub struct InviteUserInput {
    /// A UCLA email address.
    pub email: String,
    /// MENTEE or MENTOR.
    pub role: Role,
    /// First name, at most 150 characters.
    pub first_name: Option<String>,
    /// Last name, at most 150 characters.
    pub last_name: Option<String>,
}

/// The invited account, or the errors.
#[derive(Default, SimpleObject)]
pub struct InviteUserPayload {
    /// The account. It has no password until its owner chooses one.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// The mentor to approve.
#[derive(InputObject)]
pub struct ApproveMentorInput {
    /// The mentor's id.
    pub mentor_id: ID,
    /// False withdraws the approval: the mentor keeps the mentees, and other members do not find the mentor.
    #[graphql(default = true)]
    pub approved: bool,
}

/// The mentor after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct ApproveMentorPayload {
    /// The mentor's account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
    ApproveMentorPayload,
    InviteUserPayload,
    UpdateUserPayload,
    DeleteUserPayload,
    RestoreUserPayload,
    PurgePayload,
    SendPasswordResetPayload
);

/// Accounts.
#[derive(Default)]
pub struct UsersMutation;

#[Object]
impl UsersMutation {
    /// Creates an account without a password and emails its owner a link to choose one, which also verifies the address.
    /// Can be repeated until the owner has chosen one: earlier links stop working. Needs the permission USERS_WRITE.
    async fn invite_user(
        &self,
        context: &Context<'_>,
        input: InviteUserInput,
    ) -> Result<InviteUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let invitation = Invitation {
            email: input.email,
            role: input.role.into(),
            first_name: input.first_name,
            last_name: input.last_name,
        };
        let result = invite_user::invite_user(app, &actor, invitation).await;
        let accepted = |user| InviteUserPayload {
            user: Some(User::new(Arc::new(user))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Approves a mentor, who gets an email, or withdraws the approval. Servers with MENTOR_APPROVAL=true require it
    /// before anyone finds the mentor. Needs the permission USERS_WRITE.
    async fn approve_mentor(
        &self,
        context: &Context<'_>,
        input: ApproveMentorInput,
    ) -> Result<ApproveMentorPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let id = UserId(uuid(&input.mentor_id, "mentorId")?);
        let result = approve_mentor::approve_mentor(app, &actor, id, input.approved).await;
        let accepted = |user| ApproveMentorPayload {
            user: Some(User::new(Arc::new(user))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Changes an account. Administrators with permissions that the caller lacks cannot be changed. Needs the
    /// permission USERS_WRITE.
    async fn update_user(
        &self,
        context: &Context<'_>,
        input: UpdateUserInput,
    ) -> Result<UpdateUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let id = UserId(uuid(&input.id, "id")?);
        let update = UserUpdate {
            profile: ProfileUpdate::from(input.profile),
            email: input.email,
            is_verified: input.is_verified,
            is_active: input.is_active,
        };
        let result = update_user::update_user(app, &actor, id, update).await;
        let accepted = |user| UpdateUserPayload {
            user: Some(User::new(Arc::new(user))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Permanently deletes an account and everything that belongs to it, at once. Needs the permission
    /// USERS_DELETE.
    async fn delete_user(
        &self,
        context: &Context<'_>,
        input: DeleteUserInput,
    ) -> Result<DeleteUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersDelete>())?;
        let id = UserId(uuid(&input.id, "id")?);
        let result = delete_user::delete_user(app, &actor, id).await;
        let accepted = |()| DeleteUserPayload {
            id: Some(input.id.clone()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Cancels the deletion that an account's owner requested, within the grace period. Administrators with permissions
    /// that the caller lacks cannot be restored. Needs the permission USERS_WRITE.
    async fn restore_user(
        &self,
        context: &Context<'_>,
        input: RestoreUserInput,
    ) -> Result<RestoreUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let id = UserId(uuid(&input.id, "id")?);
        let result = restore_user::restore_user(app, &actor, id).await;
        let accepted = |user| RestoreUserPayload {
            user: Some(User::new(Arc::new(user))),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Permanently deletes all accounts whose grace period is over. Needs the permission USERS_DELETE.
    async fn purge_expired_accounts(&self, context: &Context<'_>) -> Result<PurgePayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersDelete>())?;
        let result = purge_expired_accounts::purge_expired_accounts(app, &actor).await;
        let accepted = |purged| PurgePayload {
            purged: Some(purged),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Emails an account's owner a link to set a new password. Not allowed for administrators with permissions that the
    /// caller lacks. Needs the permission USERS_WRITE.
    async fn send_password_reset(
        &self,
        context: &Context<'_>,
        input: SendPasswordResetInput,
    ) -> Result<SendPasswordResetPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let id = UserId(uuid(&input.id, "id")?);
        let result = Box::pin(send_password_reset::send_password_reset(app, &actor, id)).await;
        payload(result, |()| SendPasswordResetPayload::default())
    }
}
