// How the playground speaks to the API: one POST for queries and mutations, one WebSocket for a subscription.
//
// Credentials: an `Authorization` header of the headers editor, else the panel's session, else the console's
// cookie, which travels by itself. In a socket they go with the first message: a browser cannot set its headers.

import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { createClient, type Client } from 'graphql-ws';

import { check, current } from './session';

const api = new URL('/graphql', window.location.href);

/** Sends what the editor holds, with the headers of its active tab. */
export const fetcher: Fetcher = async (request, options) => {
  const headers = new Headers(options?.headers);
  const session = current();
  if (session && !headers.has('authorization')) {
    headers.set('authorization', `Bearer ${session.token}`);
  }
  const authorization = headers.get('authorization');
  const send = createGraphiQLFetcher({
    url: api.href,
    fetch: (url, init) =>
      fetch(url, { ...init, credentials: authorization ? 'omit' : 'same-origin' }),
    enableIncrementalDelivery: false,
    // Opens nothing until a subscription is run, and closes with it.
    wsClient: socket(authorization),
  });
  const answer = await send(request, { ...options, headers: Object.fromEntries(headers) });
  // The answer does not say that the session counts no more: most are only emptier then.
  void check();
  return answer;
};

function socket(authorization: string | null): Client {
  const url = new URL(api);
  url.protocol = api.protocol === 'https:' ? 'wss:' : 'ws:';
  return createClient({
    url: url.href,
    ...(authorization && { connectionParams: { authorization } }),
    // A replay from the start of the log would look like new signals: say that the socket closed instead.
    retryAttempts: 0,
    on: { closed: () => void check() },
  });
}
