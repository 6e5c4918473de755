// Sends the playground's operations to the API: a POST for queries and mutations, a WebSocket for a subscription.
//
// Credentials: the `Authorization` header from the headers editor, else the panel's session, else the console's
// cookie, which the browser sends. A browser cannot set headers on a WebSocket, so there the first message has them.

import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { type Client, createClient } from 'graphql-ws';

import { check, current } from './session';

const api = new URL('/graphql', window.location.href);

/** Sends the operation of the active tab, with its headers. */
export const fetcher: Fetcher = async (request, options) => {
  const headers = new Headers(options?.headers);
  const session = current();
  if (session && !headers.has('authorization')) {
    headers.set('authorization', `Bearer ${session.token}`);
  }
  const authorization = headers.get('authorization');
  const send = createGraphiQLFetcher({
    url: api.href,
    fetch: (url, init) => fetch(url, { ...init, credentials: authorization ? 'omit' : 'same-origin' }),
    enableIncrementalDelivery: false,
    // Connects only while a subscription runs.
    wsClient: socket(authorization),
  });
  const result = await send(request, { ...options, headers: Object.fromEntries(headers) });
  // Most results do not show that the session has ended: they only contain less data.
  void check();
  return result;
};

function socket(authorization: string | null): Client {
  const url = new URL(api);
  url.protocol = api.protocol === 'https:' ? 'wss:' : 'ws:';
  return createClient({
    url: url.href,
    ...(authorization && { connectionParams: { authorization } }),
    // A reconnect would replay the log, and old signals would look new. Show that the socket closed instead.
    retryAttempts: 0,
    on: { closed: () => void check() },
  });
}
