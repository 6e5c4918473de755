// How the console speaks to the API. The session is a cookie that no script can read.

import { type Client as Socket, createClient as createSocket } from 'graphql-ws';
import { cacheExchange, Client, fetchExchange } from 'urql';

import type { MeQuery } from './operations';
import { noticeWho, remember } from './who';

const PING_MS = 10_000;
const PONG_MS = 5_000;

const api = new URL('/graphql', window.location.href);

/** Queries and mutations, and what was answered so far; `known` is what Me told already. */
export function createClient(known?: MeQuery): Client {
  return new Client({
    url: api.href,
    exchanges: [cacheExchange, noticeWho, remember(known), fetchExchange],
    fetchOptions: { credentials: 'same-origin' },
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
  });
}

/** Runs while a ping is not answered. */
let silence: ReturnType<typeof setTimeout> | undefined;

/** Subscriptions. Whoever listens goes on behind the last cursor, so nothing is retried in here. */
export const socket: Socket = createSocket({
  url: api.href.replace(/^http/, 'ws'),
  retryAttempts: 0,
  lazy: true,
  keepAlive: PING_MS,
  on: {
    ping: (isReceived) => {
      // No goodbye reaches a peer that is silent, so that a close in good order would wait for nothing.
      if (!isReceived) silence = setTimeout(() => socket.terminate(), PONG_MS);
    },
    pong: (isReceived) => {
      if (isReceived) clearTimeout(silence);
    },
    closed: () => clearTimeout(silence),
  },
});
