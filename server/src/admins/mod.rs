//! Administrators' commands.

pub mod activate_admin;
pub mod activity;
pub mod approve_mentor;
pub mod board;
pub mod bulk;
pub mod change_admin_role;
pub mod create_admin_role;
pub mod deactivate_admin;
pub mod delete_user;
pub mod end_user_sessions;
pub mod export_users;
mod find;
pub mod invite_user;
pub mod lists;
pub mod log_in;
pub mod purge_expired_accounts;
mod rank;
pub mod register_admin;
pub mod remind_user;
pub mod report;
pub mod restore_user;
pub mod send_password_reset;
pub mod set_admin_role;
pub mod signals;
pub mod stats;
pub mod update_user;
pub mod users;
