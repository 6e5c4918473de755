//! The settings of the server, which an administrator can only read.

use crate::app::App;
use crate::auth::Admin;
use crate::auth::permission::AdminsRead;
use crate::config::Setting;

/// Returns the settings in force, without secrets.
#[must_use]
pub fn settings<'app>(app: &'app App, _: &Admin<AdminsRead>) -> &'app [Setting] {
    &app.config.settings
}
