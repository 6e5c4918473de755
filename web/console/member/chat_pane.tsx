// The conversation with one partner: who it is, the messages, and the field for a new one.

import { ArrowLeft, MessageCircle } from 'lucide-react';
import { useContext, useEffect } from 'react';
import { useClient } from 'urql';

import { checkCurrentUser } from '../api/current_user';
import { Avatar } from '../parts/avatar';
import { EmptyState } from '../parts/empty_state';
import { Pending } from '../parts/pending';
import { displayName, yearAndMajors } from '../parts/person';
import { useConversation } from './chat_conversation';
import { MessageField } from './chat_field';
import { MessageLog } from './chat_log';
import type { Partner } from './chat_partners';
import { type ChatStream, CurrentChatStream } from './chat_stream';
import { useReading } from './chat_unread';

const STATUS: Partial<Record<ChatStream['status'], string>> = {
  reconnecting: 'Connection lost. Reconnecting…',
  ended: 'Disconnected. Reload the page to continue.',
};

interface PaneProps {
  partner: Partner;
  /** Whether there are other conversations to go back to. */
  hasOthers: boolean;
  /** Called when the server refused, because the match may have ended. */
  onRefused: () => void;
}

export function ChatPane({ partner, hasOthers, onRefused }: PaneProps) {
  const { status } = useContext(CurrentChatStream);
  const client = useClient();
  const conversation = useConversation(partner.id);
  const { messages, error, retry } = conversation;
  const firstUnread = useReading(partner.id, messages);
  const name = displayName(partner);
  const isRefused = error?.graphQLErrors.some(({ extensions }) => extensions.code === 'FORBIDDEN');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal.
  useEffect(() => {
    if (isRefused) onRefused();
  }, [isRefused]);
  useEffect(() => {
    if (status === 'ended') checkCurrentUser(client);
  }, [status, client]);
  return (
    <section className="chat-pane" aria-label={`Conversation with ${name}`}>
      <header className="chat-head">
        {hasOthers && (
          <a className="chat-back" href="#/messages" aria-label="All messages">
            <ArrowLeft size={20} aria-hidden />
          </a>
        )}
        <Avatar person={partner} />
        <div>
          <h2>{name}</h2>
          <p className="hint">{yearAndMajors(partner)}</p>
        </div>
      </header>
      <p className="chat-status" role="status">
        {STATUS[status]}
      </p>
      {messages ? (
        <>
          {messages.length > 0 ? (
            <MessageLog {...{ conversation, messages, name }} firstUnread={firstUnread} />
          ) : (
            <div className="chat-body">
              <EmptyState icon={MessageCircle} title="No messages yet">
                <p>Say hello, and suggest a time to meet.</p>
              </EmptyState>
            </div>
          )}
          {error && !isRefused && (
            <div className="chat-error">
              <Pending error={error} retry={retry} />
            </div>
          )}
          <MessageField key={partner.id} partnerId={partner.id} {...{ name, conversation, onRefused }} />
        </>
      ) : (
        <div className="chat-body">
          <Pending error={error} retry={retry} />
        </div>
      )}
    </section>
  );
}
