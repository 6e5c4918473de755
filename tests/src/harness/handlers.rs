//! Handlers inside the process, each said in a closure.

use std::sync::Arc;

use bruinbridge::app::App;
use bruinbridge::signals::{Event, Handler, Name, Veto};
use futures_util::future::BoxFuture;
use sea_orm::ConnectionTrait;
use tokio::sync::Semaphore;

use super::Server;

/// What a handler does once it has seen its signal.
#[derive(Debug, Clone)]
pub(crate) enum Reaction {
    /// It is content.
    Agree,
    /// It refuses, with this sentence.
    Refuse(&'static str),
    /// It panics.
    Panic,
    /// It runs a statement: in the transaction where there is one, else on its own.
    Run(&'static str),
    /// It runs a statement and then panics.
    RunAndPanic(&'static str),
    /// It waits until it is let go.
    Wait(Arc<Semaphore>),
}

struct Reacting<F> {
    app: App,
    choose: F,
}

impl Server {
    /// Connects a handler that looks at the signal, may change its data, and then reacts.
    pub(crate) fn handle(
        &self,
        name: Name,
        choose: impl Fn(&mut Event<'_>) -> Reaction + Send + Sync + 'static,
    ) {
        let app = self.app.clone();
        self.app.bus.connect(name, Reacting { app, choose });
    }

    /// Connects a handler that always reacts alike.
    pub(crate) fn react(&self, name: Name, reaction: Reaction) {
        self.handle(name, move |_| reaction.clone());
    }
}

impl<F> Reacting<F> {
    /// A statement that fails leaves the transaction as broken as it makes it.
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
                Reaction::Wait(gate) => drop(gate.acquire().await),
            }
            Ok(())
        })
    }
}
