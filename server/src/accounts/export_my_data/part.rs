//! One part of an export: how much it takes, and where the next one starts.

use super::{ExportedPart, object};
use crate::cursor::Cursor;
use crate::entities::{chat_message, concern, email, mentorship_request, signal};
use crate::ids::{ConcernId, EmailId, MessageId, RequestId, UserId};
use crate::signals::catalogue::is_confidential;
use chrono::{DateTime, Utc};
use sea_orm::ActiveEnum;
use sea_orm::entity::prelude::Uuid;
use serde_json::{Map, Value, json};
use std::fmt;
use std::str::FromStr;

/// A part takes no more rows after this many.
const ROWS: usize = 1000;
/// A part takes no more rows after this many bytes of text, so that it stays far below the limit of a response.
const BYTES: usize = 512 * 1024;

/// Where a part of an export starts: after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// After a message of the match of a mentee.
    Messages(UserId, MessageId),
    /// After a request.
    Requests(RequestId),
    /// After a concern.
    Concerns(ConcernId),
    /// After an email.
    Emails(EmailId),
    /// After a signal.
    Signals(Cursor),
}

impl Position {
    /// The start of the messages.
    pub(super) const FIRST: Self = Self::Messages(UserId(Uuid::nil()), MessageId(Uuid::nil()));

    /// After the last message of a match.
    pub(super) const fn after_match(mentee_id: UserId) -> Self {
        let next = Uuid::from_u128(mentee_id.0.as_u128().saturating_add(1));
        Self::Messages(UserId(next), MessageId(Uuid::nil()))
    }

    /// The start of what follows: requests after messages, then concerns, emails and signals.
    pub(super) const fn next_section(self) -> Option<Self> {
        match self {
            Self::Messages(..) => Some(Self::Requests(RequestId(Uuid::nil()))),
            Self::Requests(_) => Some(Self::Concerns(ConcernId(Uuid::nil()))),
            Self::Concerns(_) => Some(Self::Emails(EmailId(Uuid::nil()))),
            Self::Emails(_) => Some(Self::Signals(Cursor::START)),
            Self::Signals(_) => None,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Messages(mentee_id, id) => write!(formatter, "messages:{mentee_id}:{id}"),
            Self::Requests(id) => write!(formatter, "requests:{id}"),
            Self::Concerns(id) => write!(formatter, "concerns:{id}"),
            Self::Emails(id) => write!(formatter, "emails:{id}"),
            Self::Signals(cursor) => write!(formatter, "signals:{cursor}"),
        }
    }
}

/// The text is not a cursor of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of an export")]
pub struct NotAPosition;

impl FromStr for Position {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        fn parsed<T: FromStr>(text: &str) -> Result<T, NotAPosition> {
            text.parse().map_err(|_| NotAPosition)
        }
        let (section, rest) = text.split_once(':').ok_or(NotAPosition)?;
        match section {
            "messages" => {
                let (mentee_id, id) = rest.split_once(':').ok_or(NotAPosition)?;
                Ok(Self::Messages(parsed(mentee_id)?, parsed(id)?))
            }
            "requests" => parsed(rest).map(Self::Requests),
            "concerns" => parsed(rest).map(Self::Concerns),
            "emails" => parsed(rest).map(Self::Emails),
            "signals" => parsed(rest).map(Self::Signals),
            _ => Err(NotAPosition),
        }
    }
}

/// A part that is being filled.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) account: Option<Value>,
    messages: Vec<Value>,
    requests: Vec<Value>,
    concerns: Vec<Value>,
    emails: Vec<Value>,
    signals: Vec<Value>,
    bytes: usize,
}

impl Part {
    pub(super) fn is_full(&self) -> bool {
        let lists = [
            &self.messages,
            &self.requests,
            &self.concerns,
            &self.emails,
            &self.signals,
        ];
        let rows: usize = lists.into_iter().map(Vec::len).sum();
        rows >= ROWS || self.bytes >= BYTES
    }

    pub(super) fn finish(self, next: Option<Position>) -> ExportedPart {
        let account = self.account.map(|account| ("account".to_owned(), account));
        let lists = object([
            ("messages", self.messages.into()),
            ("requests", self.requests.into()),
            ("concerns", self.concerns.into()),
            ("emails", self.emails.into()),
            ("signals", self.signals.into()),
        ]);
        let data: Map<String, Value> = account.into_iter().chain(lists).collect();
        ExportedPart {
            data: data.into(),
            next,
        }
    }

    pub(super) fn add_message(&mut self, message: &chat_message::Model) {
        self.bytes += message.body.len();
        self.messages.push(json!({
            "id": message.id,
            "menteeId": message.mentee_id,
            "mentorId": message.mentor_id,
            "senderId": message.sender_id,
            "sentAt": message.sent_at,
            "body": message.body,
        }));
    }

    /// Adds a request as the member sees it: not who has an address that the member typed.
    pub(super) fn add_request(
        &mut self,
        user_id: UserId,
        request: &mentorship_request::Model,
        now: DateTime<Utc>,
    ) {
        self.bytes += request.note.len();
        let is_disclosed = request.typed.is_none() || request.mentee_id == Some(user_id);
        let typed = request.typed.as_deref();
        self.requests.push(json!({
            "id": request.id,
            "kind": request.kind.to_value(),
            "state": request.state_for(Some(user_id), now).to_value(),
            "menteeId": request.mentee_id.filter(|_| is_disclosed),
            "menteeEmail": typed.filter(|_| request.mentor_id == user_id),
            "mentorId": request.mentor_id,
            "note": request.note,
            "createdAt": request.created_at,
            "expiresAt": request.expires_at,
            "decidedAt": request.decided_at,
        }));
    }

    pub(super) fn add_concern(&mut self, concern: &concern::Model) {
        self.bytes += concern.text.as_ref().map_or(0, String::len);
        self.concerns.push(json!({
            "id": concern.id,
            "aboutId": concern.about_id,
            "text": concern.text,
            "state": concern.state.to_value(),
            "createdAt": concern.created_at,
            "resolvedAt": concern.resolved_at,
        }));
    }

    pub(super) fn add_email(&mut self, email: &email::Model) {
        self.bytes += email.recipient.len();
        let details = &email.details;
        self.emails.push(json!({
            "id": email.id,
            "kind": email.kind.to_value(),
            "recipient": email.recipient,
            "state": email.state.to_value(),
            "createdAt": email.created_at,
            "finishedAt": email.finished_at,
            "happenedAt": details.at,
            "undoUntil": details.undo_until,
            "device": details.device,
            "ip": details.ip,
            "reason": details.reason,
        }));
    }

    pub(super) fn add_signal(&mut self, signal: &signal::Model) {
        let mut arguments = signal.arguments.clone();
        if let Some(arguments) = arguments.as_object_mut() {
            arguments.retain(|name, _| !is_confidential(name));
        }
        self.bytes += arguments.to_string().len();
        self.signals.push(json!({
            "id": signal.id,
            "name": signal.name,
            "sender": signal.sender,
            "occurredAt": signal.occurred_at,
            "workflowId": signal.workflow_id,
            "actorId": signal.actor_id,
            "impersonatorId": signal.impersonator_id,
            "arguments": arguments,
        }));
    }
}
