// Follows a subscription across lost connections: it resumes after its last cursor until the server denies access.

import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { CombinedError, stringifyDocument } from 'urql';

import { socket } from './client';

const BACKOFF_MS = [500, 1000, 2000, 4000, 8000, 16_000] as const;

/** The close code of a socket whose session ended or got another token, as when the password changes in another tab. */
const SESSION_CHANGED = 4401;
/** Close codes of the socket and error codes after which a retry cannot succeed. */
const FATAL: readonly unknown[] = [4401, 4403, 'UNAUTHENTICATED', 'FORBIDDEN'];

/** The state of the connection. */
export type Status = 'connecting' | 'live' | 'reconnecting' | 'ended';

/** What is followed, and what to do with it. */
export interface Live<Data, Variables extends Record<string, unknown>> {
  document: TypedDocumentNode<Data, Variables>;
  /** The socket reads them when it sends them, so a reconnect starts after the cursor that they have by then. */
  variables: Variables;
  /** Runs before the first subscription and after a gap. When it throws, it is retried. */
  prepare?: () => Promise<void>;
  /** The server accepted the connection, with this payload. Runs before the subscription is sent. */
  onConnected?: (payload: unknown) => void;
  onData: (data: Data) => void;
  /** The log no longer holds the cursor, so something may be missing. */
  onGap: () => void;
  onStatus: (status: Status) => void;
}

/** Follows a subscription until `stop`, or until the server denies access. */
export class LiveReader<Data, Variables extends Record<string, unknown>> {
  private readonly removeListeners: (() => void)[];
  private unsubscribe = () => {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Since the connection last worked. */
  private failures = 0;
  /** Whether the last failure was the server's refusal of the subscription, for which a connection changes nothing. */
  private isRefused = false;
  /** Whether the socket may open with the new token of the cookie: once, until it is connected. */
  private mayHaveNewToken = true;
  /** Until then, a socket that closes is that of another reader. */
  private hasSubscribed = false;
  private isStopped = false;

  constructor(private readonly live: Live<Data, Variables>) {
    this.removeListeners = [
      socket.on('connected', (_socket, payload) => this.connected(payload)),
      socket.on('closed', () => this.hasSubscribed && live.onStatus('reconnecting')),
    ];
    void this.start();
  }

  stop() {
    this.isStopped = true;
    clearTimeout(this.timer);
    for (const remove of this.removeListeners) remove();
    this.unsubscribe();
  }

  private async start(): Promise<void> {
    try {
      await this.live.prepare?.();
    } catch (failure) {
      this.fail(failure, () => void this.start());
      return;
    }
    if (!this.isStopped) this.subscribe();
  }

  private connected(payload: unknown) {
    this.mayHaveNewToken = true;
    if (!this.isRefused) this.failures = 0;
    this.live.onConnected?.(payload);
    this.live.onStatus('live');
  }

  private subscribe() {
    const { document, variables, onData } = this.live;
    const retry = () => this.subscribe();
    let lastErrors: unknown;
    this.hasSubscribed = true;
    this.unsubscribe = socket.subscribe<Data>(
      { query: stringifyDocument(document), variables },
      {
        next: ({ data, errors }) => {
          if (errors) lastErrors = errors;
          if (!data || this.isStopped) return;
          this.isRefused = false;
          this.failures = 0;
          onData(data);
        },
        error: (failure) => this.fail(failure, retry),
        complete: () => this.fail(lastErrors, retry),
      },
    );
  }

  private fail(failure: unknown, retry: () => void) {
    if (this.isStopped) return;
    // Otherwise the socket counts the failed subscription as active and stays open.
    this.unsubscribe();
    const found = codes(failure);
    const isRetried = this.mayHaveNewToken && found.includes(SESSION_CHANGED);
    if (!isRetried && found.some((code) => FATAL.includes(code))) {
      this.stop();
      this.live.onStatus('ended');
      return;
    }
    if (isRetried) this.mayHaveNewToken = false;
    this.isRefused = Array.isArray(failure);
    const isGap = found.includes('CURSOR_GONE');
    if (isGap) this.live.onGap();
    this.live.onStatus('reconnecting');
    const delay = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)];
    this.timer = setTimeout(isGap ? () => void this.start() : retry, delay);
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
