//! Every limit of the rules, once; the descriptions of the schema use these constants.
//!
//! A character is a Unicode scalar value, which is also what PostgreSQL counts.

/// Most characters of an email address: RFC 5321 allows a path of 256 with its angle brackets.
pub const EMAIL_MAX: u32 = 254;
/// Most characters before the "@" of an email address (RFC 5321, section 4.5.3.1.1).
pub const EMAIL_LOCAL_MAX: u32 = 64;
/// Most characters of a host name (RFC 1035, section 2.3.4, without its length octets).
pub const HOST_NAME_MAX: u32 = 253;
/// Most characters between two dots of a host name (RFC 1035, section 2.3.4).
pub const HOST_LABEL_MAX: u32 = 63;

/// Fewest characters of a password after NFKC (NIST SP 800-63B, decision D5).
pub const PASSWORD_MIN: u32 = 8;
/// Most characters of a password after NFKC (decision D5).
pub const PASSWORD_MAX: u32 = 128;
/// Longer passwords, in bytes, are refused without a look at them. No accepted one comes near this limit, even if each
/// of its characters was typed as a letter with several accents.
pub const PASSWORD_RAW_MAX: u32 = 4096;

/// Most characters of a first or last name (decision D4).
pub const NAME_MAX: u32 = 150;
/// Most characters of hobbies, clubs, goals and other background, each (decision D4).
pub const TEXT_MAX: u32 = 500;
/// Most majors, and most minors (decision D4).
pub const ENTRIES_MAX: u32 = 5;
/// Most characters of one major or minor (decision D4).
pub const ENTRY_MAX: u32 = 100;
/// The lowest year of study (requirement M1).
pub const YEAR_MIN: u32 = 0;
/// The highest year of study (requirement M1).
pub const YEAR_MAX: u32 = 5;
/// Most characters of a profile picture's URL (decision D4).
pub const URL_MAX: u32 = 500;

/// Fewest characters of an administrator's username.
pub const USERNAME_MIN: u32 = 3;
/// Most characters of an administrator's username.
pub const USERNAME_MAX: u32 = 64;
/// Most characters of the name of an administrator role.
pub const ROLE_NAME_MAX: u32 = 64;

/// The minimum capacity of a mentor's roster: the mentor pauses.
pub const CAPACITY_MIN: u32 = 0;
/// Most days that a mentor's pause can last, unless the mentor is to end it.
pub const PAUSE_DAYS_MAX: u32 = 400;
/// Most mentors that one mentee can block.
pub const BLACKLIST_MAX: u32 = 100;
/// Most characters of a message between partners.
pub const MESSAGE_MAX: u32 = 4000;
/// Most characters of a concern.
pub const CONCERN_MAX: u32 = 2000;
/// Most characters of the note of a request.
pub const NOTE_MAX: u32 = 500;
