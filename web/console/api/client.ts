// How the console speaks to the API. The session is a cookie that no script can read.

import { type Client as Socket, createClient as createSocket } from 'graphql-ws';
import { cacheExchange, Client, type CombinedError, fetchExchange, mapExchange } from 'urql';

import { MeDocument } from './operations';

const PING_MS = 10_000;
const PONG_MS = 5_000;

const api = new URL('/graphql', window.location.href);

/** Queries and mutations, and what was answered so far. */
export function createClient(): Client {
  const client: Client = new Client({
    url: api.href,
    exchanges: [
      mapExchange({ onError: (error) => noticeEnd(client, error) }),
      cacheExchange,
      fetchExchange,
    ],
    fetchOptions: { credentials: 'same-origin' },
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
  });
  return client;
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

/** Asks again who is signed in and what they may do; the page follows. */
export function askWho(client: Client): void {
  void client.query(MeDocument, {}, { requestPolicy: 'network-only' }).toPromise();
}

/** A session that ended elsewhere shows in an answer. */
function noticeEnd(client: Client, { graphQLErrors }: CombinedError): void {
  const isOver = graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED');
  if (isOver) askWho(client);
}
