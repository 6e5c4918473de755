//! Records faults and where they are: the server as violations, the WASM as numbers.

use crate::fault::Fault;
use crate::violation::Violations;

/// The fields that the rules check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The first name of a survey.
    FirstName,
    /// The last name of a survey.
    LastName,
    /// The hobbies of a survey.
    Hobbies,
    /// The clubs of a survey.
    Clubs,
    /// The goals of a survey.
    Goals,
    /// The other background of a survey.
    OtherBackground,
    /// The picture of a survey.
    ProfilePictureUrl,
    /// The majors of a survey.
    Major,
    /// The minors of a survey.
    Minor,
    /// The year of a survey.
    Year,
    /// The login.
    Email,
    /// The password that someone chooses.
    Password,
    /// The role of a new account.
    Role,
    /// The text that confirms an account's deletion.
    Confirmation,
}

impl Field {
    /// Every field, at the index of its number.
    pub const ALL: &[Field] = &[
        Field::FirstName,
        Field::LastName,
        Field::Hobbies,
        Field::Clubs,
        Field::Goals,
        Field::OtherBackground,
        Field::ProfilePictureUrl,
        Field::Major,
        Field::Minor,
        Field::Year,
        Field::Email,
        Field::Password,
        Field::Role,
        Field::Confirmation,
    ];

    /// The name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::FirstName => "firstName",
            Field::LastName => "lastName",
            Field::Hobbies => "hobbies",
            Field::Clubs => "clubs",
            Field::Goals => "goals",
            Field::OtherBackground => "otherBackground",
            Field::ProfilePictureUrl => "profilePictureUrl",
            Field::Major => "major",
            Field::Minor => "minor",
            Field::Year => "year",
            Field::Email => "email",
            Field::Password => "password",
            Field::Role => "role",
            Field::Confirmation => "confirmation",
        }
    }
}

/// Records every problem of one input.
pub(crate) trait Findings {
    /// Adds a fault, with its field and, in a list, its entry.
    fn add(&mut self, fault: Fault, field: Field, entry: Option<u32>);
}

impl Findings for Violations {
    fn add(&mut self, fault: Fault, field: Field, entry: Option<u32>) {
        let violation = fault.violation().under(field.as_str());
        self.push(match entry {
            Some(entry) => violation.entry(entry as usize),
            None => violation,
        });
    }
}
