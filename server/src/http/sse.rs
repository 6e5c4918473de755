//! GraphQL over server-sent events, for networks that block WebSockets: the protocol graphql-sse in its mode of
//! distinct connections, one operation a request. Events bear their cursor as id, so that a browser resumes by itself.

use super::clients::Counted;
use super::connection::Protected;
use super::execution::{self, Replies, Reply};
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
/// What makes events of a whole answer.
pub(super) const WHOLE: Around = Around {
    before: NEXT.before,
    after: "\n\nevent: complete\ndata:\n\n",
};
/// What makes an event of an answer.
const NEXT: Around = Around {
    before: "event: next\ndata: ",
    after: "\n\n",
};
/// Where a browser says what it has seen last.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks nginx not to gather events before it passes them on.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// How a client that lost its connection goes on, and where to read how far its subscription has come.
pub(super) fn resumption(headers: &HeaderMap) -> (Resumption, Receiver<Option<Cursor>>) {
    let (sender, progress) = watch::channel(None);
    let resumption = Resumption {
        after: last_event_id(headers),
        progress: Some(sender),
    };
    (resumption, progress)
}

fn last_event_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(LAST_EVENT_ID)?.to_str().ok()?.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// Answers an operation with a stream of events.
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
    let telling = EventStream {
        watch: execution::watch(&state, caller).await?,
        replies,
        progress,
        reported: None,
        keep_alive,
        state,
        id,
        _kept: kept,
    };
    let events = stream::unfold(Some(telling), |telling| async {
        let mut telling = telling?;
        let event = telling.next().await?;
        let rest = (!event.is_last).then_some(telling);
        Some((Ok::<_, Infallible>(event.text), rest))
    });
    Ok(response(Body::from_stream(events)))
}

/// The events of an answer that is there already, whatever it says: the protocol has every error come as an event,
/// because of a status other than 200, or another type, a browser's EventSource tells its page nothing but that it
/// failed.
pub(super) fn whole(events: Vec<u8>) -> HttpResponse {
    response(Body::from(events))
}

/// The same of a request that is none.
pub(super) fn refusal(answer: &[u8]) -> HttpResponse {
    let Around { before, after } = WHOLE;
    whole([before.as_bytes(), answer, after.as_bytes()].concat())
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

/// What a stream holds on to until it ends.
pub(super) type Kept = (Option<Counted>, Option<Protected>);

struct EventStream {
    state: Arc<HttpState>,
    id: RequestId,
    replies: Replies,
    /// How far the subscription has come, whether or not that brought an event.
    progress: Receiver<Option<Cursor>>,
    /// How far the client knows.
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
    /// What to write next; nothing when the server stops, so that the client comes back elsewhere.
    async fn next(&mut self) -> Option<Event> {
        let stop = self.state.stop.clone();
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            lost = lost(&mut self.watch) => Some(self.dismissed(lost)),
            answer = self.replies.next() => Some(match (self.verdict(), answer) {
                (Some(lost), _) => self.dismissed(lost),
                (None, Some(Ok(Reply::Shared { text, cursor }))) => {
                    self.reported = Some(cursor);
                    going_on(format!("event: next\nid: {cursor}\ndata: {text}\n\n"))
                }
                (None, Some(Ok(Reply::Own(response)))) => self.answered(Ok(*response)),
                (None, Some(Err(panic))) => self.answered(Err(panic)),
                (None, None) => last(COMPLETE),
            }),
            // At once where it begins, so that not what comes before the first event be lost with the connection.
            Ok(()) = self.progress.changed(), if self.reported.is_none() => Some(self.still_here()),
            _ = self.keep_alive.tick() => Some(self.still_here()),
        }
    }

    /// A sign of life, with the place to go on from: an id without data is noted by browsers and no event for them.
    fn still_here(&mut self) -> Event {
        let progress = *self.progress.borrow();
        match progress {
            Some(cursor) if progress > self.reported => {
                self.reported = progress;
                going_on(format!("id: {cursor}\n\n"))
            }
            _ => going_on(":\n\n"),
        }
    }

    fn verdict(&mut self) -> Option<Lost> {
        self.watch.as_mut().and_then(Watch::verdict)
    }

    fn answered(&self, outcome: Result<Response, Box<dyn std::any::Any + Send>>) -> Event {
        let mut response = execution::finished(outcome, &self.state, self.id);
        going_on(self.text(&mut response, NEXT))
    }

    fn dismissed(&self, lost: Lost) -> Event {
        let error = match lost {
            Lost::Session => Error::Unauthenticated,
            Lost::Right => Error::Forbidden("Your account may no longer see this."),
        };
        let response = Response::from_errors(vec![error.extend()]);
        let mut response = execution::finished(Ok(response), &self.state, self.id);
        last(self.text(&mut response, WHOLE))
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

fn going_on(text: impl Into<Bytes>) -> Event {
    Event {
        text: text.into(),
        is_last: false,
    }
}

fn last(text: impl Into<Bytes>) -> Event {
    Event {
        text: text.into(),
        is_last: true,
    }
}
