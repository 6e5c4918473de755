//! Administrators' commands, one file each.

mod activity;
mod approve_mentor;
mod board;
mod bulk;
mod deactivate_admin;
mod delete_user;
mod end_user_sessions;
mod export_users;
mod last_superadmin;
mod lists;
mod log_in;
mod meanwhile;
mod purge_expired_accounts;
mod register_admin;
mod report;
mod restore_user;
mod roles;
mod search;
mod send_password_reset;
mod set_admin_role;
mod statements;
mod states;
mod stats;
pub(crate) mod support;
mod update_user;
mod update_user_email;
mod users;
