//! A member's own commands, one file each.

mod change_email;
mod change_email_races;
mod change_password;
mod change_role;
mod codes;
mod complete_survey;
mod export_my_data;
mod log_in;
mod log_out;
mod pending_email_change;
mod private;
mod register;
mod request_password_reset;
mod resend_verification;
mod reset_password;
mod session_rotation;
mod sessions;
mod sign_ins;
mod signing_in_again;
mod squatting;
mod undo_email_change;
mod update_profile;
mod verification_email;
mod verify_email;
mod verify_email_owner;
