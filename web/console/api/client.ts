// How the console speaks to the API. The session is a cookie that no script can read.

import { createClient as createSocket } from 'graphql-ws';
import { cacheExchange, Client, fetchExchange, mapExchange } from 'urql';

import { MeDocument } from './operations';

const api = new URL('/graphql', window.location.href);

/** Queries and mutations. */
export const client = new Client({
  url: api.href,
  exchanges: [
    mapExchange({ onError: ({ graphQLErrors }) => noticeEnd(graphQLErrors) }),
    cacheExchange,
    fetchExchange,
  ],
  fetchOptions: { credentials: 'same-origin' },
  preferGetMethod: false,
  requestPolicy: 'cache-and-network',
});

/** Subscriptions. Whoever listens goes on behind the last cursor, so nothing is retried in here. */
export const socket = createSocket({
  url: api.href.replace(/^http/, 'ws'),
  retryAttempts: 0,
  lazy: true,
});

/** A session that ended elsewhere shows in an answer: who is signed in is asked again, and the page follows. */
function noticeEnd(errors: { extensions?: Record<string, unknown> }[]): void {
  if (!errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')) return;
  void client.query(MeDocument, {}, { requestPolicy: 'network-only' }).toPromise();
}
