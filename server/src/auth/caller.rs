//! The caller of a request, and the proofs that commands take as parameters. Only this module can create them.

use super::permission::{Permission, Right};
use super::session_networks::LastNetworks;
pub use crate::client::Client;
use crate::entities::{session, user};
use crate::error::{Error, Result};
use crate::ids::UserId;
use crate::signals::Actor;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const DELETION_PENDING: &str =
    "This account is scheduled for deletion. Cancel the deletion to use it again.";

const IMPERSONATED: &str =
    "This isn't possible while you're signed in as someone else for support. End that first.";

/// The caller of a request: anonymous, or with an open session.
#[derive(Debug, Clone)]
pub struct Caller {
    client: Arc<Client>,
    signed_in: Option<Arc<SignedIn>>,
    /// Whether the request carries its token in a cookie, which its response can replace.
    has_cookie: bool,
    /// Whether the password was entered recently.
    is_recent: bool,
}

/// An open session, its account and its administrator's permissions.
#[derive(Debug)]
pub struct SignedIn {
    /// The session.
    pub session: session::Model,
    /// The account, as it was when the request arrived.
    pub user: Arc<user::Model>,
    /// The permissions, if it is the session of an active administrator.
    pub permissions: Option<Vec<Permission>>,
    /// Whether this use of the session is being recorded.
    pub(super) is_noted: AtomicBool,
    /// The networks of its last requests.
    pub(super) networks: LastNetworks,
}

impl SignedIn {
    /// The account, and the administrator who acts as it, for the log.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: Some(self.user.id),
            impersonator_id: self.session.impersonator_id,
        }
    }

    /// Whether this session may still do everything that `earlier` could.
    pub(super) fn covers(&self, earlier: &Self) -> bool {
        let rights = self.permissions.as_deref().unwrap_or_default();
        let kept = |right| rights.contains(right);
        let earlier_rights = earlier.permissions.as_deref().unwrap_or_default();
        let is_restricted = self.user.is_deleted() && !earlier.user.is_deleted();
        !is_restricted && earlier_rights.iter().all(kept)
    }
}

impl Caller {
    /// A caller without a session.
    #[must_use]
    pub fn anonymous(client: impl Into<Arc<Client>>) -> Self {
        Self {
            client: client.into(),
            signed_in: None,
            has_cookie: false,
            is_recent: false,
        }
    }

    pub(super) fn signed_in(
        client: impl Into<Arc<Client>>,
        signed_in: Arc<SignedIn>,
        is_recent: bool,
    ) -> Self {
        Self {
            client: client.into(),
            signed_in: Some(signed_in),
            has_cookie: false,
            is_recent,
        }
    }

    /// Notes that the request carries its token in a cookie, and that its response can replace the cookie.
    #[must_use]
    pub fn with_cookie(self) -> Self {
        Self {
            has_cookie: true,
            ..self
        }
    }

    /// Whether the request carries a token in a cookie that its response can replace. The session may have ended.
    #[must_use]
    pub const fn has_cookie(&self) -> bool {
        self.has_cookie
    }

    /// The open session, if a cookie carries its token.
    #[must_use]
    pub fn cookie_session(&self) -> Option<session::Model> {
        let signed_in = self.signed_in.as_ref().filter(|_| self.has_cookie);
        signed_in.map(|signed_in| signed_in.session.clone())
    }

    pub(super) fn signed_in_shared(&self) -> Option<Arc<SignedIn>> {
        self.signed_in.clone()
    }

    /// Where the request comes from.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the client for another caller of the same connection.
    pub(super) fn shared_client(&self) -> Arc<Client> {
        Arc::clone(&self.client)
    }

    /// Whether a session is open.
    #[must_use]
    pub const fn is_signed_in(&self) -> bool {
        self.signed_in.is_some()
    }

    /// Whether the caller is signed in as an administrator with any permission.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|signed_in| {
            let permissions = signed_in.permissions.as_deref().unwrap_or_default();
            !permissions.is_empty() && !signed_in.user.is_deleted()
        })
    }

    /// Who acts, for the log.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let signed_in = self.signed_in.as_deref();
        signed_in.map(SignedIn::actor).unwrap_or_default()
    }

    /// The account that acts.
    #[must_use]
    pub fn user_id(&self) -> Option<UserId> {
        self.signed_in.as_ref().map(|signed_in| signed_in.user.id)
    }

    /// The open session, even if the deletion of its account is pending.
    ///
    /// # Errors
    /// `Unauthenticated` when there is none.
    pub fn session(&self) -> Result<&SignedIn> {
        self.signed_in.as_deref().ok_or(Error::Unauthenticated)
    }

    /// The open session of the account's owner, even if the deletion of the account is pending.
    ///
    /// # Errors
    /// `Unauthenticated`, or `Forbidden` while an administrator is signed in as the member.
    pub fn owner(&self) -> Result<&SignedIn> {
        let signed_in = self.session()?;
        match signed_in.session.impersonator_id {
            Some(_) => Err(Error::Forbidden(IMPERSONATED)),
            None => Ok(signed_in),
        }
    }

    /// The signed-in member, unless the account's deletion is pending or an administrator is signed in as the member.
    ///
    /// # Errors
    /// `Unauthenticated`, or `Forbidden`.
    pub fn member(&self) -> Result<Member> {
        self.owner()?;
        self.member_for_support()
    }

    /// Same as `member`, for what an administrator who is signed in as the member may do as well.
    // Invariant: nothing that is sensitive uses it. tests/src/authorization/support.rs lists what does.
    ///
    /// # Errors
    /// `Unauthenticated`, or `Forbidden` while the account's deletion is pending.
    pub fn member_for_support(&self) -> Result<Member> {
        let signed_in = self.session()?;
        if signed_in.user.is_deleted() {
            return Err(Error::Forbidden(DELETION_PENDING));
        }
        Ok(Member {
            session: signed_in.session.clone(),
            user: Arc::clone(&signed_in.user),
            has_cookie: self.has_cookie,
        })
    }

    /// Same as `member`, for what a stranger with an open session must not do: the password was entered recently.
    ///
    /// # Errors
    /// As for `member`, and `ReauthenticationRequired`.
    pub fn recent_member(&self) -> Result<Member> {
        let member = self.member()?;
        if self.is_recent {
            return Ok(member);
        }
        Err(Error::ReauthenticationRequired { permission: None })
    }

    /// The signed-in administrator, with proof of this permission. A permission to change something also needs that the
    /// password was entered recently.
    ///
    /// # Errors
    /// `Unauthenticated`, `NotPermitted` without the permission or while the account's deletion is pending, or
    /// `ReauthenticationRequired`.
    pub fn admin<R: Right>(&self) -> Result<Admin<R>> {
        let (signed_in, permissions) = self.permitted::<R>()?;
        if R::PERMISSION.is_for_changes() && !self.is_recent {
            return Err(Error::ReauthenticationRequired {
                permission: Some(R::PERMISSION),
            });
        }
        Ok(Admin {
            user_id: signed_in.user.id,
            permissions: permissions.into(),
            right: PhantomData,
        })
    }

    /// Proof that the signed-in administrator holds this permission, for queries: whoever only looks need not have entered
    /// the password recently.
    ///
    /// # Errors
    /// As for `admin`, without `ReauthenticationRequired`.
    pub fn viewer<R: Right>(&self) -> Result<Viewer<R>> {
        self.permitted::<R>().map(|_| Viewer(PhantomData))
    }

    fn permitted<R: Right>(&self) -> Result<(&SignedIn, &[Permission])> {
        let signed_in = self.session()?;
        let not_permitted = |why| Error::NotPermitted {
            permission: R::PERMISSION,
            why,
        };
        if signed_in.user.is_deleted() {
            return Err(not_permitted(DELETION_PENDING));
        }
        let permissions = signed_in.permissions.as_deref().unwrap_or_default();
        if !permissions.contains(&R::PERMISSION) {
            return Err(not_permitted(
                "Your account does not have the required permission.",
            ));
        }
        Ok((signed_in, permissions))
    }
}

/// Proof of a signed-in member whose account is not about to be deleted.
#[derive(Debug, Clone)]
pub struct Member {
    session: session::Model,
    user: Arc<user::Model>,
    has_cookie: bool,
}

impl Member {
    /// The session in use.
    #[must_use]
    pub const fn session(&self) -> &session::Model {
        &self.session
    }

    /// The session in use, if a cookie carries its token.
    #[must_use]
    pub fn cookie_session(&self) -> Option<session::Model> {
        self.has_cookie.then(|| self.session.clone())
    }

    /// The account, as it was when the request arrived.
    #[must_use]
    pub fn user(&self) -> &user::Model {
        &self.user
    }

    /// Who acts, for the log.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            user_id: Some(self.user.id),
            impersonator_id: self.session.impersonator_id,
        }
    }

    /// The member, unless an administrator is signed in as them.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn themselves(&self) -> Result<&Self> {
        match self.session.impersonator_id {
            Some(_) => Err(Error::Forbidden(IMPERSONATED)),
            None => Ok(self),
        }
    }
}

/// Proof that an administrator holds a permission, which allows nothing but to look at what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<R: Right>(PhantomData<R>);

/// Proof that an administrator holds a permission.
#[derive(Debug, Clone)]
pub struct Admin<R: Right> {
    user_id: UserId,
    permissions: Arc<[Permission]>,
    right: PhantomData<R>,
}

impl<R: Right> Admin<R> {
    /// The administrator's account.
    #[must_use]
    pub const fn user_id(&self) -> UserId {
        self.user_id
    }

    /// Whether these permissions include all permissions of this administrator.
    pub(super) fn is_covered_by(&self, permissions: &[Permission]) -> bool {
        let mut own = self.permissions.iter();
        own.all(|right| permissions.contains(right))
    }

    /// Checks that the administrator holds all of these permissions. No one can grant permissions that they do not
    /// hold, or change an administrator who holds more.
    ///
    /// # Errors
    /// `NotPermitted` when the administrator lacks one of these permissions.
    pub fn covers(&self, rights: &[Permission]) -> Result<()> {
        let is_missing = |right: &&Permission| !self.permissions.contains(right);
        match rights.iter().find(is_missing) {
            None => Ok(()),
            Some(missing) => Err(Error::NotPermitted {
                permission: *missing,
                why: "This concerns permissions that your own role does not have.",
            }),
        }
    }
}
