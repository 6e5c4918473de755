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
    door::Door,
    execution::{self, Answers, Reply},
    live::Resumption,
    request::RequestId,
    text::{self, Around},
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
                (None, None) => last(COMPLETE),
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
            _ => going_on(":\n\n"),
        }
    }

    fn verdict(&mut self) -> Option<Lost> {
        self.watch.as_mut().and_then(Watch::verdict)
    }

    fn answered(&self, outcome: Result<Response, Box<dyn std::any::Any + Send>>) -> Event {
        let mut response = execution::settled(outcome, &self.door, self.id);
        going_on(self.text(&mut response, NEXT))
    }

    fn dismissed(&self, lost: Lost) -> Event {
        let error = match lost {
            Lost::Session => Error::Unauthenticated,
            Lost::Right => Error::Forbidden("Your account may no longer see this."),
        };
        let response = Response::from_errors(vec![error.extend()]);
        let mut response = execution::settled(Ok(response), &self.door, self.id);
        last(self.text(&mut response, WHOLE))
    }

    fn text(&self, response: &mut Response, around: Around) -> Vec<u8> {
        text::of_response(response, around, self.door.limits().response_bytes)
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
