//! A member's own verbs, one file each.

mod change_password;
mod change_role;
mod complete_survey;
mod log_in;
mod log_out;
mod register;
mod register_letter;
mod request_password_reset;
mod resend_verification;
mod reset_password;
mod sessions;
mod update_profile;
mod verify_email;
mod verify_email_owner;
