//! The list of limits on abuse.

/// What is limited.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Limit {
    /// Failed sign-ins of a client at any account.
    FailuresPerClient,
    /// Failed sign-ins of a client at one account.
    FailuresPerPair,
    /// Failed sign-ins of unknown clients at an account.
    FailuresPerAccount,
    /// Sign-ins of a client and account, whatever their outcome.
    SignInsPerPair,
    /// Guesses of a client in its window (`auth/sign_in_attempt.rs`).
    GuessesPerWindow,
    /// Failed sign-ins at an account of a device that signed in to it before.
    FailuresPerDevice,
    /// Wrong passwords of a signed-in account.
    PasswordChecks,
    /// Passwords that a client has judged before it chooses one.
    PasswordCandidates,
    /// Registrations of a client.
    Registrations,
    /// Registrations of a client without a proof of work.
    RegistrationsWithoutProof,
    /// Uses of one proof of work.
    SpentProofs,
    /// Emails that a client requests.
    EmailRequests,
    /// Emails to a mailbox.
    EmailsPerAddress,
    /// Emails to a mailbox that are not password resets.
    OtherEmailsPerAddress,
    /// Emails to a mailbox about matches.
    MatchEmailsPerAddress,
    /// Invalid links that a client uses.
    Links,
    /// Wrong codes for an address.
    CodesPerAddress,
    /// Changes of the email address that an account requests.
    EmailChanges,
    /// Messages of an account.
    Messages,
    /// Profile pictures that an account uploads.
    Pictures,
    /// Requests and offers of an account.
    Requests,
    /// Concerns of an account.
    Concerns,
    /// Exports of what is held about an account.
    Exports,
    /// Parts of exports of what is held about an account.
    ExportParts,
    /// Failures of a client that is not signed in, recorded although its requests were too short to pay for it.
    FailureRecords,
    /// Reports that a client guesses at many accounts.
    GuessingClients,
    /// Reports that clients guess at an account.
    GuessedAccounts,
    /// Reports that a session is used from two networks.
    SharedSessions,
}
