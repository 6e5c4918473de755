//! Administrators.

use super::admin_role::AdminRole;
use super::argument::uuid;
use super::context::{caller, parts};
use super::error::{UserError, internal};
use super::loaders::{Admins, Users, load};
use super::page::{Page, connection};
use super::payload::{payload, payloads, value};
use super::session::{Session, set_cookie, set_device_cookie};
use super::user::User;
use crate::admins::register_admin::{self, AdminRegistration};
use crate::admins::{activate_admin, deactivate_admin, lists, log_in, set_admin_role};
use crate::auth::permission::{AdminsRead, AdminsWrite};
use crate::config::Secret;
use crate::db::page::ListCursor;
use crate::entities::admin;
use crate::ids::AdminId;
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

/// An administrator.
#[derive(Debug, Clone)]
pub struct AdminUser(pub(super) admin::Model);

/// A person who runs the program.
#[Object]
impl AdminUser {
    /// A UUID.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The name to sign in with.
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// The account.
    async fn user(&self, context: &Context<'_>) -> Result<User> {
        let user = load::<Users>(context, self.0.user_id).await?;
        user.map(User::new).ok_or_else(internal)
    }

    /// The role, a named set of permissions.
    async fn role(&self, context: &Context<'_>) -> Result<Option<AdminRole>> {
        let admin = load::<Admins>(context, self.0.user_id).await?;
        Ok(admin.map(|(_, role)| AdminRole::from(&role)))
    }

    /// Whether the administrator may sign in as an administrator.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }
}

/// Administration.
#[derive(Default)]
pub struct AdminQuery;

#[Object]
impl AdminQuery {
    /// The signed-in administrator; null in a member's session and without a session.
    async fn current_admin(&self, context: &Context<'_>) -> Result<Option<AdminUser>> {
        let caller = caller(context)?;
        // An account whose deletion is pending has no administrator rights.
        let (Ok(signed_in), Ok(_)) = (caller.session(), caller.member()) else {
            return Ok(None);
        };
        if signed_in.permissions.is_none() {
            return Ok(None);
        }
        let admin = load::<Admins>(context, signed_in.user.id).await?;
        Ok(admin.map(|(admin, _)| AdminUser(admin)))
    }

    /// All administrators, active or not, ordered by username. Needs the permission ADMINS_READ.
    async fn admins(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, AdminUser>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<AdminsRead>())?;
        let page: Page<ListCursor> = Page::parse(first, after, last, before)?;
        let rows = value(Box::pin(lists::admins(app, &admin, &page.slice())).await)?;
        Ok(connection(&page, rows, |row| {
            (lists::cursor(&row).to_string(), AdminUser(row))
        }))
    }
}

/// The username and password of an administrator.
#[derive(InputObject)]
pub struct LoginAdminInput {
    /// Username or email address.
    pub username: String,
    /// The account's password.
    #[graphql(secret)]
    pub password: String,
}

/// The administrator's new session, or the errors.
#[derive(Default, SimpleObject)]
pub struct LoginAdminPayload {
    /// The token for `Authorization: Bearer`. Browsers also get it as a cookie.
    token: Option<String>,
    /// The session.
    session: Option<Session>,
    /// The administrator.
    admin_user: Option<AdminUser>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// A new administrator.
#[derive(InputObject)]
pub struct RegisterAdminInput {
    /// 3 to 64 letters, digits, dots, dashes and underscores; begins with a letter.
    pub username: String,
    /// A UCLA email address that no other account uses. It counts as verified. At most 254 characters, at most 64 of
    /// them before the "@".
    pub email: String,
    /// 8 to 128 characters; `Rules.passwordMin` can be more than 8. Not a password that attackers know, and not the
    /// account's email address.
    #[graphql(secret)]
    pub password: String,
    /// A role's name, such as MANAGER.
    pub role_name: String,
}

/// The new administrator, or the errors.
#[derive(Default, SimpleObject)]
pub struct RegisterAdminPayload {
    /// The administrator.
    admin_user: Option<AdminUser>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// An administrator and their new role.
#[derive(InputObject)]
pub struct SetAdminRoleInput {
    /// The administrator's id.
    pub id: ID,
    /// A role's name, such as MANAGER.
    pub role_name: String,
}

/// The administrator to activate.
#[derive(InputObject)]
pub struct ActivateAdminInput {
    /// The administrator's id.
    pub id: ID,
}

/// The administrator to deactivate.
#[derive(InputObject)]
pub struct DeactivateAdminInput {
    /// The administrator's id.
    pub id: ID,
}

/// The administrator after the change, or the errors.
#[derive(Default, SimpleObject)]
pub struct AdminUserPayload {
    /// The administrator.
    admin_user: Option<AdminUser>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(LoginAdminPayload, RegisterAdminPayload, AdminUserPayload);

fn changed(result: crate::error::Result<admin::Model>) -> Result<AdminUserPayload> {
    let accepted = |admin| AdminUserPayload {
        admin_user: Some(AdminUser(admin)),
        errors: Vec::new(),
    };
    payload(result, accepted)
}

/// Administration.
#[derive(Default)]
pub struct AdminMutation;

#[Object]
impl AdminMutation {
    /// Starts a session with an administrator's permissions.
    async fn login_admin(
        &self,
        context: &Context<'_>,
        input: LoginAdminInput,
    ) -> Result<LoginAdminPayload> {
        let (app, caller) = parts(context)?;
        let result = log_in::log_in(app, caller, input.username, Secret::new(input.password));
        let result = Box::pin(result).await;
        if let Ok(logged_in) = &result {
            set_cookie(context, &logged_in.token, logged_in.session.expires_at)?;
            set_device_cookie(context, logged_in.device.as_ref())?;
        }
        let accepted = |logged_in: log_in::AdminLoggedIn| LoginAdminPayload {
            token: Some(logged_in.token.expose().to_owned()),
            session: Some(Session::new(
                logged_in.session.clone(),
                Some(logged_in.session.id),
            )),
            admin_user: Some(AdminUser(logged_in.admin)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Creates an administrator. The role must not have a permission that the caller lacks. Needs the permission
    /// ADMINS_WRITE.
    async fn register_admin(
        &self,
        context: &Context<'_>,
        input: RegisterAdminInput,
    ) -> Result<RegisterAdminPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<AdminsWrite>())?;
        let registration = AdminRegistration {
            username: input.username,
            email: input.email,
            password: Secret::new(input.password),
            role_name: input.role_name,
        };
        let result = register_admin::register_admin(app, Some(&actor), registration).await;
        let accepted = |admin| RegisterAdminPayload {
            admin_user: Some(AdminUser(admin)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Gives an administrator another role. The last active SUPERADMIN cannot change roles. Needs the permission
    /// ADMINS_WRITE.
    async fn set_admin_role(
        &self,
        context: &Context<'_>,
        input: SetAdminRoleInput,
    ) -> Result<AdminUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<AdminsWrite>())?;
        let id = AdminId(uuid(&input.id, "id")?);
        changed(
            Box::pin(set_admin_role::set_admin_role(
                app,
                &actor,
                id,
                input.role_name,
            ))
            .await,
        )
    }

    /// Reactivates an administrator. Needs the permission ADMINS_WRITE.
    async fn activate_admin(
        &self,
        context: &Context<'_>,
        input: ActivateAdminInput,
    ) -> Result<AdminUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<AdminsWrite>())?;
        let id = AdminId(uuid(&input.id, "id")?);
        changed(Box::pin(activate_admin::activate_admin(app, &actor, id)).await)
    }

    /// Deactivates an administrator and ends their sessions at once. The last active SUPERADMIN cannot be
    /// deactivated. Needs the permission ADMINS_WRITE.
    async fn deactivate_admin(
        &self,
        context: &Context<'_>,
        input: DeactivateAdminInput,
    ) -> Result<AdminUserPayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<AdminsWrite>())?;
        let id = AdminId(uuid(&input.id, "id")?);
        changed(Box::pin(deactivate_admin::deactivate_admin(app, &actor, id)).await)
    }
}
