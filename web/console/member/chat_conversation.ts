// The messages with one partner: the newest page, earlier pages on request, and those that arrive meanwhile.

import { useCallback, useContext, useEffect, useRef, useState } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';

import {
  MessagePageDocument,
  type MessagePageQueryVariables,
  type MessageRowFragment,
} from '../api/operations';
import { CurrentChatStream, useReceivedMessages } from './chat_stream';

export type Message = MessageRowFragment;

const PAGE = 30;
/** The most messages of a page, to load what was sent while the connection was lost. */
const FULL_PAGE = 100;

interface Loaded {
  /** Oldest first. */
  messages: Message[];
  hasEarlier: boolean;
}

/** The messages with a partner, and how to load more of them. */
export interface Conversation {
  /** Oldest first; undefined until the first page is loaded. */
  messages: Message[] | undefined;
  hasEarlier: boolean;
  isLoadingEarlier: boolean;
  /** Why messages could not be loaded. */
  error: CombinedError | undefined;
  earlierError: CombinedError | undefined;
  /**
   * Loads what is newer than the last message, or the newest page if nothing is loaded; resolves to all messages, or
   * null when that fails. Where the caller shows its failure, it `isQuiet`.
   */
  refresh: (isQuiet?: boolean) => Promise<Message[] | null>;
  loadEarlier: () => Promise<void>;
  add: (message: Message) => void;
}

export function useConversation(partnerId: string): Conversation {
  const client = useClient();
  const { connections } = useContext(CurrentChatStream);
  const [loaded, setLoaded] = useState<Loaded | undefined>();
  const [error, setError] = useState<CombinedError>();
  const [earlierError, setEarlierError] = useState<CombinedError>();
  const [isLoadingEarlier, setLoadingEarlier] = useState(false);
  const latest = useRef(loaded);
  // Messages that arrive before the first page.
  const early = useRef<Message[]>([]);
  const change = useCallback((next: Loaded) => {
    latest.current = next;
    setLoaded(next);
  }, []);
  const add = (message: Message) => {
    if (!latest.current) early.current.push(message);
    else change({ ...latest.current, messages: merged(latest.current.messages, [message]) });
  };
  useReceivedMessages((message) => {
    if (message.senderId === partnerId) add(message);
  });
  const refresh = useCallback(
    async (isQuiet = false) => {
      if (!isQuiet) setError(undefined);
      const result = await newer(client, partnerId, latest.current);
      if ('error' in result) {
        if (!isQuiet) setError(result.error);
        return null;
      }
      const known = latest.current;
      const messages = merged(known?.messages ?? early.current, result.messages);
      change({ messages, hasEarlier: known?.messages.length ? known.hasEarlier : result.hasEarlier });
      return messages;
    },
    [client, partnerId, change],
  );
  // The first load, and after each connection: until then, messages that were sent elsewhere do not arrive.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a connection is the reason to load.
  useEffect(() => void refresh(), [refresh, connections]);
  const loadEarlier = async () => {
    const before = latest.current?.messages[0]?.id;
    if (isLoadingEarlier || !before) return;
    setLoadingEarlier(true);
    setEarlierError(undefined);
    const result = await load(client, { partnerId, last: PAGE, before });
    setLoadingEarlier(false);
    if ('error' in result) {
      setEarlierError(result.error);
      return;
    }
    const messages = merged(result.messages, latest.current?.messages ?? []);
    change({ messages, hasEarlier: result.hasEarlier });
  };
  return {
    messages: loaded?.messages,
    hasEarlier: loaded?.hasEarlier ?? false,
    isLoadingEarlier,
    error,
    earlierError,
    refresh,
    loadEarlier,
    add,
  };
}

type Result = (Loaded & { hasLater: boolean }) | { error: CombinedError | undefined };

/** Loads the newest page, or everything after the last message. */
async function newer(client: Client, partnerId: string, loaded: Loaded | undefined): Promise<Result> {
  let after = loaded?.messages.at(-1)?.id;
  if (!after) return load(client, { partnerId, last: PAGE });
  const all: Message[] = [];
  for (;;) {
    const page = await load(client, { partnerId, first: FULL_PAGE, after });
    if ('error' in page) return page;
    all.push(...page.messages);
    after = page.messages.at(-1)?.id;
    if (!page.hasLater || !after) return { messages: all, hasEarlier: true, hasLater: false };
  }
}

async function load(client: Client, variables: MessagePageQueryVariables): Promise<Result> {
  const { data, error } = await client
    .query(MessagePageDocument, variables, { requestPolicy: 'network-only' })
    .toPromise();
  if (!data) return { error };
  const { nodes, pageInfo } = data.conversation;
  return {
    messages: nodes,
    hasEarlier: pageInfo.hasPreviousPage,
    hasLater: pageInfo.hasNextPage,
  };
}

/** Both lists as one, in the order of the ids, which is the order of sending. */
function merged(messages: readonly Message[], more: readonly Message[]): Message[] {
  const byId = new Map([...messages, ...more].map((message) => [message.id, message]));
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}
