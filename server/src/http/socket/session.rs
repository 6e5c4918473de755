//! Handles the protocol with one client, from connection_init to the end of the socket.

use super::connection::{Received, SocketConnection};
use super::message::{self, AckPayload, ClientMessage, ServerMessage};
use super::operations::{Operations, Output};
use super::unauthenticated::{self, UnauthenticatedSocket};
use super::{Ending, UnauthenticatedRequest, timeouts};
use crate::auth::Caller;
use crate::auth::session_watch::Watch;
use crate::graphql::too_large;
use crate::http::credentials::Credential;
use crate::http::execution::{self, Reply, is_request_error};
use crate::http::graphql::Parameters;
use crate::http::live_limits::OpenConnection;
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
    /// The client that connected, until connection_init. Boxed, like the other state that most sockets soon drop.
    request: Option<Box<UnauthenticatedRequest>>,
    /// The authenticated caller, from connection_init on.
    caller: Option<Caller>,
    /// Watches the caller's session.
    watch: Option<Watch>,
    operations: Operations,
    /// Counts the socket for the session of a signed-in caller.
    opened: Option<OpenConnection>,
    /// Whether the client sent anything since the last ping.
    is_alive: bool,
    /// Set until a user signs in.
    unauthenticated: Option<Box<UnauthenticatedSocket>>,
}

impl Session {
    pub(super) fn new(
        state: Arc<HttpState>,
        request: UnauthenticatedRequest,
        socket: UnauthenticatedSocket,
    ) -> Box<Self> {
        // Boxed: a future is twice as large as what is moved into it.
        Box::new(Self {
            state,
            id: request.id,
            request: Some(Box::new(request)),
            caller: None,
            watch: None,
            operations: Operations::default(),
            opened: None,
            is_alive: true,
            unauthenticated: Some(Box::new(socket)),
        })
    }

    /// Serves the client until there is a reason to close the socket.
    pub(super) async fn run(mut self: Box<Self>, connection: &mut SocketConnection) -> Ending {
        let stop = self.state.stop.clone();
        let mut stopped = pin!(stop.cancelled());
        // One timer serves both waits: for connection_init, then for the next ping.
        let mut timer = pin!(sleep(self.state.limits().socket.init_timeout));
        loop {
            let outcome = tokio::select! {
                // Outputs come first, because they are the most frequent. They yield to the other branches now and
                // then. Received messages come before the timer, so that an unread pong is not missed.
                biased;
                output = self.operations.next() => self.forward(output, connection).await,
                () = &mut stopped => Err(Ending::GOING_AWAY),
                lost = timeouts::lost(&mut self.watch) => Err(lost),
                displaced = unauthenticated::displaced(self.unauthenticated.as_deref()) => Err(displaced),
                received = connection.receive() => self.receive(received, connection, timer.as_mut()).await,
                () = timer.as_mut() => self.tick(connection, timer.as_mut()).await,
            };
            if let Err(ending) = outcome {
                return ending;
            }
        }
    }

    async fn receive(
        &mut self,
        received: Result<Received, Ending>,
        connection: &mut SocketConnection,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), Ending> {
        self.is_alive = true;
        match received? {
            Received::PingOrPong => Ok(()),
            // Boxed: a task is as large as the largest future that it may await, and clients rarely send messages.
            Received::Text(text) => {
                if let Some(caller) = &self.caller {
                    caller.client().credit.add(text.len());
                }
                Box::pin(self.handle(&text, connection, timer)).await
            }
        }
    }

    async fn handle(
        &mut self,
        text: &str,
        connection: &mut SocketConnection,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), Ending> {
        match ClientMessage::read(text)? {
            ClientMessage::ConnectionInit { payload } => {
                let payload = self.initialize(payload.unwrap_or_default()).await?;
                self.reset_timer(timer);
                let ack = ServerMessage::ConnectionAck { payload };
                self.write(pin!(connection.send(ack.frame()?))).await
            }
            ClientMessage::Ping { payload } => {
                self.write(pin!(
                    connection.send(ServerMessage::Pong { payload }.frame()?)
                ))
                .await
            }
            ClientMessage::Pong {} => Ok(()),
            ClientMessage::Subscribe { id, payload } => {
                self.subscribe(id, payload, connection).await
            }
            ClientMessage::Complete { id } => {
                self.operations.stop(&id);
                Ok(())
            }
        }
    }

    /// Authenticates the caller by the token in the payload, which must be valid, or by the token of the upgrade.
    async fn initialize(
        &mut self,
        payload: Map<String, serde_json::Value>,
    ) -> Result<Option<AckPayload>, Ending> {
        let request = *self.request.take().ok_or(Ending::TOO_MANY_INITS)?;
        let explicit = message::token(&payload)?;
        let token = explicit.or(request.credential.as_ref().map(Credential::token));
        let permit = self.state.opening_permit().await;
        // Boxed only for the call, as below: thousands of sockets may wait for a permit.
        let caller = Box::pin(execution::caller(&self.state, token, request.client)).await;
        drop(permit);
        let caller = caller.map_err(|_| Ending::TRY_AGAIN)?;
        if explicit.is_some() && !caller.is_signed_in() {
            return Err(Ending::FORBIDDEN);
        }
        let watch = Box::pin(execution::watch(&self.state, &caller)).await;
        self.watch = watch.map_err(|_| Ending::TRY_AGAIN)?;
        let caller = self.caller.insert(caller);
        if !caller.is_signed_in() {
            let refused = request.refused_origin;
            return Ok(refused.map(|ignored_cookie| AckPayload::Refused { ignored_cookie }));
        }
        let opened = self.state.open_for_session(caller);
        self.opened = Some(opened.ok_or(Ending::TOO_MANY_SOCKETS)?);
        self.unauthenticated = None;
        let cursor = self.state.app.hub.position().await.to_string();
        Ok(Some(AckPayload::SignedIn { cursor }))
    }

    async fn subscribe(
        &mut self,
        id: String,
        payload: Parameters,
        connection: &mut SocketConnection,
    ) -> Result<(), Ending> {
        let caller = self.renewed().await?;
        if self.operations.contains(&id) {
            return Err(Ending::duplicate(&id));
        }
        let limit = self.state.limits().socket.operations;
        if self.operations.len() >= limit {
            let message =
                format!("This socket already runs the maximum number of operations ({limit}).");
            return self
                .refuse(&id, ServerError::new(message, None), connection)
                .await;
        }
        let mut request = payload
            .into_request()
            .ok_or(Ending::bad_message("A subscribe message needs a query"))?;
        let operation = match self.state.documents.read(&mut request) {
            Ok(operation) => operation,
            Err(error) => return self.refuse(&id, error, connection).await,
        };
        let kind = operation.kind;
        let resumption = Resumption::default();
        let replies =
            execution::start(&self.state, operation, request, caller, self.id, resumption);
        self.operations.start(id, kind, replies);
        self.note_use();
        Ok(())
    }

    /// Returns the current state of the caller, so that an operation does not act on outdated permissions.
    async fn renewed(&mut self) -> Result<Caller, Ending> {
        let caller = self.caller.clone().ok_or(Ending::UNAUTHORIZED)?;
        let permit = self.state.opening_permit().await;
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
        connection: &mut SocketConnection,
    ) -> Result<(), Ending> {
        let response = Ok(Response::from_errors(vec![error]));
        let response = execution::finished(response, &self.state, self.id);
        let frame = ServerMessage::Error {
            id,
            payload: &response.errors,
        }
        .frame()?;
        self.write(pin!(connection.send(frame))).await
    }

    /// Sends an output, together with the outputs of other operations that are ready.
    async fn forward(
        &mut self,
        first: Output,
        connection: &mut SocketConnection,
    ) -> Result<(), Ending> {
        let mut next = Some(first);
        while let Some(output) = next {
            let frame = self.frame(output)?;
            self.write(pin!(connection.feed(frame))).await?;
            next = self.operations.try_next().await;
        }
        self.note_use();
        self.write(pin!(connection.flush())).await
    }

    fn note_use(&mut self) {
        if let Some(socket) = &mut self.unauthenticated {
            socket.note_use();
        }
    }

    async fn write(
        &mut self,
        writing: Pin<&mut impl Future<Output = Result<(), Ending>>>,
    ) -> Result<(), Ending> {
        timeouts::write(writing, &self.state, &mut self.watch).await
    }

    fn frame(&mut self, output: Output) -> Result<Message, Ending> {
        // Before each event: a session must not receive events that follow its end in the log.
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
        if is_request_error(&response) || failed_to_start(&output.kind, output.is_first, &response)
        {
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
        connection: &mut SocketConnection,
        timer: Pin<&mut Sleep>,
    ) -> Result<(), Ending> {
        if self.caller.is_none() {
            return Err(Ending::INIT_TIMEOUT);
        }
        let has_operations = self.operations.len() > 0;
        if !has_operations
            && let Some(socket) = &self.unauthenticated
            && socket.is_idle(&self.state)
        {
            return Err(Ending::IDLE);
        }
        if !self.is_alive {
            return Err(Ending::Gone);
        }
        self.is_alive = false;
        self.reset_timer(timer);
        self.write(pin!(connection.ping())).await
    }

    fn reset_timer(&self, timer: Pin<&mut Sleep>) {
        let limits = &self.state.limits().socket;
        let interval = match self.unauthenticated {
            Some(_) => limits.keep_alive.min(limits.init_timeout),
            None => limits.keep_alive,
        };
        timer.reset(Instant::now() + interval);
    }
}

/// Whether a subscription was refused before its first event, mostly because of a missing permission.
fn failed_to_start(kind: &OperationType, is_first: bool, response: &Response) -> bool {
    *kind == OperationType::Subscription
        && is_first
        && response.data == Value::Null
        && response.is_err()
}
