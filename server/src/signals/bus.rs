//! Handlers inside the process: connected by name, run in order, some of them before the commit.
//!
//! A handler of a `pre_*` signal may change the data or veto. Whatever another handler does, even a
//! panic or a broken statement, it never breaks the flow: it runs behind a savepoint.

use super::signal::Data;
use super::{Name, Sender, Signal};
use crate::db::Transaction;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, PoisonError, RwLock};

/// What a handler sees.
pub struct Event<'a> {
    /// The signal.
    pub signal: &'a Signal,
    /// The transaction that will commit the signal, if there is one. It never leaves the process.
    pub session: Option<&'a Transaction>,
    /// For `pre_*` signals: what is about to be written, with the password masked. Changes count.
    pub data: Option<&'a mut Data>,
}

/// A handler's refusal, with a sentence for the person whose input it refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Veto(pub String);

/// Something that wants to know.
pub trait Handler: Send + Sync + 'static {
    /// Called once for each signal of the name it is connected to.
    ///
    /// # Errors
    /// A veto; it counts for `pre_*` signals and is only logged for all others.
    fn handle<'a>(&'a self, event: Event<'a>) -> BoxFuture<'a, Result<(), Veto>>;
}

impl<F> Handler for F
where
    F: for<'a> Fn(Event<'a>) -> BoxFuture<'a, Result<(), Veto>> + Send + Sync + 'static,
{
    fn handle<'a>(&'a self, event: Event<'a>) -> BoxFuture<'a, Result<(), Veto>> {
        self(event)
    }
}

/// How handling a signal ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Go on.
    Agreed,
    /// A handler of a `pre_*` signal refuses.
    Vetoed(String),
    /// A handler of a `pre_*` signal broke.
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
    /// Calls `handler` for every signal of this name, whoever sends it, after the handlers connected before.
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
                answer => {
                    tracing::warn!(signal = signal.name.as_str(), ?answer, "a handler failed")
                }
            }
        }
    }

    /// Runs the handlers of something that is about to happen, until one refuses.
    pub(crate) async fn ask(
        &self,
        signal: &Signal,
        session: Option<&Transaction>,
        data: &mut Data,
    ) -> Verdict {
        for handler in self.handlers(signal) {
            match run(handler.as_ref(), signal, session, Some(data)).await {
                Verdict::Agreed => {}
                answer => {
                    tracing::info!(signal = signal.name.as_str(), ?answer, "a handler refused");
                    return answer;
                }
            }
        }
        Verdict::Agreed
    }
}

/// Runs one handler behind a savepoint, so that a statement that fails in it does not end the transaction.
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
    let answer = match outcome {
        Ok(Ok(())) => Verdict::Agreed,
        Ok(Err(Veto(sentence))) => Verdict::Vetoed(sentence),
        Err(_) => Verdict::Broken,
    };
    let ended = match (savepoint, &answer) {
        (Some(savepoint), Verdict::Agreed) => savepoint.commit().await,
        (Some(savepoint), _) => savepoint.rollback().await,
        (None, _) => Ok(()),
    };
    if ended.is_ok() {
        answer
    } else {
        Verdict::Broken
    }
}
