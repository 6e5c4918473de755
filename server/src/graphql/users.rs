//! Accounts as administrators see and change them.

use super::argument::uuid;
use super::context::parts;
use super::error::{UserError, bad_input};
use super::page::{Page, connection_of_accounts};
use super::payload::{payload, payloads, value};
use super::profile::ProfileInput;
use super::user::{Role, User};
use crate::accounts::update_profile::ProfileUpdate;
use crate::admins::update_user::UserUpdate;
use crate::admins::users::{self, Filter, Named, Order, Ordering};
use crate::admins::{
    delete_user, purge_expired_accounts, restore_user, send_password_reset, update_user,
};
use crate::auth::permission::{UsersDelete, UsersRead, UsersWrite};
use crate::db::page::ListCursor;
use crate::entities::user;
use crate::entities::user_state::States;
use crate::ids::UserId;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use std::sync::Arc;

/// Which accounts; what is left out does not narrow.
#[derive(Debug, Default, InputObject)]
pub struct UserFilter {
    /// With this role.
    pub role: Option<Role>,
    /// Whose address is verified, or not.
    pub is_verified: Option<bool>,
    /// That may sign in, or not.
    pub is_active: Option<bool>,
    /// Whose deletion is pending, or not.
    pub is_deleted: Option<bool>,
    /// Mentees with a mentor and mentors with a full roster, or all others.
    pub is_matched: Option<bool>,
    /// Each word of this text begins a word of the name or the address, whatever case and accents; with an "@" it
    /// is the beginning of the whole address.
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
            },
            search: input.search,
        }
    }
}

/// What accounts can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Order")]
pub enum UserOrderField {
    /// When the account was made.
    JoinedAt,
    /// The address.
    Email,
    /// Family name, then given name, without case and accents.
    Name,
    /// The last login; accounts that never signed in come before all others.
    LastLogin,
}

/// From the least to the greatest, or the other way round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
pub enum OrderDirection {
    /// The least first.
    #[default]
    Asc,
    /// The greatest first.
    Desc,
}

/// An order of accounts.
#[derive(Debug, Clone, Copy, InputObject)]
pub struct UserOrder {
    /// What by.
    pub field: UserOrderField,
    /// Which way.
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
    /// Accounts, the newest first; a search without an order lists by the word that was found, which stays fast
    /// however many are found. Needs the permission USERS_READ.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn users(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which accounts.")] filter: Option<UserFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<UserOrder>,
        #[graphql(desc = "How many from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, User>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<UsersRead>())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let filter = filter.unwrap_or_default().into();
        let ordering = order_by.map(Ordering::from);
        let rows = users::users(app, &admin, &filter, ordering, &page.slice()).await;
        Ok(connection_of_accounts(&page, value(rows)?, User::new))
    }

    /// The account with this id or this address; null where there is none. Needs the permission USERS_READ.
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
            _ => return Err(bad_input("Give id or email, and not both.")),
        };
        let user = value(users::user(app, &admin, &named).await)?;
        Ok(user.map(|user| User::new(Arc::new(user))))
    }
}

/// What to change of an account; what is left out stays. A password cannot be set: send a reset.
#[derive(InputObject)]
pub struct UpdateUserInput {
    /// The account's id.
    pub id: ID,
    /// Fields of the survey, and the role: MENTEE or MENTOR, which clears matches, scores and messages.
    #[graphql(flatten)]
    pub profile: ProfileInput,
    /// Whether the address counts as verified. False ends all sessions.
    pub is_verified: Option<bool>,
    /// Whether the account may sign in. False ends all sessions.
    pub is_active: Option<bool>,
}

/// The account after the change, or what is wrong.
#[derive(Default, SimpleObject)]
pub struct UpdateUserPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Which account to delete.
#[derive(InputObject)]
pub struct DeleteUserInput {
    /// The account's id.
    pub id: ID,
}

/// What became of deleting an account.
#[derive(Default, SimpleObject)]
pub struct DeleteUserPayload {
    /// The id of the account that is gone.
    id: Option<ID>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Which account to keep.
#[derive(InputObject)]
pub struct RestoreUserInput {
    /// The account's id.
    pub id: ID,
}

/// The account that stays, or what is wrong.
#[derive(Default, SimpleObject)]
pub struct RestoreUserPayload {
    /// The account.
    user: Option<User>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// How many accounts were deleted for good.
#[derive(Default, SimpleObject)]
pub struct PurgePayload {
    /// Accounts that are gone.
    purged: Option<u64>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Whose password was forgotten.
#[derive(InputObject)]
pub struct SendPasswordResetInput {
    /// The account's id.
    pub id: ID,
}

/// What became of sending a reset.
#[derive(Default, SimpleObject)]
pub struct SendPasswordResetPayload {
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(
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
    /// Changes an account. Administrators with more permissions than the caller's are out of reach. Needs the
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

    /// Deletes an account for good, at once and with everything that belongs to it. Needs the permission
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

    /// Cancels the deletion that an account's owner asked for, within its grace period. Administrators with
    /// more permissions than the caller's are out of reach. Needs the permission USERS_WRITE.
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

    /// Deletes the accounts whose grace period is over for good. Needs the permission USERS_DELETE.
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

    /// Sends an account's owner a link that sets a new password. Administrators with more permissions than the
    /// caller's are out of reach. Needs the permission USERS_WRITE.
    async fn send_password_reset(
        &self,
        context: &Context<'_>,
        input: SendPasswordResetInput,
    ) -> Result<SendPasswordResetPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<UsersWrite>())?;
        let id = UserId(uuid(&input.id, "id")?);
        let result = send_password_reset::send_password_reset(app, &actor, id).await;
        payload(result, |()| SendPasswordResetPayload::default())
    }
}
