//! The settings of the server.

use super::context::parts;
use super::payload::value;
use crate::admins::settings;
use crate::auth::permission::AdminsRead;
use crate::config;
use async_graphql::{Context, Object, Result, SimpleObject};

/// A setting in force. Operators set it as an environment variable.
#[derive(Debug, SimpleObject)]
pub struct Setting {
    /// The environment variable.
    name: String,
    /// The value; null if it is secret or not set. The URL of the database is without user, password and parameters.
    value: Option<String>,
    /// Whether the value is never shown.
    is_secret: bool,
    /// Whether the value is the default, or not set.
    is_default: bool,
    /// What it means.
    description: String,
}

impl From<&config::Setting> for Setting {
    fn from(setting: &config::Setting) -> Self {
        Self {
            name: setting.name.clone(),
            value: setting.value.clone(),
            is_secret: setting.is_secret,
            is_default: setting.is_default,
            description: setting.description.clone(),
        }
    }
}

/// The settings of the server.
#[derive(Default)]
pub struct SettingQuery;

#[Object]
impl SettingQuery {
    /// The settings that the responding process started with. Needs the permission ADMINS_READ.
    async fn settings(&self, context: &Context<'_>) -> Result<Vec<Setting>> {
        let (app, caller) = parts(context)?;
        let admin = value(caller.admin::<AdminsRead>())?;
        let settings = settings::settings(app, &admin);
        Ok(settings.iter().map(Setting::from).collect())
    }
}
