//! Watches the sessions that open sockets depend on.
//!
//! All sockets that were opened with the same token share one watch: a session whose token was rotated ends for the
//! sockets that were opened with the old one. When the tail reads a signal that may have changed a watched session, it
//! looks the session up again before it passes the signal on. Expired sessions are found by a timer.

use super::caller::{Caller, SignedIn};
use super::session_review::renew;
use super::sessions;
use crate::app::App;
use crate::entities::session;
use crate::entities::signal::Model as Signal;
use crate::entities::token_digest::TokenDigest;
use crate::error::Result;
use crate::ids::UserId;
use crate::signals::Name;
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The watched sessions of this process.
#[derive(Debug, Default)]
pub struct Watches {
    sessions: Mutex<HashMap<TokenDigest, Watched>>,
    /// Held from a look-up until its result is stored; of two at once, the earlier one could overwrite the later one.
    pub(super) renewal: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Watched {
    ends_at: DateTime<Utc>,
    state: watch::Sender<SessionState>,
}

/// The current state of a session; `None` once it has ended.
pub(super) type SessionState = Option<Arc<SignedIn>>;

/// A socket's view of the session that opened it.
#[derive(Debug)]
pub struct Watch {
    /// The session when the socket opened, and later states with more permissions that the socket came to depend on.
    relied_on: Vec<Arc<SignedIn>>,
    state: watch::Receiver<SessionState>,
}

/// Why a socket must close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The session has ended.
    Session,
    /// The session is open, but may no longer do everything that it could when the socket started an operation.
    Right,
}

impl Watches {
    /// Starts watching the session of a signed-in caller.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn watch(&self, app: &App, caller: &Caller) -> Result<Option<Watch>> {
        let Some(signed_in) = caller.signed_in_shared() else {
            return Ok(None);
        };
        let mut watch = Watch {
            relied_on: Vec::new(),
            state: self.subscribe(app, &signed_in),
        };
        watch.rely_on(app, signed_in).await?;
        Ok(Some(watch))
    }

    fn subscribe(&self, app: &App, signed_in: &Arc<SignedIn>) -> watch::Receiver<SessionState> {
        let mut sessions = self.lock();
        let watched = sessions
            .entry(signed_in.session.digest.clone())
            .or_insert_with(|| Watched {
                // Due at once: a signal between the look-up of the session and this line was missed, so the timer looks
                // the session up again.
                ends_at: app.clock.now(),
                state: watch::Sender::new(Some(Arc::clone(signed_in))),
            });
        watched.state.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenDigest, Watched>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn concerned(&self, is_concerned: impl Fn(&SignedIn) -> bool) -> Vec<Arc<SignedIn>> {
        let sessions = self.lock();
        let open = sessions.values().filter_map(Watched::signed_in);
        open.filter(|signed_in| is_concerned(signed_in)).collect()
    }

    /// Returns the sessions that are due, after dropping those that no socket watches any more.
    pub(super) fn due(&self, now: DateTime<Utc>) -> Vec<Arc<SignedIn>> {
        let mut sessions = self.lock();
        sessions.retain(|_, watched| watched.state.receiver_count() > 0);
        let due = sessions.values().filter(|watched| watched.ends_at <= now);
        due.filter_map(Watched::signed_in).collect()
    }

    pub(super) fn update(&self, app: &App, digest: &TokenDigest, state: SessionState) {
        let mut sessions = self.lock();
        let Some(watched) = sessions.get_mut(digest) else {
            return;
        };
        // A session that has ended does not come back.
        if watched.signed_in().is_none() {
            return;
        }
        if let Some(signed_in) = &state {
            watched.ends_at = sessions::ends_at(app, &signed_in.session);
        }
        watched.state.send_replace(state);
    }
}

impl Watched {
    fn signed_in(&self) -> Option<Arc<SignedIn>> {
        self.state.borrow().clone()
    }
}

impl Watch {
    /// Makes the socket depend on what the session may do now, because an operation starts that may need it.
    ///
    /// # Errors
    /// When the database does not respond.
    pub async fn extend(&mut self, app: &App, caller: &Caller) -> Result<()> {
        let Some(now) = caller.signed_in_shared() else {
            return Ok(());
        };
        if self.relied_on.iter().any(|earlier| earlier.covers(&now)) {
            return Ok(());
        }
        self.rely_on(app, now).await
    }

    async fn rely_on(&mut self, app: &App, signed_in: Arc<SignedIn>) -> Result<()> {
        // The watch may not know yet that the session has gained permissions.
        let is_outdated = match self.state.borrow().as_deref() {
            Some(known) => !known.covers(&signed_in),
            None => false,
        };
        if is_outdated {
            renew(app, vec![Arc::clone(&signed_in)]).await?;
        }
        self.relied_on.retain(|earlier| !signed_in.covers(earlier));
        self.relied_on.push(signed_in);
        // Forces a check: the session may have ended since it was looked up.
        self.state.mark_changed();
        Ok(())
    }

    /// Waits until the socket must close, and says why.
    pub async fn lost(&mut self) -> Lost {
        loop {
            if let Some(lost) = self.check() {
                return lost;
            }
            if self.state.changed().await.is_err() {
                return Lost::Session;
            }
        }
    }

    /// Whether the socket must close, as far as is known now.
    pub fn verdict(&mut self) -> Option<Lost> {
        // Called before each event: an unchanged state was checked already, and nothing needs to be locked.
        let is_checked = matches!(self.state.has_changed(), Ok(false));
        if is_checked { None } else { self.check() }
    }

    fn check(&mut self) -> Option<Lost> {
        let state = self.state.borrow_and_update();
        let Some(now) = state.as_deref() else {
            return Some(Lost::Session);
        };
        let keeps_all = self.relied_on.iter().all(|earlier| now.covers(earlier));
        (!keeps_all).then_some(Lost::Right)
    }
}

/// The signals that can change what a session may do: those of the session itself, its account, the account's
/// administrator and the administrator's role.
// Invariant: every command that ends a session, or changes what one may do, emits one of these in the same transaction.
pub(crate) const SESSION_SIGNALS: &[Name] = &[
    Name::UserLoggedOut,
    Name::UserSessionsRevoked,
    // Gives the session another token.
    Name::UserReauthenticated,
    // Covers whether the account is active or about to be deleted, and a new role of an administrator.
    Name::UserPostUpdate,
    Name::UserPostDelete,
    // Covers activating or deactivating an administrator, which changes no column of the account.
    Name::UserUpdated,
    Name::AdminRoleChanged,
    // Also gives the session of the administrator another token.
    Name::ImpersonationEnded,
];

/// The sessions that some signals may have changed.
#[derive(Debug, Default)]
pub(super) struct AffectedSessions {
    users: HashSet<UserId>,
    /// A role of administrators changed. Sessions do not know their role, so all administrators are affected.
    administrators: bool,
}

impl AffectedSessions {
    pub(super) fn of(signals: &[Signal]) -> Self {
        let mut reach = Self::default();
        for signal in signals {
            match Name::from_str(&signal.name) {
                Ok(Name::AdminRoleChanged) => reach.administrators = true,
                Ok(Name::ImpersonationEnded) => {
                    reach.users.extend(signal.user_id);
                    reach.users.extend(signal.actor_id);
                }
                Ok(name) if SESSION_SIGNALS.contains(&name) => reach.users.extend(signal.user_id),
                _ => {}
            }
        }
        reach
    }

    pub(super) fn includes(&self, signed_in: &SignedIn) -> bool {
        let impersonator = signed_in.session.impersonator_id;
        let is_administering =
            signed_in.session.kind == session::Kind::Admin || impersonator.is_some();
        let mut people = [signed_in.user.id].into_iter().chain(impersonator);
        people.any(|id| self.users.contains(&id)) || (self.administrators && is_administering)
    }
}
