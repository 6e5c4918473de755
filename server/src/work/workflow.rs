//! The workflows of the catalogue: how each one begins in the log, and how it ends when it fails.

mod kept;

use self::kept::{address, administrator, kept, kept_value, prefix, username};
use crate::client::Client;
use crate::error::{Error, sentences};
use crate::ids::{UserId, WorkflowId};
use crate::signals::signal::Data;
use crate::signals::{Cause, Name, Sender, Signal, catalogue};
use rules::Code;
use serde_json::Value;

/// What a command is doing, in the words of the sources.
#[derive(Debug, Clone, PartialEq)]
pub enum Workflow {
    /// A new account.
    Registration(Data),
    /// Signing in, with the client.
    Authentication(Data, Client),
    /// Verifying an email address.
    EmailVerification(Data),
    /// Changing an account.
    Update(UserId, Data),
    /// Permanently deleting an account.
    Deletion(UserId, Data),
    /// Requesting a reset link.
    PasswordResetRequest(Data),
    /// Setting a new password with a link.
    PasswordReset(Data),
    /// A new administrator.
    AdminRegistration(Data),
    /// Signing in as an administrator, with the client.
    AdminAuthentication(Data, Client),
    /// A workflow of the platform itself, without a first or last signal.
    Plain,
    /// The continuation of a workflow that began earlier, such as its email.
    Continued(WorkflowId),
}

impl Workflow {
    /// A registration with this address, as it was typed.
    #[must_use]
    pub fn registration(email: &str) -> Self {
        let email = address(email);
        Self::Registration(data([("username", email.clone()), ("email", email)]))
    }

    /// A sign-in with this address, as it was typed, from this client.
    #[must_use]
    pub fn authentication(email: &str, client: &Client) -> Self {
        Self::Authentication(data([("username", address(email))]), client.clone())
    }

    /// A verification with this token.
    #[must_use]
    pub fn email_verification(token: &str) -> Self {
        Self::EmailVerification(data([("token_prefix", prefix(token))]))
    }

    /// A change of an account; `changes` contains no secret.
    #[must_use]
    pub fn update(user_id: UserId, changes: Data) -> Self {
        Self::Update(
            user_id,
            data([("update_data", kept_value(Value::Object(changes)))]),
        )
    }

    /// A permanent deletion.
    #[must_use]
    pub fn deletion(user_id: UserId, username: Option<&str>) -> Self {
        let username = username.map(|username| ("username", Value::from(username)));
        Self::Deletion(
            user_id,
            username
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// A request for a reset link to this address, as it was typed.
    #[must_use]
    pub fn password_reset_request(email: &str) -> Self {
        Self::PasswordResetRequest(data([("email", address(email))]))
    }

    /// A reset with this token.
    #[must_use]
    pub fn password_reset(token: &str) -> Self {
        Self::PasswordReset(data([("token_prefix", prefix(token))]))
    }

    /// A new administrator, as it was typed.
    #[must_use]
    pub fn admin_registration(name: &str, email: &str, role_name: &str) -> Self {
        Self::AdminRegistration(data([
            ("username", username(name)),
            ("email", address(email)),
            ("role_name", kept(role_name)),
        ]))
    }

    /// An administrator's sign-in with this name, as it was typed, from this client. `is_known` says whether there is
    /// an administrator with that username.
    #[must_use]
    pub fn admin_authentication(name: &str, is_known: bool, client: &Client) -> Self {
        let name = administrator(name, is_known);
        Self::AdminAuthentication(data([("username", name)]), client.clone())
    }

    /// Its first signal.
    pub(super) fn started(&self) -> Option<Signal> {
        let (sender, name, _) = self.names()?;
        let mut arguments = self.arguments();
        match self {
            // The sources have no signal for the start of a verification.
            Self::EmailVerification(_) => return None,
            Self::Deletion(..) => arguments.remove("username"),
            _ => None,
        };
        Some(Signal::of_workflow(sender, name, self.user_id(), arguments))
    }

    /// Its last signal when it failed. `subject` is the account, if it was found.
    pub(super) fn failed(
        &self,
        error: &Error,
        cause: Option<Cause>,
        subject: Option<UserId>,
    ) -> Option<Signal> {
        let (sender, _, name) = self.names()?;
        let vocabulary = catalogue::spec(sender, name)?.vocabulary;
        let cause = cause.unwrap_or_else(|| cause_of(error, vocabulary));
        let key = match self {
            Self::Authentication(..) | Self::AdminAuthentication(..) => "reason",
            _ => "error_type",
        };
        let mut arguments = self.arguments();
        arguments.insert(key.to_owned(), cause.as_str().into());
        match (cause, error) {
            (Cause::ValidationError, Error::Refused(violations)) if self.has_message() => {
                arguments.insert("error_message".to_owned(), sentences(violations).into());
            }
            (
                Cause::RepositoryError | Cause::UnexpectedException | Cause::PasswordHashingError,
                error,
            ) => {
                arguments.insert("exception".to_owned(), error.record().into());
            }
            _ => {}
        }
        let subject = subject.or(self.user_id());
        let failed = Signal::of_workflow(sender, name, subject, arguments);
        Some(match self.client() {
            Some(client) => failed.sent_by(client),
            None => failed,
        })
    }

    const fn names(&self) -> Option<(Sender, Name, Name)> {
        let (user, admin) = (Sender::UserManager, Sender::AdminUserManager);
        Some(match self {
            Self::Registration(_) => (
                user,
                Name::UserRegistrationStarted,
                Name::UserRegistrationFailed,
            ),
            Self::Authentication(..) => (
                user,
                Name::UserAuthenticationStarted,
                Name::UserAuthenticationFailed,
            ),
            Self::EmailVerification(_) => (
                user,
                Name::UserEmailVerificationFailed,
                Name::UserEmailVerificationFailed,
            ),
            Self::Update(..) => (user, Name::UserUpdateStarted, Name::UserUpdateFailed),
            Self::Deletion(..) => (user, Name::UserDeletionStarted, Name::UserDeletionFailed),
            Self::PasswordResetRequest(_) => (
                user,
                Name::PasswordResetRequestStarted,
                Name::PasswordResetRequestFailed,
            ),
            Self::PasswordReset(_) => (user, Name::PasswordResetStarted, Name::PasswordResetFailed),
            Self::AdminRegistration(_) => (
                admin,
                Name::AdminRegistrationStarted,
                Name::AdminRegistrationFailed,
            ),
            Self::AdminAuthentication(..) => (
                admin,
                Name::AdminAuthenticationStarted,
                Name::AdminAuthenticationFailed,
            ),
            Self::Plain | Self::Continued(_) => return None,
        })
    }

    const fn user_id(&self) -> Option<UserId> {
        match self {
            Self::Update(user_id, _) | Self::Deletion(user_id, _) => Some(*user_id),
            _ => None,
        }
    }

    const fn client(&self) -> Option<&Client> {
        match self {
            Self::Authentication(_, client) | Self::AdminAuthentication(_, client) => Some(client),
            _ => None,
        }
    }

    fn arguments(&self) -> Data {
        match self {
            Self::Registration(data)
            | Self::Authentication(data, _)
            | Self::EmailVerification(data)
            | Self::Update(_, data)
            | Self::Deletion(_, data)
            | Self::PasswordResetRequest(data)
            | Self::PasswordReset(data)
            | Self::AdminRegistration(data)
            | Self::AdminAuthentication(data, _) => data.clone(),
            Self::Plain | Self::Continued(_) => Data::new(),
        }
    }

    const fn has_message(&self) -> bool {
        matches!(self, Self::Registration(_) | Self::AdminRegistration(_))
    }
}

/// The cause of an error that the command itself did not name. If the vocabulary has no
/// `validation_error`, a broken rule counts as `repository_error`, because the sources validate in the repository.
fn cause_of(error: &Error, vocabulary: &[Cause]) -> Cause {
    let candidates: &[Cause] = match error {
        Error::Refused(_) if error.is(Code::UserNotFound) => &[Cause::UserNotFound],
        Error::Refused(_) | Error::Forbidden(_) | Error::NotPermitted { .. } => {
            &[Cause::ValidationError, Cause::RepositoryError]
        }
        Error::Repository(_) | Error::Media(_) => &[Cause::RepositoryError],
        Error::Hashing(_) | Error::Busy => &[Cause::PasswordHashingError],
        _ => &[],
    };
    let known = candidates
        .iter()
        .find(|candidate| vocabulary.contains(candidate));
    known.copied().unwrap_or(Cause::UnexpectedException)
}

fn data<const N: usize>(pairs: [(&str, Value); N]) -> Data {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
