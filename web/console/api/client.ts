// The clients for the GraphQL API. The session is a cookie that scripts cannot read.

import { createClient as createSocket, type Client as Socket } from 'graphql-ws';
import { Client, cacheExchange, fetchExchange } from 'urql';

import { fetchAndCompareClocks } from '../parts/server_time';
import { detectUserChange, seedCurrentUser } from './current_user';
import type { MeQuery } from './operations';

const PING_MS = 10_000;
const PONG_MS = 5_000;

const api = new URL('/graphql', window.location.href);

/** Creates a client for queries and mutations, with an empty cache. `known` is a result of Me to start from. */
export function createClient(known?: MeQuery): Client {
  return new Client({
    url: api.href,
    exchanges: [cacheExchange, detectUserChange, seedCurrentUser(known), fetchExchange],
    fetch: fetchAndCompareClocks,
    fetchOptions: { credentials: 'same-origin' },
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
  });
}

/** Runs from a ping until its pong. */
let pongTimer: ReturnType<typeof setTimeout> | undefined;

/** The socket for subscriptions. It never retries: each subscriber resumes after its last cursor. */
export const socket: Socket = createSocket({
  url: api.href.replace(/^http/, 'ws'),
  retryAttempts: 0,
  lazy: true,
  keepAlive: PING_MS,
  on: {
    ping: (isReceived) => {
      // A silent peer never confirms a close, so a clean close would hang: terminate instead.
      if (!isReceived) pongTimer = setTimeout(() => socket.terminate(), PONG_MS);
    },
    pong: (isReceived) => {
      if (isReceived) clearTimeout(pongTimer);
    },
    closed: () => clearTimeout(pongTimer),
  },
});
