//! GraphQL over server-sent events, for networks that block WebSockets: the graphql-sse protocol in distinct
//! connections mode, one operation per request. The id of an event is its cursor, so a browser resumes automatically.

use super::connection::Protected;
use super::execution::{self, Replies, Reply};
use super::graphql::CountedLive;
use super::header_text;
use super::live_limits::OpenConnection;
use super::request::RequestId;
use super::shared_subscription::Resumption;
use super::state::HttpState;
use super::text::{self, Around};
use crate::auth::Caller;
use crate::auth::session_watch::{Lost, Watch};
use crate::cursor::Cursor;
use crate::error::Error;
use async_graphql::{Response, ServerError};
use axum::body::Body;
use axum::response::{IntoResponse, Response as HttpResponse};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch::{self, Receiver};
use tokio::time::{Interval, MissedTickBehavior, interval};

const COMPLETE: &str = "event: complete\ndata:\n\n";
/// Frames a response as a complete stream: one event, then the end.
pub(super) const WHOLE: Around = Around {
    before: NEXT.before,
    after: "\n\nevent: complete\ndata:\n\n",
};
/// Frames a response as one event.
const NEXT: Around = Around {
    before: "event: next\ndata: ",
    after: "\n\n",
};
/// The header in which a browser sends the id of the last event that it received.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks nginx not to buffer events.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Returns how a client that lost its connection resumes, and where to read the progress of its subscription.
pub(super) fn resumption(headers: &HeaderMap) -> (Resumption, Receiver<Option<Cursor>>) {
    let (sender, progress) = watch::channel(None);
    let resumption = Resumption {
        after: last_event_id(headers),
        progress: Some(sender),
    };
    (resumption, progress)
}

fn last_event_id(request_headers: &HeaderMap) -> Option<String> {
    // Not dropped when it is malformed: the stream would start at the present without an error.
    let id = header_text::text(request_headers.get(LAST_EVENT_ID)?);
    Some(id.trim().to_owned()).filter(|id| !id.is_empty())
}

/// Responds to an operation with a stream of events.
pub(super) async fn respond(
    state: Arc<HttpState>,
    replies: Replies,
    progress: Receiver<Option<Cursor>>,
    caller: &Caller,
    id: RequestId,
    kept: Kept,
) -> Result<HttpResponse, ServerError> {
    let mut keep_alive = interval(state.limits().socket.keep_alive);
    keep_alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stream = EventStream {
        watch: execution::watch(&state, caller).await?,
        replies,
        progress,
        reported: None,
        keep_alive,
        state,
        id,
        _kept: kept,
    };
    let events = stream::unfold(Some(stream), |stream| async {
        let mut stream = stream?;
        let event = stream.next().await?;
        let rest = (!event.is_last).then_some(stream);
        Some((Ok::<_, Infallible>(event.text), rest))
    });
    Ok(response(Body::from_stream(events)))
}

/// Returns an HTTP response with a complete stream of events. The protocol sends every error as an event: for a status
/// other than 200, or another media type, a browser's EventSource only reports to its page that it failed.
pub(super) fn whole(events: Vec<u8>) -> HttpResponse {
    response(Body::from(events))
}

/// Returns the HTTP response to an invalid request. `body` is a GraphQL response as JSON.
pub(super) fn refusal(body: &[u8]) -> HttpResponse {
    let Around { before, after } = WHOLE;
    whole([before.as_bytes(), body, after.as_bytes()].concat())
}

fn response(events: Body) -> HttpResponse {
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (BUFFERING, HeaderValue::from_static("no")),
    ];
    (headers, events).into_response()
}

/// What a stream holds until it ends.
pub(super) type Kept = (
    Option<CountedLive>,
    Option<OpenConnection>,
    Option<Protected>,
);

struct EventStream {
    state: Arc<HttpState>,
    id: RequestId,
    replies: Replies,
    /// The progress of the subscription, also through signals that produced no event.
    progress: Receiver<Option<Cursor>>,
    /// The last cursor that was sent to the client.
    reported: Option<Cursor>,
    watch: Option<Watch>,
    keep_alive: Interval,
    _kept: Kept,
}

struct Event {
    text: Bytes,
    is_last: bool,
}

impl EventStream {
    /// Returns the next event. Returns `None` when the server stops, so that the client reconnects elsewhere.
    async fn next(&mut self) -> Option<Event> {
        let stop = self.state.stop.clone();
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            lost = lost(&mut self.watch) => Some(self.session_lost(lost)),
            reply = self.replies.next() => Some(match (self.verdict(), reply) {
                (Some(lost), _) => self.session_lost(lost),
                (None, Some(Ok(Reply::Shared { text, cursor }))) => {
                    self.reported = Some(cursor);
                    event(format!("event: next\nid: {cursor}\ndata: {text}\n\n"))
                }
                (None, Some(Ok(Reply::Own(response)))) => self.next_event(Ok(*response)),
                (None, Some(Err(panic))) => self.next_event(Err(panic)),
                (None, None) => last_event(COMPLETE),
            }),
            // Report the first cursor at once, so that a client that disconnects before its first event misses nothing.
            Ok(()) = self.progress.changed(), if self.reported.is_none() => Some(self.heartbeat()),
            _ = self.keep_alive.tick() => Some(self.heartbeat()),
        }
    }

    /// Returns a heartbeat with the cursor to resume from. A browser stores an id without data and dispatches no event.
    fn heartbeat(&mut self) -> Event {
        let progress = *self.progress.borrow();
        match progress {
            Some(cursor) if progress > self.reported => {
                self.reported = progress;
                event(format!("id: {cursor}\n\n"))
            }
            _ => event(":\n\n"),
        }
    }

    fn verdict(&mut self) -> Option<Lost> {
        self.watch.as_mut().and_then(Watch::verdict)
    }

    fn next_event(&self, outcome: Result<Response, Box<dyn std::any::Any + Send>>) -> Event {
        let mut response = execution::finished(outcome, &self.state, self.id);
        event(self.text(&mut response, NEXT))
    }

    fn session_lost(&self, lost: Lost) -> Event {
        let error = match lost {
            Lost::Session => Error::Unauthenticated,
            Lost::Right => Error::Forbidden("Your account no longer has access to this."),
        };
        let response = Response::from_errors(vec![error.into_server_error()]);
        let mut response = execution::finished(Ok(response), &self.state, self.id);
        last_event(self.text(&mut response, WHOLE))
    }

    fn text(&self, response: &mut Response, around: Around) -> Vec<u8> {
        text::of_response(response, around, self.state.limits().response_bytes)
    }
}

async fn lost(watch: &mut Option<Watch>) -> Lost {
    match watch {
        Some(watch) => watch.lost().await,
        None => std::future::pending().await,
    }
}

fn event(text: impl Into<Bytes>) -> Event {
    Event {
        text: text.into(),
        is_last: false,
    }
}

fn last_event(text: impl Into<Bytes>) -> Event {
    Event {
        text: text.into(),
        is_last: true,
    }
}
