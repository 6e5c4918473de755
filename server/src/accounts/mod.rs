//! A member's own commands, one file each.

pub(crate) mod address;
pub mod change_email;
pub mod change_password;
pub mod change_role;
pub mod complete_survey;
pub mod confirm_email_change;
pub mod email_preferences;
pub mod email_proof;
pub mod end_impersonation;
mod even_writes;
pub mod export_my_data;
pub mod log_in;
pub mod log_out;
pub mod pending_email_change;
mod profile;
mod proof_of_work;
pub mod reauthenticate;
pub mod register;
pub mod request_password_reset;
pub mod resend_verification;
pub mod reset_password;
pub mod revoke_other_sessions;
pub mod revoke_session;
pub mod undo_email_change;
pub mod update_profile;
pub mod upload_picture;
pub mod verify_email;
