//! Roles of administrators.

use super::context::parts;
use super::enum_of_list::{EnumOfList, Item};
use super::error::UserError;
use super::payload::{payload, payloads, value};
use crate::admins::{change_admin_role, create_admin_role, lists};
use crate::auth::permission::{self, AdminsRead, AdminsWrite, Permission};
use crate::entities::admin_role;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use std::borrow::Cow;
use strum::VariantArray;

impl EnumOfList for Permission {
    const TYPE: &'static str = "Permission";
    const DESCRIPTION: &'static str = "A permission of an administrator.";

    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    fn name(self) -> Cow<'static, str> {
        self.as_str().replace(':', "_").to_ascii_uppercase().into()
    }

    fn description(self) -> Option<String> {
        Some(self.purpose().to_owned())
    }
}

/// A named set of permissions.
#[derive(Debug, Clone, SimpleObject)]
pub struct AdminRole {
    /// Unique name in upper case.
    pub name: String,
    /// The permissions of the role.
    pub permissions: Vec<Item<Permission>>,
    /// Whether the role is built in.
    pub is_built_in: bool,
}

impl From<&admin_role::Model> for AdminRole {
    fn from(role: &admin_role::Model) -> Self {
        Self {
            name: role.name.clone(),
            permissions: permission::of_role(role).into_iter().map(Item).collect(),
            is_built_in: role.is_built_in,
        }
    }
}

/// Roles of administrators.
#[derive(Default)]
pub struct AdminRoleQuery;

#[Object]
impl AdminRoleQuery {
    /// Every role, by name. Needs the permission ADMINS_READ.
    async fn admin_roles(&self, context: &Context<'_>) -> Result<Vec<AdminRole>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<AdminsRead>())?;
        let roles = value(Box::pin(lists::admin_roles(app, &admin)).await)?;
        Ok(roles.iter().map(AdminRole::from).collect())
    }
}

/// A new role.
#[derive(InputObject)]
pub struct CreateAdminRoleInput {
    /// 1 to 64 capital letters, digits and underscores.
    pub name: String,
    /// All permissions of the role.
    pub permissions: Vec<Item<Permission>>,
}

/// The new permissions of a role.
#[derive(InputObject)]
pub struct ChangeAdminRoleInput {
    /// The role's name.
    pub name: String,
    /// All permissions of the role.
    pub permissions: Vec<Item<Permission>>,
}

/// The role, or the errors.
#[derive(Default, SimpleObject)]
pub struct AdminRolePayload {
    /// The role.
    admin_role: Option<AdminRole>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(AdminRolePayload);

/// Roles of administrators.
#[derive(Default)]
pub struct AdminRoleMutation;

#[Object]
impl AdminRoleMutation {
    /// Creates a role. It must not have a permission that the caller lacks. Needs the permission ADMINS_WRITE.
    async fn create_admin_role(
        &self,
        context: &Context<'_>,
        input: CreateAdminRoleInput,
    ) -> Result<AdminRolePayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<AdminsWrite>())?;
        let permissions = permissions(input.permissions);
        let created =
            create_admin_role::create_admin_role(app, &actor, &input.name, permissions).await;
        role_payload(created)
    }

    /// Changes the permissions of a role for all its administrators. SUPERADMIN cannot be changed. Needs the permission
    /// ADMINS_WRITE.
    async fn change_admin_role(
        &self,
        context: &Context<'_>,
        input: ChangeAdminRoleInput,
    ) -> Result<AdminRolePayload> {
        let (app, caller) = parts(context)?;
        let actor = value(caller.admin::<AdminsWrite>())?;
        let permissions = permissions(input.permissions);
        let changed =
            change_admin_role::change_admin_role(app, &actor, input.name, permissions).await;
        role_payload(changed)
    }
}

fn permissions(items: Vec<Item<Permission>>) -> Vec<Permission> {
    items.into_iter().map(|item| item.0).collect()
}

fn role_payload(result: crate::error::Result<admin_role::Model>) -> Result<AdminRolePayload> {
    let accepted = |role: admin_role::Model| AdminRolePayload {
        admin_role: Some(AdminRole::from(&role)),
        errors: Vec::new(),
    };
    payload(result, accepted)
}
