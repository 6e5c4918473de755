// The signal log as it grows. Across lost connections it skips no signal and repeats none.

import { print } from 'graphql';
import { useEffect, useState } from 'react';
import { type Client, CombinedError, useClient } from 'urql';

import { socket } from '../api/client';
import { refreshCurrentUser } from '../api/current_user';
import {
  type NamedRowFragment,
  NewestSignalsDocument,
  type SignalFilter,
  SignalsDocument,
  type SignalsSubscription,
} from '../api/operations';

/** How many signals the list starts with. */
const HISTORY = 50;
/** How many signals the list holds at most. */
const MAX_SIGNALS = 1000;
const BACKOFF_MS = [500, 1000, 2000, 4000] as const;

/** The close code of a socket whose session ended or got another token, as when the password changes in another tab. */
const SESSION_CHANGED = 4401;
/** Close codes of the socket and error codes after which a retry cannot succeed. */
const FATAL: readonly unknown[] = [4401, 4403, 'UNAUTHENTICATED', 'FORBIDDEN'];

/** The state of the connection. */
export type Status = 'connecting' | 'live' | 'reconnecting' | 'ended';

/** The state of the stream. */
export interface SignalStream {
  /** Oldest first. */
  signals: NamedRowFragment[];
  /** How many signals have been received, including those no longer in the list. */
  received: number;
  status: Status;
  /** Whether signals may be missing, because the log no longer holds the stream's last cursor. */
  hasGap: boolean;
}

const INITIAL: SignalStream = { signals: [], received: 0, status: 'connecting', hasGap: false };

/**
 * Returns the newest signals of a filter and follows the log; with the email of each signal's user if `mayReadUsers`.
 * Pass the same filter object for as long as it filters the same.
 */
export function useSignals(filter: SignalFilter, mayReadUsers: boolean): SignalStream {
  const client = useClient();
  const [stream, setStream] = useState<SignalStream>(INITIAL);
  useEffect(() => {
    const update: Update = (change) => setStream((stream) => ({ ...stream, ...change(stream) }));
    const reader = new StreamReader(client, filter, mayReadUsers, update);
    return () => reader.stop();
  }, [client, filter, mayReadUsers]);
  return stream;
}

type Update = (change: (stream: SignalStream) => Partial<SignalStream>) => void;

/** Loads the newest signals and subscribes to those after them, until it is stopped or the server denies access. */
class StreamReader {
  // The socket reads these variables when it sends them, so a reconnect starts after the last signal.
  private readonly variables: { filter: SignalFilter; after: string; mayReadUsers: boolean };
  private readonly removeListeners: (() => void)[];
  private unsubscribe = () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  /** Until then, a socket that closes is the one of the filter before. */
  private hasSubscribed = false;
  private isStopped = false;

  constructor(
    private readonly client: Client,
    filter: SignalFilter,
    mayReadUsers: boolean,
    private readonly update: Update,
  ) {
    this.variables = { filter, after: '0', mayReadUsers };
    this.removeListeners = [
      socket.on('connected', () => update(() => ({ status: 'live' }))),
      socket.on('closed', () => this.hasSubscribed && update(() => ({ status: 'reconnecting' }))),
    ];
    void this.load();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const remove of this.removeListeners) remove();
    this.unsubscribe();
  }

  private async load(): Promise<void> {
    const options = { requestPolicy: 'network-only' } as const;
    const { filter, mayReadUsers } = this.variables;
    const variables = { filter, last: HISTORY, mayReadUsers };
    const { data, error } = await this.client.query(NewestSignalsDocument, variables, options);
    if (this.isStopped) return;
    if (!data) return this.fail(error, () => void this.load());
    const rows = data.signals.nodes;
    this.variables.after = rows.at(-1)?.cursor ?? '0';
    this.update(({ signals, received }) => {
      const known = new Set(signals.map(({ id }) => id));
      return { signals: rows, received: received + rows.filter(({ id }) => !known.has(id)).length };
    });
    this.subscribe();
  }

  private subscribe() {
    const payload = { query: print(SignalsDocument), variables: this.variables };
    const retry = () => this.subscribe();
    let lastErrors: unknown;
    this.hasSubscribed = true;
    this.unsubscribe = socket.subscribe<SignalsSubscription>(payload, {
      next: ({ data, errors }) => {
        if (errors) lastErrors = errors;
        if (data) this.receive(data.signals);
      },
      error: (failure) => this.fail(failure, retry),
      complete: () => this.fail(lastErrors, retry),
    });
  }

  private receive(signal: NamedRowFragment) {
    if (this.isStopped) return;
    this.failures = 0;
    this.variables.after = signal.cursor;
    this.update(({ signals, received }) => ({
      signals: [...signals, signal].slice(-MAX_SIGNALS),
      received: received + 1,
    }));
  }

  private fail(failure: unknown, retry: () => void) {
    if (this.isStopped) return;
    // Otherwise the socket counts the failed subscription as active and stays open.
    this.unsubscribe();
    const found = codes(failure);
    // Once: if the cookie holds a new token, the socket opens with it.
    const mayHaveNewToken = found.includes(SESSION_CHANGED) && this.failures === 0;
    if (!mayHaveNewToken && found.some((code) => FATAL.includes(code))) {
      this.stop();
      this.update(() => ({ status: 'ended' }));
      refreshCurrentUser(this.client);
      return;
    }
    const isGone = found.includes('CURSOR_GONE');
    this.update(({ hasGap }) => ({ status: 'reconnecting', hasGap: hasGap || isGone }));
    const delay = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)];
    this.timer = setTimeout(isGone ? () => void this.load() : retry, delay);
    this.failures += 1;
  }
}

/** The codes of a failure: those of GraphQL errors, or the close code of the socket. */
function codes(failure: unknown): unknown[] {
  if (failure instanceof CloseEvent) return [failure.code];
  const errors: unknown = failure instanceof CombinedError ? failure.graphQLErrors : failure;
  if (!Array.isArray(errors)) return [];
  return errors.map(({ extensions }: { extensions?: { code?: unknown } }) => extensions?.code);
}
