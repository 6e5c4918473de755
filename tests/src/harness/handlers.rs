//! In-process signal handlers that tests define as closures.

use std::sync::Arc;

use bruinbridge::app::App;
use bruinbridge::signals::{Event, Handler, Name, Veto};
use futures_util::future::BoxFuture;
use sea_orm::ConnectionTrait;
use tokio::sync::Semaphore;

use super::Server;

/// What a handler does after it has looked at its signal.
#[derive(Debug, Clone)]
pub(crate) enum Reaction {
    /// Accepts the signal.
    Agree,
    /// Refuses with this message.
    Refuse(&'static str),
    /// Panics.
    Panic,
    /// Runs a statement, in the transaction if there is one.
    Run(&'static str),
    /// Runs a statement and then panics.
    RunAndPanic(&'static str),
    /// Waits for a permit of the semaphore.
    Wait(Arc<Semaphore>),
}

struct Reacting<F> {
    app: App,
    choose: F,
}

impl Server {
    /// Connects a handler that looks at the signal, may change its data, and then chooses its reaction.
    pub(crate) fn handle(
        &self,
        name: Name,
        choose: impl Fn(&mut Event<'_>) -> Reaction + Send + Sync + 'static,
    ) {
        let app = self.app.clone();
        self.app.bus.connect(name, Reacting { app, choose });
    }

    /// Connects a handler that always reacts the same way.
    pub(crate) fn react(&self, name: Name, reaction: Reaction) {
        self.handle(name, move |_| reaction.clone());
    }
}

impl<F> Reacting<F> {
    /// Runs a statement and ignores its error, which leaves a PostgreSQL transaction aborted.
    async fn run(&self, event: &Event<'_>, statement: &str) {
        let _ = match event.session {
            Some(session) => session.execute_unprepared(statement).await,
            None => self.app.db.writer().execute_unprepared(statement).await,
        };
    }
}

impl<F: Fn(&mut Event<'_>) -> Reaction + Send + Sync + 'static> Handler for Reacting<F> {
    fn handle<'a>(&'a self, mut event: Event<'a>) -> BoxFuture<'a, Result<(), Veto>> {
        Box::pin(async move {
            match (self.choose)(&mut event) {
                Reaction::Agree => {}
                Reaction::Refuse(sentence) => return Err(Veto(sentence.to_owned())),
                Reaction::Panic => panic!("a handler that panics"),
                Reaction::Run(statement) => self.run(&event, statement).await,
                Reaction::RunAndPanic(statement) => {
                    self.run(&event, statement).await;
                    panic!("a handler that panics");
                }
                Reaction::Wait(permits) => drop(permits.acquire().await),
            }
            Ok(())
        })
    }
}
