//! One signal on its way to the log, built by a function for each name so that no argument is forgotten.
//!
//! No secret can get in: the constructors take rows and plain values, and passwords, hashes, and tokens are types that
//! do not convert to text.

use super::{Cause, Name, Sender};
use crate::client::Client;
use crate::entities::{admin, admin_role, hook, matching_plan, user, webhook};
use crate::ids::{HookId, RequestId, UserId};
use crate::permission::Permission;
use sea_orm::ActiveEnum;
use serde_json::{Map, Value};
use url::Url;

/// Named values, as handlers see them and as the log stores them.
pub type Data = Map<String, Value>;

/// Something that happened, or is about to.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// Its sender.
    pub sender: Sender,
    /// Its name.
    pub name: Name,
    /// The account it is about.
    pub user_id: Option<UserId>,
    /// The other arguments.
    pub arguments: Data,
    /// Whether the log leaves out the actor.
    pub hides_actor: bool,
}

/// On which side of a request an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestSide {
    /// The mentee.
    Mentee,
    /// The mentor.
    Mentor,
}

impl Signal {
    fn new(sender: Sender, name: Name) -> Self {
        Self {
            sender,
            name,
            user_id: None,
            arguments: Data::new(),
            hides_actor: false,
        }
    }

    fn about(mut self, user_id: UserId) -> Self {
        self.user_id = Some(user_id);
        self
    }

    fn with(mut self, argument: &str, value: impl Into<Value>) -> Self {
        self.arguments.insert(argument.to_owned(), value.into());
        self
    }

    fn with_some(self, argument: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(argument, value),
            None => self,
        }
    }

    /// `user_pre_register` or `admin_pre_register`; its arguments are the data that handlers may change.
    pub(crate) fn pre_register(sender: Sender, name: Name) -> Self {
        Self::new(sender, name)
    }

    /// `user_pre_create`. Its data is added with `carrying`.
    pub(crate) fn user_pre_create() -> Self {
        Self::new(Sender::UserRepository, Name::UserPreCreate)
    }

    /// A signal of the user manager whose only argument is the account.
    pub(crate) fn manager(name: Name, user: &user::Model) -> Self {
        Self::new(Sender::UserManager, name).about(user.id)
    }

    /// A signal of the account itself.
    pub(crate) fn account(name: Name, user: &user::Model) -> Self {
        Self::new(Sender::User, name).about(user.id)
    }

    /// A signal of the platform about an account.
    pub(crate) fn platform(name: Name, user: UserId) -> Self {
        Self::new(Sender::Platform, name).about(user)
    }

    /// `admin_role_created` or `admin_role_changed`; about no account.
    pub(crate) fn admin_role(name: Name, role: &admin_role::Model) -> Self {
        let permissions = role.permissions.0.clone();
        let data = [
            ("name".to_owned(), role.name.as_str().into()),
            ("permissions".to_owned(), permissions.into()),
        ];
        Self::new(Sender::Platform, name).data(data.into_iter().collect())
    }

    /// `webhook_…`: a webhook was created, changed, or deleted; about no account. Of its URL only the host is recorded:
    /// the rest may be as sensitive as a password.
    pub(crate) fn webhook(name: Name, webhook: &webhook::Model) -> Self {
        let data = [
            ("webhookId".to_owned(), webhook.id.to_string().into()),
            ("host".to_owned(), host(&webhook.url).into()),
            ("isEnabled".to_owned(), webhook.is_enabled.into()),
        ];
        Self::new(Sender::Platform, name).data(data.into_iter().collect())
    }

    /// `hook_…`: a hook was created, changed, or deleted; about no account.
    pub(crate) fn hook(name: Name, hook: &hook::Model) -> Self {
        let data = [
            ("hookId".to_owned(), hook.id.to_string().into()),
            ("host".to_owned(), host(&hook.url).into()),
            ("isEnabled".to_owned(), hook.is_enabled.into()),
            ("policy".to_owned(), hook.policy.to_value().into()),
            ("signals".to_owned(), hook.signals.0.clone().into()),
        ];
        Self::new(Sender::Platform, name).data(data.into_iter().collect())
    }

    /// `matching_…`: what became of a plan; about no account.
    pub(crate) fn plan(name: Name, plan: &matching_plan::Model) -> Self {
        let data = [
            ("planId".to_owned(), plan.id.to_string().into()),
            ("objective".to_owned(), plan.objective.to_value().into()),
            ("mentees".to_owned(), plan.mentees.into()),
            ("mentors".to_owned(), plan.mentors.into()),
            ("matched".to_owned(), plan.matched.into()),
            ("score".to_owned(), plan.score.into()),
        ];
        Self::new(Sender::Platform, name).data(data.into_iter().collect())
    }

    /// `users_exported`: an administrator downloaded a table; about no account.
    pub(crate) fn users_exported(data: Data) -> Self {
        Self::new(Sender::Platform, Name::UsersExported).data(data)
    }

    /// `concern_raised`; about no account and without the actor: neither who raised it nor whom it is about may be
    /// read anywhere but in the queue of concerns. It has no id either: whoever misses that one in the queue would know
    /// that it is about them.
    pub(crate) fn concern_raised() -> Self {
        Self::new(Sender::Platform, Name::ConcernRaised).without_actor()
    }

    /// `concern_resolved`; about no account, and without an id.
    pub(crate) fn concern_resolved() -> Self {
        Self::new(Sender::Platform, Name::ConcernResolved)
    }

    /// `impersonation_…`: an administrator signed in as this member, or no longer is.
    pub(crate) fn impersonation(name: Name, member: UserId, reason: &str) -> Self {
        let data = [("reason".to_owned(), reason.into())];
        Self::platform(name, member).data(data.into_iter().collect())
    }

    /// `break_glass_used`: the command line made this account an administrator.
    pub(crate) fn break_glass_used(
        user: UserId,
        admin: &admin::Model,
        is_new: bool,
        reason: Option<&str>,
    ) -> Self {
        let data = [
            ("adminId".to_owned(), admin.id.to_string().into()),
            ("isNew".to_owned(), is_new.into()),
            ("reason".to_owned(), reason.into()),
        ];
        Self::platform(Name::BreakGlassUsed, user).data(data.into_iter().collect())
    }

    /// A signal of the platform about a mentee and a mentor.
    pub(crate) fn of_pair(name: Name, mentee: UserId, mentor: UserId) -> Self {
        let data = [("mentorId".to_owned(), mentor.to_string().into())];
        Self::platform(name, mentee).data(data.into_iter().collect())
    }

    /// A signal of the platform about a mentee and an address that they typed.
    pub(crate) fn of_address(name: Name, mentee: UserId, typed: &str) -> Self {
        let data = [("mentorEmail".to_owned(), typed.into())];
        Self::platform(name, mentee).data(data.into_iter().collect())
    }

    /// `mentee_removed` about the mentor. The actor is hidden from the mentor: it may be a mentee who blocks the
    /// mentor.
    pub(crate) fn mentee_removed_from(mentor: UserId, mentee: UserId) -> Self {
        let data = [("menteeId".to_owned(), mentee.to_string().into())];
        let mut signal = Self::platform(Name::MenteeRemoved, mentor);
        signal.hides_actor = true;
        signal.data(data.into_iter().collect())
    }

    /// `mentorship_…` about one of the two accounts of a request.
    pub(crate) fn of_request(
        name: Name,
        about: UserId,
        side: RequestSide,
        other: Option<UserId>,
        request: RequestId,
    ) -> Self {
        let key = match side {
            RequestSide::Mentee => "mentorId",
            RequestSide::Mentor => "menteeId",
        };
        let mut data = Data::new();
        data.insert("requestId".to_owned(), request.to_string().into());
        if let Some(other) = other {
            data.insert(key.to_owned(), other.to_string().into());
        }
        Self::platform(name, about).data(data)
    }

    /// `mentorship_…` in place of one about an account that does not see the request, or does not exist.
    pub(crate) fn of_unseen_request(name: Name, request: RequestId) -> Self {
        let data = [("requestId".to_owned(), request.to_string().into())];
        Self::new(Sender::Platform, name).data(data.into_iter().collect())
    }

    /// Adds a value to the data.
    pub(crate) fn also(mut self, key: &str, value: impl Into<Value>) -> Self {
        if let Some(Value::Object(data)) = self.arguments.get_mut("data") {
            data.insert(key.to_owned(), value.into());
        }
        self
    }

    /// Leaves the actor out of the log.
    pub(crate) fn without_actor(mut self) -> Self {
        self.hides_actor = true;
        self
    }

    /// Adds why a request was declined.
    pub(crate) fn declined_because(self, reason: Option<String>) -> Self {
        self.with_some("decline_reason", reason)
    }

    /// Adds why a match ended.
    pub(crate) fn ended_because(self, reason: Option<String>) -> Self {
        self.with_some("end_reason", reason)
    }

    /// Adds further data.
    pub(crate) fn data(self, data: Data) -> Self {
        self.with("data", data)
    }

    /// A signal of the admin manager about an administrator.
    pub(crate) fn admin(name: Name, admin: &admin::Model) -> Self {
        Self::new(Sender::AdminUserManager, name)
            .about(admin.user_id)
            .with("admin_id", admin.id.to_string())
    }

    pub(crate) fn user_email_verification_successful(
        user: &user::Model,
        reason: Option<Cause>,
    ) -> Self {
        Self::manager(Name::UserEmailVerificationSuccessful, user)
            .with_some("reason", reason.map(Cause::as_str))
    }

    pub(crate) fn password_reset_request_processed(user: &user::Model) -> Self {
        Self::manager(Name::PasswordResetRequestProcessed, user).with("email", user.email.as_str())
    }

    /// `user_registration_failed` or `password_reset_request_failed` for an email that was given up.
    pub(crate) fn email_given_up(name: Name, user: &user::Model) -> Self {
        let email = user.email.as_str();
        let username = (name == Name::UserRegistrationFailed).then_some(email);
        Self::manager(name, user)
            .with_some("username", username)
            .with("email", email)
            .with("error_type", Cause::EmailSendFailed.as_str())
    }

    pub(crate) fn user_deleted(user: &user::Model) -> Self {
        Self::manager(Name::UserDeleted, user).with("username", user.email.as_str())
    }

    pub(crate) fn user_password_checked(user: &user::Model, success: bool) -> Self {
        Self::account(Name::UserPasswordChecked, user).with("success", success)
    }

    /// `user_password_set_failed` or `user_password_check_failed`.
    pub(crate) fn password_failure(name: Name, user: &user::Model, exception: String) -> Self {
        Self::account(name, user).with("exception", exception)
    }

    /// A signal of the repository whose only argument is the account.
    pub(crate) fn repository(name: Name, user_id: UserId) -> Self {
        Self::new(Sender::UserRepository, name).about(user_id)
    }

    /// The first or the last signal of a workflow.
    pub(crate) fn of_workflow(
        sender: Sender,
        name: Name,
        user_id: Option<UserId>,
        arguments: Data,
    ) -> Self {
        Self {
            user_id,
            arguments,
            ..Self::new(sender, name)
        }
    }

    /// `admin_action_refused`: an administrator lacked the permission for an operation, this many times.
    pub(crate) fn admin_action_refused(
        user: UserId,
        operation: &str,
        permission: Permission,
        count: u64,
    ) -> Self {
        let data = [
            ("operation".to_owned(), operation.into()),
            ("permission".to_owned(), permission.as_str().into()),
            ("count".to_owned(), count.into()),
        ];
        Self::platform(Name::AdminActionRefused, user).data(data.into_iter().collect())
    }

    /// Adds the hooks that changed the data.
    pub(crate) fn changed_by(self, hooks: &[HookId]) -> Self {
        let ids: Vec<Value> = hooks.iter().map(|hook| hook.to_string().into()).collect();
        self.with("changed_by", ids)
    }

    /// Adds the hook that refused, if one did.
    pub(crate) fn refused_by(self, hook: Option<HookId>) -> Self {
        self.with_some("refused_by", hook.map(|hook| hook.to_string()))
    }

    /// Adds the client that the request came from.
    pub(crate) fn sent_by(self, client: &Client) -> Self {
        let address = client.ip.map(|ip| ip.to_string());
        self.with_some("client_address", address)
            .with_some("user_agent", client.user_agent.as_deref())
    }

    /// Adds whether the account's owner is notified that the device of a sign-in is new.
    pub(crate) fn on_new_device(self, is_new: bool) -> Self {
        self.with("new_device", is_new)
    }

    /// `suspicious_activity`: what this rule noticed, about an account if there is one.
    pub(crate) fn suspicious_activity(rule: &str, user: Option<UserId>, facts: Data) -> Self {
        let signal = Self::new(Sender::Platform, Name::SuspiciousActivity);
        Self {
            user_id: user,
            ..signal.with("rule", rule).data(facts)
        }
    }

    /// Adds the address that was typed.
    pub(crate) fn naming(self, username: Option<&str>) -> Self {
        self.with_some("username", username)
    }

    /// Puts the data of a `pre_*` signal where the catalogue expects it: in its own argument, or as the arguments.
    pub(crate) fn carrying(mut self, data: Data) -> Self {
        match self.name {
            Name::UserPreCreate => self.with("data", data),
            Name::UserPreUpdate => self.with("update_data", data),
            _ => {
                self.arguments.extend(data);
                self
            }
        }
    }
}

/// The host in a URL.
fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.to_owned()
}
