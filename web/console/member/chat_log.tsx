// The messages of a conversation by day, with a button for earlier ones. It stays at the end as messages arrive, unless
// the reader has scrolled up.

import { ArrowDown } from 'lucide-react';
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';

import { requestErrorMessage } from '../api/submit';
import { useMinutes } from '../parts/relative_time';
import { formatTime } from '../parts/time';
import type { Conversation, Message } from './chat_conversation';

/** How close to the end or to the start counts as being there, in pixels. */
const CLOSE = 60;
/** Messages of the same person within this time are one group. */
const GROUP_MS = 5 * 60_000;

const weekday = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'short', day: 'numeric' });
const withYear = new Intl.DateTimeFormat('en-US', { dateStyle: 'long' });

interface LogProps {
  conversation: Conversation;
  messages: Message[];
  /** The first name of the partner. */
  name: string;
  /** The first message that was unread when the conversation was opened. */
  firstUnread: string | undefined;
}

export function MessageLog({ conversation, messages, name, firstUnread }: LogProps) {
  const { hasEarlier, isLoadingEarlier, earlierError, loadEarlier } = conversation;
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const before = useRef({ height: 0, first: '', last: '' });
  const [hasNew, setHasNew] = useState(false);
  const now = useMinutes();
  useLayoutEffect(() => {
    const element = log.current;
    const [first, last] = [messages[0], messages.at(-1)];
    if (!element || !first || !last) return;
    const was = before.current;
    const isNew = last.id !== was.last;
    if (isAtEnd.current || (isNew && last.isOwn)) element.scrollTop = element.scrollHeight;
    else if (first.id !== was.first) element.scrollTop += element.scrollHeight - was.height;
    else if (isNew) setHasNew(true);
    before.current = { height: element.scrollHeight, first: first.id, last: last.id };
  }, [messages]);
  useEffect(() => {
    const element = log.current;
    if (!element) return;
    // When the window or the field changes its height, as for the keyboard of a phone.
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = log.current;
    if (!element) return;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < CLOSE;
    if (isAtEnd.current) setHasNew(false);
    if (element.scrollTop < CLOSE && hasEarlier && !earlierError) void loadEarlier();
  };
  const toEnd = () => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
    log.current?.focus();
  };
  return (
    <div className="chat-body">
      <div
        ref={log}
        className="chat-log"
        role="log"
        aria-label="Messages"
        tabIndex={0}
        onScroll={onScroll}
      >
        {hasEarlier && (
          <p className="chat-earlier">
            {earlierError && <span className="error">{requestErrorMessage(earlierError)} </span>}
            <button
              className="quiet"
              aria-disabled={isLoadingEarlier}
              onClick={() => void loadEarlier()}
            >
              {isLoadingEarlier ? 'Loading…' : 'Earlier messages'}
            </button>
          </p>
        )}
        {messages.map((message, index) => (
          <Fragment key={message.id}>
            {!isSameDay(message, messages[index - 1]) && (
              <h3 className="chat-day">{formatDay(message.sentAt, now)}</h3>
            )}
            {message.id === firstUnread && <p className="chat-new">New</p>}
            <Bubble message={message} name={name} isLast={endsGroup(message, messages[index + 1])} />
          </Fragment>
        ))}
      </div>
      {hasNew && (
        <button className="primary chat-to-end" onClick={toEnd}>
          <ArrowDown size={16} aria-hidden /> New messages
        </button>
      )}
    </div>
  );
}

interface BubbleProps {
  message: Message;
  name: string;
  /** Whether it is the last of its group, which shows the time. */
  isLast: boolean;
}

function Bubble({ message, name, isLast }: BubbleProps) {
  const className = `bubble ${message.isOwn ? 'bubble-own' : ''} ${isLast ? 'bubble-last' : ''}`;
  return (
    <div className={className} data-message={message.id}>
      <span className="hidden">{message.isOwn ? 'You' : name}: </span>
      <p>{message.body}</p>
      {isLast && <time dateTime={message.sentAt}>{formatTime(message.sentAt)}</time>}
    </div>
  );
}

function endsGroup(message: Message, next: Message | undefined): boolean {
  if (!next || next.senderId !== message.senderId || !isSameDay(message, next)) return true;
  return new Date(next.sentAt).getTime() - new Date(message.sentAt).getTime() > GROUP_MS;
}

function isSameDay(message: Message, other: Message | undefined): boolean {
  if (!other) return false;
  return new Date(message.sentAt).toDateString() === new Date(other.sentAt).toDateString();
}

/** Such as "Today", "Yesterday", "Monday, Nov 23", or a date with the year. */
function formatDay(time: string, now: number): string {
  const [day, today, yesterday] = [new Date(time), new Date(now), new Date(now)];
  yesterday.setDate(yesterday.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return 'Today';
  if (day.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return (day.getFullYear() === today.getFullYear() ? weekday : withYear).format(day);
}
