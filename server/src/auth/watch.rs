//! Sessions that open sockets depend on, and the news of what becomes of them.
//!
//! All sockets of a session share one watch. The tail looks a watched session up again when it meets a signal that
//! may have changed it, before anybody hears of that signal; a session that ends by its time is found by the clock.

use super::caller::{Caller, SignedIn};
use super::sessions;
use crate::app::App;
use crate::entities::session;
use crate::entities::signal::Model as Signal;
use crate::error::Result;
use crate::ids::{SessionId, UserId};
use crate::signals::Name;
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How late the end of a session by its time may be noticed.
const TICK: Duration = Duration::from_millis(500);

/// The watched sessions of this process.
#[derive(Debug, Default)]
pub struct Watches(Mutex<HashMap<SessionId, Watched>>);

#[derive(Debug)]
struct Watched {
    ends_at: DateTime<Utc>,
    standing: watch::Sender<Standing>,
}

/// What a session is at the moment; nothing once it has ended.
type Standing = Option<Arc<SignedIn>>;

/// A socket's view of the session that opened it.
#[derive(Debug)]
pub struct Watch {
    opened_as: Caller,
    standing: watch::Receiver<Standing>,
}

/// Why a socket must close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The session is no more.
    Session,
    /// The session lives, and may no longer do all that it could when the socket was opened.
    Right,
}

impl Watches {
    /// Begins to watch the session of a caller who is signed in.
    pub fn watch(&self, app: &App, caller: &Caller) -> Option<Watch> {
        let signed_in = caller.signed_in_shared()?;
        let mut sessions = self.lock();
        let watched = sessions
            .entry(signed_in.session.id)
            .or_insert_with(|| Watched {
                // At once: what was told between the look-up of the session and here went unheard, so the clock
                // has it looked up once more.
                ends_at: app.clock.now(),
                standing: watch::Sender::new(Some(Arc::clone(&signed_in))),
            });
        Some(Watch {
            opened_as: caller.clone(),
            standing: watched.standing.subscribe(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Watched>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn concerned(&self, is_concerned: impl Fn(&SignedIn) -> bool) -> Vec<Arc<SignedIn>> {
        let sessions = self.lock();
        let open = sessions.values().filter_map(Watched::signed_in);
        open.filter(|signed_in| is_concerned(signed_in)).collect()
    }

    /// Sessions whose time is over, once those that nobody watches any more are dropped.
    fn due(&self, now: DateTime<Utc>) -> Vec<Arc<SignedIn>> {
        let mut sessions = self.lock();
        sessions.retain(|_, watched| watched.standing.receiver_count() > 0);
        let due = sessions.values().filter(|watched| watched.ends_at <= now);
        due.filter_map(Watched::signed_in).collect()
    }

    fn settle(&self, app: &App, id: SessionId, standing: Standing) {
        let mut sessions = self.lock();
        let Some(watched) = sessions.get_mut(&id) else {
            return;
        };
        if let Some(signed_in) = &standing {
            watched.ends_at = sessions::ends_at(app, &signed_in.session);
        }
        watched.standing.send_replace(standing);
    }
}

impl Watched {
    fn signed_in(&self) -> Option<Arc<SignedIn>> {
        self.standing.borrow().clone()
    }
}

impl Watch {
    /// Waits until the socket must close, and says why.
    pub async fn lost(&mut self) -> Lost {
        loop {
            if let Some(lost) = self.verdict() {
                return lost;
            }
            if self.standing.changed().await.is_err() {
                return Lost::Session;
            }
        }
    }

    /// Whether the socket must close, as far as is known by now.
    pub fn verdict(&mut self) -> Option<Lost> {
        let standing = self.standing.borrow_and_update();
        match standing.as_deref() {
            None => Some(Lost::Session),
            Some(now) if now.covers(&self.opened_as) => None,
            Some(_) => Some(Lost::Right),
        }
    }
}

/// Looks up again which watched sessions these signals left, and tells their sockets.
///
/// # Errors
/// When the database does not answer; the signals are then not to be passed on yet.
pub async fn review(app: &App, signals: &[Signal]) -> Result<()> {
    let reach = Reach::of(signals);
    let concerned = app.watches.concerned(|signed_in| reach.includes(signed_in));
    renew(app, concerned).await
}

/// Ends sessions by their time, until told to stop.
pub async fn end_in_time(app: App, stop: CancellationToken) {
    loop {
        let due = app.watches.due(app.clock.now());
        if let Err(error) = renew(&app, due).await {
            tracing::error!(%error, "cannot look up whether sessions have ended");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

async fn renew(app: &App, concerned: Vec<Arc<SignedIn>>) -> Result<()> {
    for SignedIn { session, user, .. } in concerned.iter().map(Arc::as_ref) {
        let standing = sessions::look_up(app, session.digest.clone()).await?;
        if standing.is_none() {
            // Whoever finds a socket closed finds requests refused as well.
            app.sessions.forget_user(user.id);
        }
        app.watches.settle(app, session.id, standing);
    }
    Ok(())
}

/// The signals that tell of what a session's standing depends on: the session itself, its account, the account's
/// part as an administrator, the role it bears.
// Invariant: whoever ends a session, or changes what one may do, tells one of these in the same transaction.
pub(crate) const DECISIVE: &[Name] = &[
    Name::UserLoggedOut,
    Name::UserSessionsRevoked,
    // Active or not, about to be deleted or not; an administrator's other role comes with it too.
    Name::UserPostUpdate,
    Name::UserPostDelete,
    // An administrator who is activated or not any more: no column of the account.
    Name::UserUpdated,
    Name::AdminRoleChanged,
];

/// Whose sessions some signals may have changed.
#[derive(Debug, Default)]
struct Reach {
    users: HashSet<UserId>,
    /// A role changed, and with it whoever bears it; which one that is, sessions do not know.
    administrators: bool,
}

impl Reach {
    fn of(signals: &[Signal]) -> Self {
        let mut reach = Self::default();
        for signal in signals {
            match Name::from_str(&signal.name) {
                Ok(Name::AdminRoleChanged) => reach.administrators = true,
                Ok(name) if DECISIVE.contains(&name) => reach.users.extend(signal.user_id),
                _ => {}
            }
        }
        reach
    }

    fn includes(&self, signed_in: &SignedIn) -> bool {
        let is_administering = signed_in.session.kind == session::Kind::Admin;
        self.users.contains(&signed_in.user.id) || (self.administrators && is_administering)
    }
}
