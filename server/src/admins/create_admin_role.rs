//! Creates a role of administrators.

use crate::app::App;
use crate::auth::permission::AdminsWrite;
use crate::auth::{Admin, Permission};
use crate::entities::admin_role::{self, ActiveModel};
use crate::entities::user::Entries;
use crate::error::{Error, Result};
use crate::ids::AdminRoleId;
use crate::signals::{Name, Signal};
use crate::work::{Work, Workflow};
use rules::{Code, RoleName};
use sea_orm::{ActiveModelTrait, DbErr, Set, SqlErr};
use strum::VariantArray;

/// Creates a role with these permissions, all of which the actor must have.
///
/// # Errors
/// `ROLE_NAME_INVALID`, `ADMIN_ROLE_TAKEN`, or `NotPermitted` for permissions beyond the actor's.
pub async fn create_admin_role(
    app: &App,
    actor: &Admin<AdminsWrite>,
    name: &str,
    permissions: Vec<Permission>,
) -> Result<admin_role::Model> {
    let name = RoleName::parse(name).map_err(|violation| violation.moved_to("name"))?;
    actor.covers(&permissions)?;
    let row = ActiveModel {
        id: Set(AdminRoleId::new()),
        name: Set(name.as_str().to_owned()),
        permissions: Set(entries(&permissions)),
        is_built_in: Set(false),
    };
    let actor = actor.clone();
    Work::run(
        app,
        Some(actor.user_id()),
        Workflow::Plain,
        move |work| async move {
            let tx = work.begin().await?;
            actor.lock(&tx, &[]).await?;
            let role = row.insert(tx.rows()).await.map_err(taken)?;
            tx.emit(Signal::admin_role(Name::AdminRoleCreated, &role))
                .await;
            tx.commit(role).await
        },
    )
    .await
}

/// The permissions as they are stored: each once, in the order of the list.
pub(super) fn entries(permissions: &[Permission]) -> Entries {
    let known = Permission::VARIANTS.iter();
    let wanted = known.filter(|permission| permissions.contains(permission));
    Entries(
        wanted
            .map(|permission| permission.as_str().to_owned())
            .collect(),
    )
}

fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::refused_at(Code::AdminRoleTaken, "name")
        }
        _ => Error::Repository(error),
    }
}
