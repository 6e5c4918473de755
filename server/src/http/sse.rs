//! GraphQL over server-sent events, for networks that block WebSockets: the protocol graphql-sse in its mode of
//! distinct connections, one operation a request. Events bear their cursor as id, so that a browser resumes by itself.

use std::{convert::Infallible, sync::Arc};

use async_graphql::{Response, ServerError};
use axum::{
    body::Body,
    response::{IntoResponse, Response as HttpResponse},
};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::{
    sync::watch::{self, Receiver},
    time::{Interval, MissedTickBehavior, interval},
};

use super::{
    clients::Counted,
    connection::Protected,
    door::Door,
    execution::{self, Answer, Answers, Reply},
    live::Resumption,
    request::RequestId,
};
use crate::{
    auth::{
        Caller,
        watch::{Lost, Watch},
    },
    error::Error,
    signals::Cursor,
};

const COMPLETE: &str = "event: complete\ndata:\n\n";
/// Where a browser says what it has seen last.
pub(super) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks nginx not to gather events before it passes them on.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// How a client that lost its connection goes on, and where to read how far its subscription has come.
pub(super) fn resumption(headers: &HeaderMap) -> (Resumption, Receiver<Option<Cursor>>) {
    let (sender, place) = watch::channel(None);
    let resumption = Resumption {
        after: last_event_id(headers),
        place: Some(sender),
    };
    (resumption, place)
}

fn last_event_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(LAST_EVENT_ID)?.to_str().ok()?.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

/// Answers an operation with a stream of events.
pub(super) async fn respond(
    door: Arc<Door>,
    answers: Answers,
    place: Receiver<Option<Cursor>>,
    caller: &Caller,
    id: RequestId,
    kept: Kept,
) -> Result<HttpResponse, ServerError> {
    let mut keep_alive = interval(door.limits().socket.keep_alive);
    keep_alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let telling = Telling {
        watch: execution::watch(&door, caller).await?,
        answers,
        place,
        told: None,
        keep_alive,
        door,
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

/// An answer that is there already, whatever it says: the protocol has every error come as an event, because of a
/// status other than 200, or another type, a browser's EventSource tells its page nothing but that it failed.
pub(super) fn whole(answer: &[u8]) -> HttpResponse {
    let text = [b"event: next\ndata: ", answer, b"\n\n", COMPLETE.as_bytes()].concat();
    response(Body::from(text))
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

struct Telling {
    door: Arc<Door>,
    id: RequestId,
    answers: Answers,
    /// How far the subscription has come, whether or not that brought an event.
    place: Receiver<Option<Cursor>>,
    /// How far the client knows.
    told: Option<Cursor>,
    watch: Option<Watch>,
    keep_alive: Interval,
    _kept: Kept,
}

struct Event {
    text: Bytes,
    is_last: bool,
}

impl Telling {
    /// What to write next; nothing when the server stops, so that the client comes back elsewhere.
    async fn next(&mut self) -> Option<Event> {
        let stop = self.door.stop.clone();
        tokio::select! {
            biased;
            () = stop.cancelled() => None,
            lost = lost(&mut self.watch) => Some(self.dismissed(lost)),
            answer = self.answers.next() => Some(match (self.verdict(), answer) {
                (Some(lost), _) => self.dismissed(lost),
                (None, Some(Ok(Reply::Shared { text, cursor }))) => {
                    self.told = Some(cursor);
                    going_on(format!("event: next\nid: {cursor}\ndata: {text}\n\n"))
                }
                (None, Some(Ok(Reply::Own(response)))) => self.answered(Ok(*response)),
                (None, Some(Err(panic))) => self.answered(Err(panic)),
                (None, None) => last(COMPLETE.to_owned()),
            }),
            // At once where it begins, lest what comes before the first event be lost with the connection.
            Ok(()) = self.place.changed(), if self.told.is_none() => Some(self.still_here()),
            _ = self.keep_alive.tick() => Some(self.still_here()),
        }
    }

    /// A sign of life, with the place to go on from: an id without data is noted by browsers and no event for them.
    fn still_here(&mut self) -> Event {
        let place = *self.place.borrow();
        match place {
            Some(cursor) if place > self.told => {
                self.told = place;
                going_on(format!("id: {cursor}\n\n"))
            }
            _ => going_on(":\n\n".to_owned()),
        }
    }

    fn verdict(&mut self) -> Option<Lost> {
        self.watch.as_mut().and_then(Watch::verdict)
    }

    fn answered(&self, outcome: Result<Response, Box<dyn std::any::Any + Send>>) -> Event {
        let response = execution::settled(outcome, &self.door, self.id);
        going_on(next(&response))
    }

    fn dismissed(&self, lost: Lost) -> Event {
        let error = match lost {
            Lost::Session => Error::Unauthenticated,
            Lost::Right => Error::Forbidden("Your account may no longer see this."),
        };
        let response = Response::from_errors(vec![error.extend()]);
        let response = execution::settled(Ok(response), &self.door, self.id);
        last(next(&response) + COMPLETE)
    }
}

async fn lost(watch: &mut Option<Watch>) -> Lost {
    match watch {
        Some(watch) => watch.lost().await,
        None => std::future::pending().await,
    }
}

fn next(response: &Response) -> String {
    // Maps with keys of text always become JSON, on one line.
    let text = serde_json::to_string(&Answer::from(response)).unwrap_or_default();
    format!("event: next\ndata: {text}\n\n")
}

fn going_on(text: String) -> Event {
    Event {
        text: text.into(),
        is_last: false,
    }
}

fn last(text: String) -> Event {
    Event {
        text: text.into(),
        is_last: true,
    }
}
