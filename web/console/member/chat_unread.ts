// The member's conversations with what is unread in them, as messages arrive and are read.

import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { type CombinedError, useQuery } from 'urql';

import { PEOPLE_TYPES } from '../api/invalidation';
import {
  type ConversationRowFragment,
  ConversationsDocument,
  MarkConversationReadDocument,
} from '../api/operations';
import { useSubmit } from '../api/submit';
import { useOnReturn } from '../parts/on_return';
import type { Message } from './chat_conversation';
import { type ChatStream, useChatStream } from './chat_stream';

/** A conversation of the member, as the list shows it. */
export type Summary = ConversationRowFragment;

const CONTEXT = { additionalTypenames: [...PEOPLE_TYPES, 'Conversation', 'Message'] };
const NETWORK = { requestPolicy: 'network-only' } as const;

/** The conversations of a member. */
export interface Conversations {
  /** Newest first; undefined until they are loaded. */
  summaries: Summary[] | undefined;
  /** Why they could not be loaded. */
  error: CombinedError | undefined;
  retry: () => void;
}

/** The conversations of the signed-in member. */
export const CurrentConversations = createContext<Conversations>({
  summaries: undefined,
  error: undefined,
  retry: () => {},
});

/** What the pages of a member know about messages. */
export interface Chat {
  stream: ChatStream;
  conversations: Conversations;
}

/** Follows the messages of a member who has partners, or who `isOpen`ed the messages page. */
export function useChat(isOn: boolean, isOpen: boolean): Chat {
  const [{ data, error, fetching }, refetch] = useQuery({
    query: ConversationsDocument,
    context: CONTEXT,
    pause: !isOn,
  });
  const summaries = data?.conversations;
  const stream = useChatStream(isOn && (isOpen || Boolean(summaries?.length)));
  // What is read or sent elsewhere does not arrive.
  const [changes, setChanges] = useState(0);
  const hasChanged = useCallback(() => setChanges((count) => count + 1), []);
  const { listen, connections } = stream;
  useEffect(() => listen(hasChanged), [listen, hasChanged]);
  useOnReturn(hasChanged);
  // What arrives during a request may be missing from its result: then the conversations are loaded once more.
  const version = changes + connections;
  const loadedVersion = useRef(version);
  useEffect(() => {
    if (!isOn || fetching || loadedVersion.current === version) return;
    loadedVersion.current = version;
    refetch(NETWORK);
  }, [isOn, fetching, version, refetch]);
  return {
    stream,
    conversations: { summaries, error: fetching ? undefined : error, retry: hasChanged },
  };
}

/** How many messages wait in the conversations that are not open. */
export function unreadIn({ conversations }: Chat, openPartner: string | undefined): number {
  const waiting = conversations.summaries?.filter(({ partnerId }) => partnerId !== openPartner) ?? [];
  return waiting.reduce((sum, { unreadCount }) => sum + unreadCount, 0);
}

/**
 * Marks the messages of an open conversation as read while they can be seen. Returns the first message that was unread
 * when it was opened.
 */
export function useReading(
  partnerId: string,
  messages: readonly Message[] | undefined,
): string | undefined {
  const summary = useContext(CurrentConversations).summaries?.find((one) => one.partnerId === partnerId);
  const { submit, isBusy } = useSubmit(MarkConversationReadDocument);
  const marked = useRef<string>(undefined);
  const isVisible = useIsVisible();
  const [firstUnread, setFirstUnread] = useState<string | null>();
  const last = messages?.findLast(({ isOwn }) => !isOwn)?.id;
  const unreadCount = summary?.unreadCount;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when both are loaded.
  useEffect(() => {
    if (!messages || unreadCount === undefined || firstUnread !== undefined) return;
    const theirs = messages.filter(({ isOwn }) => !isOwn);
    setFirstUnread(unreadCount ? (theirs.slice(-unreadCount)[0]?.id ?? null) : null);
  }, [messages === undefined, unreadCount === undefined]);
  const canMark = isVisible && !isBusy && firstUnread !== undefined && Boolean(unreadCount);
  // biome-ignore lint/correctness/useExhaustiveDependencies: submit is another function each time.
  useEffect(() => {
    if (!canMark || !last || last === marked.current) return;
    marked.current = last;
    // When it fails, the next message or visit marks them.
    void submit({ input: { partnerId, upTo: last } });
  }, [canMark, last, partnerId]);
  return firstUnread ?? undefined;
}

/** Whether the window can be seen. */
function useIsVisible(): boolean {
  const [isVisible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const update = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return isVisible;
}
