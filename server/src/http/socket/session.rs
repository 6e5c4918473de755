//! The conversation with one client, from connection_init to its end.

use super::connection::{Received, SocketConnection};
use super::guest::{self, Guest};
use super::message::{self, Beginning, ClientMessage, ServerMessage};
use super::operations::{Operations, Output};
use super::{Ending, Visitor, timeouts};
use crate::auth::Caller;
use crate::auth::session_watch::Watch;
use crate::graphql::too_large;
use crate::http::execution::{self, Reply, is_request_error};
use crate::http::graphql::Parameters;
use crate::http::request::RequestId;
use crate::http::shared_subscription::Resumption;
use crate::http::state::HttpState;
use async_graphql::parser::types::OperationType;
use async_graphql::{Response, ServerError, Value};
use axum::extract::ws::Message;
use serde_json::Map;
use std::pin::{Pin, pin};
use std::sync::Arc;
use tokio::time::{Instant, Sleep, sleep};

pub(super) struct Session {
    state: Arc<HttpState>,
    id: RequestId,
    /// Whoever connected, until connection_init.
    visitor: Option<Visitor>,
    /// Who that turned out to be, from then on.
    caller: Option<Caller>,
    /// What becomes of their session.
    watch: Option<Watch>,
    operations: Operations,
    /// Whether the client was heard since the last ping.
    is_alive: bool,
    /// As long as nobody has signed in.
    guest: Option<Guest>,
}

impl Session {
    pub(super) fn new(state: Arc<HttpState>, visitor: Visitor, guest: Guest) -> Self {
        Self {
            state,
            id: visitor.id,
            visitor: Some(visitor),
            caller: None,
            watch: None,
            operations: Operations::default(),
            is_alive: true,
            guest: Some(guest),
        }
    }

    /// Talks with the client until there is a reason to end.
    pub(super) async fn run(mut self, wire: &mut SocketConnection) -> Ending {
        let stop = self.state.stop.clone();
        let mut stopped = pin!(stop.cancelled());
        // One timer serves both waits: for connection_init, then for the next ping.
        let mut timer = pin!(sleep(self.state.limits().socket.init_timeout));
        loop {
            let outcome = tokio::select! {
                // First what a subscriber is woken for most; it rests now and then, so that the others are heard.
                // What was heard comes before the timer, so that not a pong that waits unread be missed.
                biased;
                output = self.operations.next() => self.forward(output, wire).await,
                () = &mut stopped => Err(Ending::GOING_AWAY),
                lost = timeouts::lost(&mut self.watch) => Err(lost),
                displaced = guest::displaced(self.guest.as_ref()) => Err(displaced),
                received = wire.receive() => self.receive(received, wire, timer.as_mut()).await,
                () = timer.as_mut() => self.tick(wire, timer.as_mut()).await,
            };
            if let Err(ending) = outcome {
                return ending;
            }
        }
    }

    async fn receive(
        &mut self,
        received: Result<Received, Ending>,
        wire: &mut SocketConnection,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), Ending> {
        self.is_alive = true;
        match received? {
            Received::Sign => Ok(()),
            // In a box: a task is as large as the largest thing it may wait for, and clients say little.
            Received::Text(text) => Box::pin(self.handle(&text, wire, timer)).await,
        }
    }

    async fn handle(
        &mut self,
        text: &str,
        wire: &mut SocketConnection,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), Ending> {
        match ClientMessage::read(text)? {
            ClientMessage::ConnectionInit { payload } => {
                let payload = self.initialise(payload.unwrap_or_default()).await?;
                self.rewind(timer);
                let ack = ServerMessage::ConnectionAck { payload };
                self.write(pin!(wire.send(ack.frame()?))).await
            }
            ClientMessage::Ping { payload } => {
                self.write(pin!(wire.send(ServerMessage::Pong { payload }.frame()?)))
                    .await
            }
            ClientMessage::Pong {} => Ok(()),
            ClientMessage::Subscribe { id, payload } => self.subscribe(id, payload, wire).await,
            ClientMessage::Complete { id } => {
                self.operations.stop(&id);
                Ok(())
            }
        }
    }

    /// Finds the caller: by the token in the payload, which must be good, or by what came with the upgrade.
    async fn initialise(
        &mut self,
        payload: Map<String, serde_json::Value>,
    ) -> Result<Option<Beginning>, Ending> {
        let visitor = self.visitor.take().ok_or(Ending::TOO_MANY_INITS)?;
        let explicit = message::token(&payload)?;
        let token = explicit.or(visitor.token.as_deref());
        let permit = self.state.permit().await;
        // In a box that is there only meanwhile, as below: thousands may wait for their turn.
        let caller = Box::pin(execution::caller(&self.state, token, visitor.client)).await;
        drop(permit);
        let caller = caller.map_err(|_| Ending::TRY_AGAIN)?;
        if explicit.is_some() && !caller.is_signed_in() {
            return Err(Ending::FORBIDDEN);
        }
        let watch = Box::pin(execution::watch(&self.state, &caller)).await;
        self.watch = watch.map_err(|_| Ending::TRY_AGAIN)?;
        if !self.caller.insert(caller).is_signed_in() {
            return Ok(None);
        }
        self.guest = None;
        let cursor = self.state.app.hub.position().await.to_string();
        Ok(Some(Beginning { cursor }))
    }

    async fn subscribe(
        &mut self,
        id: String,
        payload: Parameters,
        wire: &mut SocketConnection,
    ) -> Result<(), Ending> {
        let caller = self.renewed().await?;
        if self.operations.contains(&id) {
            return Err(Ending::duplicate(&id));
        }
        let limit = self.state.limits().socket.operations;
        if self.operations.len() >= limit {
            let message =
                format!("This socket runs {limit} operations already, which is its limit.");
            return self
                .refuse(&id, ServerError::new(message, None), wire)
                .await;
        }
        let mut request = payload
            .into_request()
            .ok_or(Ending::bad_message("A subscribe has a query"))?;
        match self.state.documents.check(&mut request) {
            Ok(kind) => {
                let resumption = Resumption::default();
                let replies =
                    execution::start(&self.state, kind, request, caller, self.id, resumption);
                self.operations.start(id, kind, replies);
                self.note_use();
            }
            Err(error) => return self.refuse(&id, error, wire).await,
        }
        Ok(())
    }

    /// Whoever connected, as they are now: an operation is not to act on what was true when the socket opened.
    async fn renewed(&mut self) -> Result<Caller, Ending> {
        let caller = self.caller.clone().ok_or(Ending::UNAUTHORIZED)?;
        let permit = self.state.permit().await;
        let renewed = execution::renewed(&self.state, &caller, self.watch.as_mut());
        let renewed = Box::pin(renewed).await;
        drop(permit);
        let renewed = renewed.map_err(|_| Ending::TRY_AGAIN)?;
        if caller.is_signed_in() && !renewed.is_signed_in() {
            return Err(Ending::SESSION_ENDED);
        }
        Ok(renewed)
    }

    async fn refuse(
        &mut self,
        id: &str,
        error: ServerError,
        wire: &mut SocketConnection,
    ) -> Result<(), Ending> {
        let response =
            execution::finished(Ok(Response::from_errors(vec![error])), &self.state, self.id);
        let frame = ServerMessage::Error {
            id,
            payload: &response.errors,
        }
        .frame()?;
        self.write(pin!(wire.send(frame))).await
    }

    /// Sends what an operation has to say, together with what others have to say by now.
    async fn forward(&mut self, first: Output, wire: &mut SocketConnection) -> Result<(), Ending> {
        let mut next = Some(first);
        while let Some(output) = next {
            let frame = self.frame(output)?;
            self.write(pin!(wire.feed(frame))).await?;
            next = self.operations.try_next().await;
        }
        self.note_use();
        self.write(pin!(wire.flush())).await
    }

    fn note_use(&mut self) {
        if let Some(guest) = &mut self.guest {
            guest.is_in_use();
        }
    }

    async fn write(
        &mut self,
        writing: Pin<&mut impl Future<Output = Result<(), Ending>>>,
    ) -> Result<(), Ending> {
        timeouts::write(writing, &self.state, &mut self.watch).await
    }

    fn frame(&mut self, output: Output) -> Result<Message, Ending> {
        // Before each event: those that follow the end of a session in the log are not for it.
        if let Some(lost) = self.watch.as_mut().and_then(Watch::verdict) {
            return Err(lost.into());
        }
        let id = &output.id;
        let outcome = match output.outcome {
            None => return ServerMessage::Complete { id }.frame(),
            Some(Ok(Reply::Shared { text, .. })) => return message::next(id, &text),
            Some(Ok(Reply::Own(response))) => Ok(*response),
            Some(Err(panic)) => Err(panic),
        };
        let response = execution::finished(outcome, &self.state, self.id);
        if is_request_error(&response) || never_began(&output.kind, output.is_first, &response) {
            // An `error` also ends the operation.
            self.operations.stop(id);
            return ServerMessage::Error {
                id,
                payload: &response.errors,
            }
            .frame();
        }
        let next = ServerMessage::Next {
            id,
            payload: (&response).into(),
        };
        let limit = self.state.limits().response_bytes;
        if let Some(frame) = next.frame_within(limit)? {
            return Ok(frame);
        }
        self.operations.stop(id);
        let payload = &[too_large(limit)];
        ServerMessage::Error { id, payload }.frame()
    }

    async fn tick(
        &mut self,
        wire: &mut SocketConnection,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), Ending> {
        if self.caller.is_none() {
            return Err(Ending::INIT_TIMEOUT);
        }
        let is_of_use = self.operations.len() > 0;
        if !is_of_use
            && let Some(guest) = &self.guest
            && guest.is_idle(&self.state)
        {
            return Err(Ending::IDLE);
        }
        if !self.is_alive {
            return Err(Ending::Gone);
        }
        self.is_alive = false;
        self.rewind(timer);
        self.write(pin!(wire.ping())).await
    }

    fn rewind(&self, timer: Pin<&mut Sleep>) {
        let limits = &self.state.limits().socket;
        let interval = match self.guest {
            Some(_) => limits.keep_alive.min(limits.init_timeout),
            None => limits.keep_alive,
        };
        timer.reset(Instant::now() + interval);
    }
}

/// A subscription that was refused before its first event, for want of permission above all.
fn never_began(kind: &OperationType, is_first: bool, response: &Response) -> bool {
    *kind == OperationType::Subscription
        && is_first
        && response.data == Value::Null
        && response.is_err()
}
