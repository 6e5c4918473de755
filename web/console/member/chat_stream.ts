// The messages that the member receives, live. Across lost connections it skips none and repeats none.

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { stringifyDocument } from 'urql';

import { socket } from '../api/client';
import {
  MessageReceivedDocument,
  type MessageReceivedSubscription,
  type MessageRowFragment,
} from '../api/operations';

const BACKOFF_MS = [500, 1000, 2000, 4000, 8000, 16_000] as const;

/** The close code of a socket whose session ended or got another token, as when the password changes in another tab. */
const SESSION_CHANGED = 4401;
/** Close codes of the socket and error codes after which a retry cannot succeed. */
const FATAL: readonly unknown[] = [4401, 4403, 'UNAUTHENTICATED', 'FORBIDDEN'];

type Status = 'off' | 'connecting' | 'live' | 'reconnecting' | 'ended';

interface State {
  status: Status;
  /** How often the socket was connected. After each time, what was sent meanwhile from elsewhere has to be loaded. */
  connections: number;
}

type Listener = (message: MessageRowFragment) => void;

/** The messages as they arrive. */
export interface ChatStream extends State {
  /** Calls a function for each message from now on; returns how to stop. */
  listen: (listener: Listener) => () => void;
}

const OFF: State = { status: 'off', connections: 0 };

/** The stream of the signed-in member. */
export const CurrentChatStream = createContext<ChatStream>({ ...OFF, listen: () => () => {} });

/** Follows the messages while `isOn`. */
export function useChatStream(isOn: boolean): ChatStream {
  const [state, setState] = useState(OFF);
  const listeners = useRef(new Set<Listener>());
  useEffect(() => {
    if (!isOn) return;
    const reader = new MessageReader(
      (change) => setState((state) => ({ ...state, ...change(state) })),
      (message) => {
        for (const notify of listeners.current) notify(message);
      },
    );
    return () => reader.stop();
  }, [isOn]);
  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  }, []);
  return useMemo(() => ({ ...state, listen }), [state, listen]);
}

/** Calls a function for each message that arrives. */
export function useReceivedMessages(onMessage: Listener): void {
  const { listen } = useContext(CurrentChatStream);
  const latest = useRef(onMessage);
  useEffect(() => {
    latest.current = onMessage;
  });
  useEffect(() => listen((message) => latest.current(message)), [listen]);
}

type Update = (change: (state: State) => Partial<State>) => void;

class MessageReader {
  // The socket reads these variables when it sends them, so a reconnect starts after the last message.
  private readonly variables: { after: string | null } = { after: null };
  private readonly removeListeners: (() => void)[];
  private unsubscribe = () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isStopped = false;

  constructor(
    private readonly update: Update,
    private readonly receive: Listener,
  ) {
    this.removeListeners = [
      socket.on('connected', (_socket, payload) => this.connected(payload)),
      socket.on('closed', () => update(() => ({ status: 'reconnecting' }))),
    ];
    update(() => ({ status: 'connecting' }));
    this.subscribe();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const remove of this.removeListeners) remove();
    this.unsubscribe();
  }

  /** Before the subscription is sent: the first one starts where the log ended when the socket opened. */
  private connected(payload: unknown) {
    const { cursor } = (payload ?? {}) as { cursor?: unknown };
    if (typeof cursor === 'string') this.variables.after ??= cursor;
    this.update(({ connections }) => ({ status: 'live', connections: connections + 1 }));
  }

  private subscribe() {
    const query = stringifyDocument(MessageReceivedDocument);
    const payload = { query, variables: this.variables };
    let lastErrors: unknown;
    this.unsubscribe = socket.subscribe<MessageReceivedSubscription>(payload, {
      next: ({ data, errors }) => {
        if (errors) lastErrors = errors;
        if (data) this.next(data.messageReceived);
      },
      error: (failure) => this.fail(failure),
      complete: () => this.fail(lastErrors),
    });
  }

  private next({ cursor, message }: MessageReceivedSubscription['messageReceived']) {
    if (this.isStopped) return;
    this.failures = 0;
    this.variables.after = cursor;
    this.receive(message);
  }

  private fail(failure: unknown) {
    if (this.isStopped) return;
    // Otherwise the socket counts the failed subscription as active and stays open.
    this.unsubscribe();
    const found = codes(failure);
    // Once: if the cookie holds a new token, the socket opens with it.
    const mayHaveNewToken = found.includes(SESSION_CHANGED) && this.failures === 0;
    if (!mayHaveNewToken && found.some((code) => FATAL.includes(code))) {
      this.stop();
      this.update(() => ({ status: 'ended' }));
      return;
    }
    // The log no longer holds the cursor: conversations load what is missing when the socket is connected.
    if (found.includes('CURSOR_GONE')) this.variables.after = null;
    this.update(() => ({ status: 'reconnecting' }));
    const delay = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)];
    this.timer = setTimeout(() => this.subscribe(), delay);
    this.failures += 1;
  }
}

/** The codes of a failure: those of GraphQL errors, or the close code of the socket. */
function codes(failure: unknown): unknown[] {
  if (failure instanceof CloseEvent) return [failure.code];
  if (!Array.isArray(failure)) return [];
  return failure.map(({ extensions }: { extensions?: { code?: unknown } }) => extensions?.code);
}
