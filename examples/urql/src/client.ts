// The client for the API: urql over HTTP, and graphql-ws for subscriptions that resume after a lost connection.
//
// The server sets the session's cookie at sign-in, and the browser sends it with every request and WebSocket. Pages of
// another origin need the server's setting ALLOWED_ORIGINS, and here `fetchOptions: { credentials: 'include' }`.

import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient } from 'graphql-ws';

type Fields = Record<string, unknown>;

const PING_MS = 10_000;
const PONG_MS = 5_000;
const MAX_DELAY_MS = 10_000;

const api = new URL('/graphql', window.location.href);

/** Runs from a ping until its pong. */
let pongTimer: ReturnType<typeof setTimeout> | undefined;

/** The socket. It opens with the first subscription, and reconnects until the last one ends. */
export const socket = createClient({
  url: api.href.replace(/^http/, 'ws'),
  retryAttempts: Number.POSITIVE_INFINITY,
  // Random, so that the clients of a server that restarts do not all return at once.
  retryWait: (retries) => {
    const delay = Math.min(MAX_DELAY_MS, 500 * 2 ** retries);
    return new Promise((resolve) => setTimeout(resolve, delay * (0.5 + Math.random() / 2)));
  },
  // A connection can be lost without a sign of it, as when a laptop sleeps: a ping without a pong closes the socket.
  keepAlive: PING_MS,
  on: {
    ping: (isReceived) => {
      if (!isReceived) pongTimer = setTimeout(() => socket.terminate(), PONG_MS);
    },
    pong: (isReceived) => {
      if (isReceived) clearTimeout(pongTimer);
    },
    closed: () => clearTimeout(pongTimer),
  },
});

export const client = new Client({
  url: api.href,
  preferGetMethod: false,
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => {
          // graphql-ws sends these variables again whenever it reconnects. With the cursor of the last signal as
          // `after`, the server continues after that signal: none is missing and none comes twice.
          const resumable: Fields = { ...variables };
          const payload = { query: query ?? '', variables: resumable };
          const unsubscribe = socket.subscribe<Fields, Fields>(payload, {
            next: (result) => {
              resumable.after = cursorOf(result) ?? resumable.after;
              sink.next(result);
            },
            error: sink.error.bind(sink),
            complete: sink.complete.bind(sink),
          });
          return { unsubscribe };
        },
      }),
    }),
  ],
});

/** The cursor in the result of a subscription such as `accountSignals { cursor … }`. */
function cursorOf({ data }: { data?: Fields | null }): string | undefined {
  const [event] = Object.values(data ?? {}) as ({ cursor?: string } | null)[];
  return event?.cursor;
}
