//! A person as a client names them: by email address or by id.

use crate::app::App;
use crate::entities::user::{self, Column};
use crate::error::Result;
use crate::ids::UserId;
use rules::Email;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// A person, by address or by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Person {
    /// An address as it was typed.
    Address(String),
    /// An id.
    Id(UserId),
}

impl Person {
    /// Whether a member must not learn if this person has an account.
    pub(super) fn is_private(&self, app: &App) -> bool {
        app.config.accounts.private_registration && matches!(self, Self::Address(_))
    }

    /// Returns the address that was typed, if one was; `field` is the input field for errors.
    pub(super) fn address(&self, app: &App, field: &'static str) -> Result<Option<Email>> {
        match self {
            Self::Address(typed) => address(app, typed, field).map(Some),
            Self::Id(_) => Ok(None),
        }
    }

    /// Returns the account's id, even if its deletion is pending; `field` is the input field for errors.
    pub(super) async fn find(&self, app: &App, field: &'static str) -> Result<Option<UserId>> {
        let sought = match self {
            Self::Address(raw) => Column::Email.eq(address(app, raw, field)?.as_str()),
            Self::Id(id) => Column::Id.eq(*id),
        };
        let found = user::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(sought)
            .into_tuple()
            .one(app.db.reader())
            .await?;
        Ok(found)
    }
}

/// Parses an address as it was typed; `field` is the input field for errors.
pub(super) fn address(app: &App, typed: &str, field: &'static str) -> Result<Email> {
    let parsed = Email::parse_existing(typed, &app.config.accounts.domains);
    Ok(parsed.map_err(|violation| violation.moved_to(field))?)
}
