//! In-process signal handlers: connected by name, run in order, some of them before the commit.
//!
//! A handler of a `pre_*` signal may change the data or veto. No other handler can break the flow, not even with a
//! panic or a failed statement: each runs inside a savepoint.

use super::signal::Data;
use super::{Name, Sender, Signal};
use crate::db::Transaction;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError, RwLock};

/// What a handler receives.
pub struct Event<'a> {
    /// The signal.
    pub signal: &'a Signal,
    /// The transaction that will commit the signal, if there is one. It never leaves the process.
    pub session: Option<&'a Transaction>,
    /// For `pre_*` signals: what is about to be written, with the password masked. Changes take effect.
    pub data: Option<&'a mut Data>,
}

impl Event<'_> {
    /// Returns a text by its name: of what is about to be written if there is such data, otherwise an argument of the
    /// signal.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let data = self.data.as_deref().unwrap_or(&self.signal.arguments);
        data.get(name)?.as_str()
    }
}

/// A handler's veto, with a sentence for the person whose input it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veto(pub String);

/// What a handler returns: `Box::pin(async move { … })`, whose result is a veto or nothing.
pub type HandlerFuture<'a> = BoxFuture<'a, Result<(), Veto>>;

/// A signal handler: a type that implements this, or a function from an `Event` to its `HandlerFuture`.
pub trait Handler: Send + Sync + 'static {
    /// Called once for each signal of the name it is connected to.
    ///
    /// # Errors
    /// A veto. It takes effect for `pre_*` signals and is only logged for all others.
    fn handle<'a>(&'a self, event: Event<'a>) -> HandlerFuture<'a>;
}

impl<F> Handler for F
where
    F: for<'a> Fn(Event<'a>) -> HandlerFuture<'a> + Send + Sync + 'static,
{
    fn handle<'a>(&'a self, event: Event<'a>) -> HandlerFuture<'a> {
        self(event)
    }
}

/// How handling a signal ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Continue.
    Agreed,
    /// A handler of a `pre_*` signal vetoed.
    Vetoed(String),
    /// A handler of a `pre_*` signal failed.
    Broken,
}

type Connections = HashMap<Name, Vec<(Option<Sender>, Arc<dyn Handler>)>>;

/// The handlers by name. Cheap to clone; clones share their handlers.
#[derive(Clone, Default)]
pub struct Bus(Arc<RwLock<Connections>>);

impl fmt::Debug for Bus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Bus")
    }
}

impl Bus {
    /// Calls `handler` for every signal of this name from any sender, after the handlers connected earlier.
    pub fn connect(&self, name: Name, handler: impl Handler) {
        self.insert(name, None, Arc::new(handler));
    }

    /// Calls `handler` for one sender's signals of this name.
    pub fn connect_to(&self, sender: Sender, name: Name, handler: impl Handler) {
        self.insert(name, Some(sender), Arc::new(handler));
    }

    fn insert(&self, name: Name, sender: Option<Sender>, handler: Arc<dyn Handler>) {
        let mut connections = self.0.write().unwrap_or_else(PoisonError::into_inner);
        connections.entry(name).or_default().push((sender, handler));
    }

    fn handlers(&self, signal: &Signal) -> Vec<Arc<dyn Handler>> {
        let connections = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let Some(handlers) = connections.get(&signal.name) else {
            return Vec::new();
        };
        handlers
            .iter()
            .filter(|(sender, _)| sender.is_none_or(|sender| sender == signal.sender))
            .map(|(_, handler)| Arc::clone(handler))
            .collect()
    }

    /// Runs the handlers of something that happened.
    pub(crate) async fn emit(&self, signal: &Signal, session: Option<&Transaction>) {
        for handler in self.handlers(signal) {
            match run(handler.as_ref(), signal, session, None).await {
                Verdict::Agreed => {}
                verdict => {
                    tracing::warn!(signal = signal.name.as_str(), ?verdict, "a handler failed")
                }
            }
        }
    }

    /// Runs the handlers of something that is about to happen, until one vetoes.
    pub(crate) async fn ask(
        &self,
        signal: &Signal,
        session: Option<&Transaction>,
        data: &mut Data,
    ) -> Verdict {
        for handler in self.handlers(signal) {
            match run(handler.as_ref(), signal, session, Some(data)).await {
                Verdict::Agreed => {}
                verdict => {
                    tracing::info!(
                        signal = signal.name.as_str(),
                        ?verdict,
                        "a handler vetoed or failed"
                    );
                    return verdict;
                }
            }
        }
        Verdict::Agreed
    }
}

/// Runs one handler inside a savepoint, so that a failed statement in it does not end the transaction.
async fn run(
    handler: &dyn Handler,
    signal: &Signal,
    session: Option<&Transaction>,
    data: Option<&mut Data>,
) -> Verdict {
    let savepoint = match session {
        Some(transaction) => match transaction.savepoint().await {
            Ok(savepoint) => Some(savepoint),
            Err(_) => return Verdict::Broken,
        },
        None => None,
    };
    let event = Event {
        signal,
        session: savepoint.as_ref(),
        data,
    };
    let outcome = AssertUnwindSafe(handler.handle(event)).catch_unwind().await;
    let verdict = match outcome {
        Ok(Ok(())) => Verdict::Agreed,
        Ok(Err(Veto(sentence))) => Verdict::Vetoed(sentence),
        Err(_) => Verdict::Broken,
    };
    let ended = match (savepoint, &verdict) {
        (Some(savepoint), Verdict::Agreed) => savepoint.commit().await,
        (Some(savepoint), _) => savepoint.rollback().await,
        (None, _) => Ok(()),
    };
    if ended.is_ok() {
        verdict
    } else {
        Verdict::Broken
    }
}
