//! Administrators.

use super::answer::answer;
use super::context::{caller, parts};
use super::error::{UserError, internal, to_graphql};
use super::listed::{Item, Listed};
use super::loaders::{Admins, Users};
use super::session::{Session, set_cookie};
use super::user::User;
use crate::admins::log_in;
use crate::auth::permission::{self, Permission};
use crate::config::Secret;
use crate::entities::{admin, admin_role};
use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use std::borrow::Cow;
use strum::VariantArray;

impl Listed for Permission {
    const TYPE: &'static str = "Permission";
    const DESCRIPTION: &'static str = "What an administrator may do.";

    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().replace(':', "_").to_ascii_uppercase().into()
    }

    fn description(self) -> Option<String> {
        Some(format!("{}.", self.as_str()))
    }
}

/// A named set of permissions.
#[derive(Debug, Clone, SimpleObject)]
pub struct AdminRole {
    /// Unique, upper case.
    pub name: String,
    /// What it allows.
    pub permissions: Vec<Item<Permission>>,
}

impl From<&admin_role::Model> for AdminRole {
    fn from(role: &admin_role::Model) -> Self {
        Self {
            name: role.name.clone(),
            permissions: permission::of_role(role).into_iter().map(Item).collect(),
        }
    }
}

/// An administrator.
#[derive(Debug, Clone)]
pub struct AdminUser(pub(super) admin::Model);

/// Somebody who runs the programme.
#[Object]
impl AdminUser {
    /// A UUID.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Name to sign in with.
    async fn username(&self) -> &str {
        &self.0.username
    }

    /// The account.
    async fn user(&self, context: &Context<'_>) -> Result<User> {
        let loader = context
            .data::<DataLoader<Users>>()
            .map_err(|_| internal())?;
        let user = loader
            .load_one(self.0.user_id)
            .await
            .map_err(|error| to_graphql(&error))?;
        user.map(User::new).ok_or_else(internal)
    }

    /// The set of permissions.
    async fn role(&self, context: &Context<'_>) -> Result<Option<AdminRole>> {
        let loader = context
            .data::<DataLoader<Admins>>()
            .map_err(|_| internal())?;
        let admin = loader
            .load_one(self.0.user_id)
            .await
            .map_err(|error| to_graphql(&error))?;
        Ok(admin.map(|(_, role)| AdminRole::from(&role)))
    }

    /// Whether the administrator may sign in to administer.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }
}

/// Administration.
#[derive(Default)]
pub struct AdminQuery;

#[Object]
impl AdminQuery {
    /// The administrator whose session this is; null for a member's session and for nobody.
    async fn current_admin(&self, context: &Context<'_>) -> Result<Option<AdminUser>> {
        let Ok(signed_in) = caller(context)?.session() else {
            return Ok(None);
        };
        if signed_in.permissions.is_none() {
            return Ok(None);
        }
        let loader = context
            .data::<DataLoader<Admins>>()
            .map_err(|_| internal())?;
        let admin = loader
            .load_one(signed_in.user.id)
            .await
            .map_err(|error| to_graphql(&error))?;
        Ok(admin.map(|(admin, _)| AdminUser(admin)))
    }
}

/// Name and password of an administrator.
#[derive(InputObject)]
pub struct LoginAdminInput {
    /// Username or address.
    pub username: String,
    /// The account's password.
    #[graphql(secret)]
    pub password: String,
}

/// An open session that administers, or why there is none.
#[derive(Default, SimpleObject)]
pub struct LoginAdminPayload {
    /// For `Authorization: Bearer`; browsers get it as a cookie besides.
    token: Option<String>,
    /// The session.
    session: Option<Session>,
    /// The administrator.
    admin_user: Option<AdminUser>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// Administration.
#[derive(Default)]
pub struct AdminMutation;

#[Object]
impl AdminMutation {
    /// Opens a session with an administrator's permissions.
    async fn login_admin(
        &self,
        context: &Context<'_>,
        input: LoginAdminInput,
    ) -> Result<LoginAdminPayload> {
        let (app, caller) = parts(context)?;
        let result = log_in::log_in(app, caller, input.username, Secret::new(input.password)).await;
        if let Ok(logged_in) = &result {
            set_cookie(context, &logged_in.token)?;
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
        answer(result, accepted, |errors| LoginAdminPayload {
            errors,
            ..LoginAdminPayload::default()
        })
    }
}
