//! A member's own commands, one file each.

pub mod change_password;
pub mod change_role;
pub mod complete_survey;
pub mod email_preferences;
mod even_writes;
pub mod log_in;
pub mod log_out;
mod profile;
mod proof_of_work;
pub mod register;
pub mod request_password_reset;
pub mod resend_verification;
pub mod reset_password;
pub mod revoke_other_sessions;
pub mod revoke_session;
pub mod update_profile;
pub mod upload_picture;
pub mod verify_email;
