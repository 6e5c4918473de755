// The messages with one partner: the newest page, earlier pages on request, and those that arrive meanwhile.

import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { type Client, type CombinedError, useClient } from 'urql';

import { coalesced } from '../api/coalesced';
import {
  MessagePageDocument,
  type MessagePageQueryVariables,
  type MessageRowFragment,
} from '../api/operations';
import { useOnReturn } from '../parts/on_return';
import { CurrentChatStream, useReceivedMessages } from './chat_stream';

export type Message = MessageRowFragment;

const PAGE = 30;
/** The most messages of a page, to load what was sent since the last one. */
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
  /** Loads once more after an error. */
  retry: () => void;
  /** Loads what is new; resolves to all messages, or null when that fails, which the caller shows. */
  refresh: () => Promise<Message[] | null>;
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
  const load = useMemo(() => {
    // The last message of those loaded; of those that were added, others may be missing before.
    let upTo: string | null | undefined;
    return coalesced(async () => {
      const result = await newer(client, partnerId, upTo);
      if ('error' in result) return result;
      upTo = result.messages.at(-1)?.id ?? upTo ?? null;
      const known = latest.current;
      const messages = merged(known?.messages ?? early.current, result.messages);
      change({ messages, hasEarlier: (known ?? result).hasEarlier });
      setError(undefined);
      return messages;
    });
  }, [client, partnerId, change]);
  const update = useCallback(async () => {
    const result = await load();
    if ('error' in result) setError(result.error);
  }, [load]);
  // The first load, and after each connection: messages that were sent elsewhere do not arrive by themselves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a connection is the reason to load.
  useEffect(() => void update(), [update, connections]);
  useOnReturn(() => void update());
  useReceivedMessages((message) => {
    if (message.senderId !== partnerId) return;
    add(message);
    // The member may have written from elsewhere before it.
    void update();
  });
  const loadEarlier = async () => {
    const before = latest.current?.messages[0]?.id;
    if (isLoadingEarlier || !before) return;
    setLoadingEarlier(true);
    setEarlierError(undefined);
    const result = await loadPage(client, { partnerId, last: PAGE, before });
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
    retry: () => {
      setError(undefined);
      void update();
    },
    refresh: async () => {
      const result = await load();
      return 'error' in result ? null : result;
    },
    loadEarlier,
    add,
  };
}

type Result = (Loaded & { hasLater: boolean }) | { error: CombinedError | undefined };

/** Loads the newest page, or everything after a message; null is the start. */
async function newer(
  client: Client,
  partnerId: string,
  upTo: string | null | undefined,
): Promise<Result> {
  if (upTo === undefined) return loadPage(client, { partnerId, last: PAGE });
  let after = upTo;
  const all: Message[] = [];
  for (;;) {
    const page = await loadPage(client, { partnerId, first: FULL_PAGE, after });
    if ('error' in page) return page;
    all.push(...page.messages);
    after = page.messages.at(-1)?.id ?? after;
    if (!page.hasLater) return { ...page, messages: all };
  }
}

async function loadPage(client: Client, variables: MessagePageQueryVariables): Promise<Result> {
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
