// How the console speaks to the API. The session is a cookie that no script can read.

import { createClient as createSocket } from 'graphql-ws';
import { cacheExchange, Client, fetchExchange } from 'urql';

const api = new URL('/graphql', window.location.href);

/** Queries and mutations. */
export const client = new Client({
  url: api.href,
  exchanges: [cacheExchange, fetchExchange],
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
