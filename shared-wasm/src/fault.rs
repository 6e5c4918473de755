//! The problems that the rules find, as numbers, which cost the WASM nothing to pass on.

use alloc::string::String;

use crate::limits::{
    EMAIL_LOCAL_MAX, EMAIL_MAX, ENTRIES_MAX, ENTRY_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN,
    TEXT_MAX, URL_MAX, YEAR_MAX, YEAR_MIN,
};
use crate::violation::{Code, Param, Violation};

/// One problem that a rule looks for: a code together with its parameters, which never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no email address.
    EmailRequired,
    /// The email address has accents or another script.
    EmailNotAscii,
    /// The email address is too long.
    EmailTooLong,
    /// The email address has no "@".
    EmailNoAt,
    /// There is nothing before the "@".
    EmailLocalEmpty,
    /// There is too much before the "@".
    EmailLocalTooLong,
    /// A dot before the "@" is the first character, the last, or follows another dot.
    EmailLocalDot,
    /// A character before the "@" is not allowed there.
    EmailLocalCharacter,
    /// The part after the "@" is not a domain.
    EmailDomain,
    /// The domain is not accepted.
    EmailNotUcla,
    /// There is no password.
    PasswordRequired,
    /// The password is too short.
    PasswordTooShort,
    /// The password is too long.
    PasswordTooLong,
    /// The password is one of those that attackers try first.
    PasswordTooCommon,
    /// The password is the email address.
    PasswordMatchesEmail,
    /// The password is the person's name.
    PasswordMatchesName,
    /// There is no such role.
    RoleInvalid,
    /// Members cannot give themselves that role.
    RoleNotAllowed,
    /// A name is too long.
    NameTooLong,
    /// A text is too long.
    TextTooLong,
    /// A text has a character that is not allowed.
    ControlCharacter,
    /// There is no such year of study.
    YearOutOfRange,
    /// A list has too many entries.
    TooManyEntries,
    /// An entry is blank.
    EntryEmpty,
    /// An entry is too long.
    EntryTooLong,
    /// It is not a web URL.
    UrlInvalid,
    /// The URL is too long.
    UrlTooLong,
    /// The URL does not begin with https://.
    UrlNotHttps,
    /// The URL has a username in it.
    UrlHasCredentials,
    /// The confirmation is not the account's email address.
    ConfirmationMismatch,
}

impl Fault {
    /// Every fault, at the index of its number.
    pub const ALL: &[Fault] = &[
        Fault::EmailRequired,
        Fault::EmailNotAscii,
        Fault::EmailTooLong,
        Fault::EmailNoAt,
        Fault::EmailLocalEmpty,
        Fault::EmailLocalTooLong,
        Fault::EmailLocalDot,
        Fault::EmailLocalCharacter,
        Fault::EmailDomain,
        Fault::EmailNotUcla,
        Fault::PasswordRequired,
        Fault::PasswordTooShort,
        Fault::PasswordTooLong,
        Fault::PasswordTooCommon,
        Fault::PasswordMatchesEmail,
        Fault::PasswordMatchesName,
        Fault::RoleInvalid,
        Fault::RoleNotAllowed,
        Fault::NameTooLong,
        Fault::TextTooLong,
        Fault::ControlCharacter,
        Fault::YearOutOfRange,
        Fault::TooManyEntries,
        Fault::EntryEmpty,
        Fault::EntryTooLong,
        Fault::UrlInvalid,
        Fault::UrlTooLong,
        Fault::UrlNotHttps,
        Fault::UrlHasCredentials,
        Fault::ConfirmationMismatch,
    ];

    /// The code with its parameters, without a field.
    #[must_use]
    pub fn violation(self) -> Violation {
        let general = Violation::general;
        let up_to = |code, max| general(code).with("max", Param::Number(max));
        let from = |code, min| general(code).with("min", Param::Number(min));
        match self {
            Fault::EmailRequired => general(Code::EmailRequired),
            Fault::EmailNotAscii => email_invalid("not_ascii"),
            Fault::EmailTooLong => email_too_long(EMAIL_MAX, "address"),
            Fault::EmailNoAt => email_invalid("no_at"),
            Fault::EmailLocalEmpty => email_invalid("local_empty"),
            Fault::EmailLocalTooLong => email_too_long(EMAIL_LOCAL_MAX, "local"),
            Fault::EmailLocalDot => email_invalid("local_dot"),
            Fault::EmailLocalCharacter => email_invalid("local_character"),
            Fault::EmailDomain => email_invalid("domain"),
            Fault::EmailNotUcla => general(Code::EmailNotUcla),
            Fault::PasswordRequired => general(Code::PasswordRequired),
            Fault::PasswordTooShort => from(Code::PasswordTooShort, PASSWORD_MIN),
            Fault::PasswordTooLong => up_to(Code::PasswordTooLong, PASSWORD_MAX),
            Fault::PasswordTooCommon => general(Code::PasswordTooCommon),
            Fault::PasswordMatchesEmail => general(Code::PasswordMatchesEmail),
            Fault::PasswordMatchesName => general(Code::PasswordMatchesName),
            Fault::RoleInvalid => general(Code::RoleInvalid),
            Fault::RoleNotAllowed => general(Code::RoleNotAllowed),
            Fault::NameTooLong => up_to(Code::NameTooLong, NAME_MAX),
            Fault::TextTooLong => up_to(Code::TextTooLong, TEXT_MAX),
            Fault::ControlCharacter => general(Code::ControlCharacter),
            Fault::YearOutOfRange => {
                from(Code::YearOutOfRange, YEAR_MIN).with("max", Param::Number(YEAR_MAX))
            }
            Fault::TooManyEntries => up_to(Code::TooManyEntries, ENTRIES_MAX),
            Fault::EntryEmpty => general(Code::EntryEmpty),
            Fault::EntryTooLong => up_to(Code::EntryTooLong, ENTRY_MAX),
            Fault::UrlInvalid => general(Code::UrlInvalid),
            Fault::UrlTooLong => up_to(Code::UrlTooLong, URL_MAX),
            Fault::UrlNotHttps => general(Code::UrlNotHttps),
            Fault::UrlHasCredentials => general(Code::UrlHasCredentials),
            Fault::ConfirmationMismatch => general(Code::ConfirmationMismatch),
        }
    }
}

fn email_invalid(reason: &str) -> Violation {
    Violation::general(Code::EmailInvalid).with("reason", Param::Text(String::from(reason)))
}

fn email_too_long(max: u32, part: &str) -> Violation {
    Violation::general(Code::EmailTooLong)
        .with("max", Param::Number(max))
        .with("part", Param::Text(String::from(part)))
}
