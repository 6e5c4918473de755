//! Messages between matched partners.

use super::argument::uuid;
use super::context::{app, caller, parts};
use super::error::UserError;
use super::page::{Page, connection};
use super::payload::{payload, payloads, value};
use super::roster::user_id;
use super::subscription_plan::{Audience, follow};
use crate::app::App;
use crate::entities::chat_message::Model;
use crate::entities::signal;
use crate::ids::{MessageId, UserId};
use crate::roster::conversation::{self, Range};
use crate::roster::conversations::{self, Conversation as Summary};
use crate::roster::{mark_conversation_read, send_message};
use crate::signals::Name;
use crate::signals::log::{self, Filter};
use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject, Subscription};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

/// A message between partners.
#[derive(Debug, Clone)]
pub struct Message(pub(super) Model);

/// A message between partners. It is deleted when their match ends.
#[Object]
impl Message {
    /// A UUID.
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The text.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// When it was sent.
    async fn sent_at(&self) -> DateTime<Utc> {
        self.0.sent_at
    }

    /// The account that sent it.
    async fn sender_id(&self) -> ID {
        ID(self.0.sender_id.to_string())
    }

    /// Whether the caller sent it.
    async fn is_own(&self, context: &Context<'_>) -> Result<bool> {
        Ok(caller(context)?.user_id() == Some(self.0.sender_id))
    }
}

/// A message that the caller received.
#[derive(Debug, SimpleObject)]
pub struct ReceivedMessage {
    /// Pass it as `after` to continue after this message.
    cursor: String,
    /// The message.
    message: Message,
}

/// The messages between the caller and a current partner, in short.
#[derive(Debug, SimpleObject)]
pub struct Conversation {
    /// The account of the partner.
    partner_id: ID,
    /// The newest message, whoever sent it.
    last_message: Option<Message>,
    /// How many messages of the partner the caller has not marked as read.
    unread_count: i32,
}

impl From<Summary> for Conversation {
    fn from(summary: Summary) -> Self {
        Self {
            partner_id: ID(summary.partner_id.to_string()),
            last_message: summary.last_message.map(Message),
            unread_count: summary.unread_count.try_into().unwrap_or(i32::MAX),
        }
    }
}

/// Conversations.
#[derive(Default)]
pub struct ChatQuery;

#[Object]
impl ChatQuery {
    /// The messages between the caller and a matched partner, oldest first. Use `last` for the newest.
    #[allow(clippy::too_many_arguments, reason = "Relay's four and two of ours")]
    async fn conversation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The partner. Optional with only one partner.")] partner_id: Option<ID>,
        #[graphql(desc = "Number of items from the start, at most 100.")] first: Option<i32>,
        #[graphql(desc = "Only items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Number of items from the end, at most 100.")] last: Option<i32>,
        #[graphql(desc = "Only items before this cursor.")] before: Option<String>,
    ) -> Result<Connection<String, Message>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let page: Page<MessageId> = Page::parse(first, after, last, before)?;
        let range = Range {
            after: page.after,
            before: page.before,
            backwards: page.backwards,
            limit: page.limit(),
        };
        let partner = partner(partner_id)?;
        let rows = value(Box::pin(conversation::conversation(app, &member, partner, range)).await)?;
        Ok(connection(&page, rows, |row| {
            (row.id.to_string(), Message(row))
        }))
    }

    /// The conversations with all current partners of the caller: the one with the newest message first, then those
    /// without messages.
    async fn conversations(&self, context: &Context<'_>) -> Result<Vec<Conversation>> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let summaries = value(Box::pin(conversations::conversations(app, &member)).await)?;
        Ok(summaries.into_iter().map(Conversation::from).collect())
    }
}

fn partner(id: Option<ID>) -> Result<Option<UserId>> {
    id.map(|id| user_id(&id, "partnerId")).transpose()
}

/// A message to a partner.
#[derive(InputObject)]
pub struct SendMessageInput {
    /// The partner. Optional with only one partner.
    pub partner_id: Option<ID>,
    /// 1 to 4000 characters; line breaks are allowed.
    pub body: String,
}

/// The message, or the errors.
#[derive(Default, SimpleObject)]
pub struct SendMessagePayload {
    /// The message.
    message: Option<Message>,
    /// Empty on success.
    errors: Vec<UserError>,
}

/// What the caller has read.
#[derive(InputObject)]
pub struct MarkConversationReadInput {
    /// The partner. Optional with only one partner.
    pub partner_id: Option<ID>,
    /// The id of the last message that was read. Without it, all messages are.
    pub up_to: Option<ID>,
}

/// The conversation, or the errors.
#[derive(Default, SimpleObject)]
pub struct MarkConversationReadPayload {
    /// The conversation after it.
    conversation: Option<Conversation>,
    /// Empty on success.
    errors: Vec<UserError>,
}

payloads!(SendMessagePayload, MarkConversationReadPayload);

/// Conversations.
#[derive(Default)]
pub struct ChatMutation;

#[Object]
impl ChatMutation {
    /// Sends a message to a matched partner.
    async fn send_message(
        &self,
        context: &Context<'_>,
        input: SendMessageInput,
    ) -> Result<SendMessagePayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let partner = partner(input.partner_id)?;
        let result = send_message::send_message(app, &member, partner, &input.body).await;
        let accepted = |message| SendMessagePayload {
            message: Some(Message(message)),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }

    /// Marks the messages of a partner as read, up to one of them or all. What is read stays read: an earlier message
    /// changes nothing, and neither does reading twice. The partner does not learn of it.
    async fn mark_conversation_read(
        &self,
        context: &Context<'_>,
        input: MarkConversationReadInput,
    ) -> Result<MarkConversationReadPayload> {
        let (app, caller) = parts(context)?;
        let member = value(caller.member())?;
        let partner = partner(input.partner_id)?;
        let up_to = input.up_to.map(|id| uuid(&id, "upTo")).transpose()?;
        let up_to = up_to.map(MessageId);
        let result = mark_conversation_read::mark_conversation_read(app, &member, partner, up_to);
        let result = Box::pin(result).await;
        let accepted = |summary: Summary| MarkConversationReadPayload {
            conversation: Some(summary.into()),
            errors: Vec::new(),
        };
        payload(result, accepted)
    }
}

/// Live messages.
pub struct ChatSubscription;

#[Subscription]
impl ChatSubscription {
    /// The messages that the caller receives, live. Without `after` the stream starts now; with a message's cursor it
    /// sends everything after that message, then continues live without a gap. Messages of ended matches are left out.
    async fn message_received(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The cursor to continue after.")] after: Option<String>,
    ) -> Result<BoxStream<'static, Result<ReceivedMessage>>> {
        let recipient = value(caller(context)?.member())?.user().id;
        let app = app(context)?.clone();
        let filter = Filter {
            names: vec![Name::MessageSent],
            user_id: Some(recipient),
            ..Filter::default()
        };
        let signals = follow(context, filter, after, |_| Audience::Account(recipient)).await?;
        let messages = signals.filter_map(move |signal| {
            let app = app.clone();
            async move {
                match signal {
                    Ok(signal) => received(&app, recipient, &signal.0).await.transpose(),
                    Err(error) => Some(Err(error)),
                }
            }
        });
        Ok(messages.boxed())
    }
}

/// Loads the message that a signal is about, if it still exists.
async fn received(
    app: &App,
    recipient: UserId,
    signal: &signal::Model,
) -> Result<Option<ReceivedMessage>> {
    let id = signal.arguments.pointer("/data/messageId");
    let id = id.and_then(|id| id.as_str()?.parse().ok());
    let Some(id) = id else {
        return Ok(None);
    };
    let message = value(conversation::received(app, recipient, MessageId(id)).await)?;
    Ok(message.map(|message| ReceivedMessage {
        cursor: log::cursor(signal).to_string(),
        message: Message(message),
    }))
}
