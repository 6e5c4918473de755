//! Where a fault is, and who takes it down: the server as a violation, the WASM as numbers.

use alloc::vec::Vec;

use crate::fault::Fault;
use crate::violation::Violations;

/// The fields that the rules judge.
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
    /// What is typed before an account is deleted.
    Confirmation,
}

impl Field {
    /// Every field, each at the place of its number.
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

/// A fault and where it is.
#[derive(Clone, Copy)]
pub(crate) struct Finding {
    pub(crate) fault: Fault,
    pub(crate) field: Field,
    /// The entry of a list.
    pub(crate) entry: Option<u32>,
}

/// Takes down everything that is wrong with one input.
pub(crate) trait Findings {
    /// One more finding.
    fn push(&mut self, finding: Finding);

    /// A fault of a whole field.
    fn add(&mut self, fault: Fault, field: Field) {
        self.push(Finding {
            fault,
            field,
            entry: None,
        });
    }
}

impl Findings for Violations {
    fn push(&mut self, finding: Finding) {
        let violation = finding.fault.violation().under(finding.field.as_str());
        Vec::push(
            self,
            match finding.entry {
                Some(entry) => violation.entry(entry as usize),
                None => violation,
            },
        );
    }
}
