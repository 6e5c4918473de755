// How the playground speaks to the API: one POST for queries and mutations, one WebSocket for a subscription.
//
// Credentials: the session cookie travels by itself; an `Authorization` header from the headers editor
// goes along with a request, and in a socket's first message, where a browser cannot set headers.

import { createGraphiQLFetcher, type Fetcher, type FetcherOpts } from '@graphiql/toolkit';
import { createClient, type Client } from 'graphql-ws';

const api = new URL('/graphql', window.location.href);

/** Sends what the editor holds, with the headers of its active tab. */
export const fetcher: Fetcher = (request, options) => {
  const send = createGraphiQLFetcher({
    url: api.href,
    fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
    enableIncrementalDelivery: false,
    // Opens nothing until a subscription is run, and closes with it.
    wsClient: socket(options?.headers),
  });
  return send(request, options);
};

function socket(headers: FetcherOpts['headers']): Client {
  const url = new URL(api);
  url.protocol = api.protocol === 'https:' ? 'wss:' : 'ws:';
  const authorization = new Headers(headers).get('authorization');
  return createClient({
    url: url.href,
    ...(authorization && { connectionParams: { authorization } }),
    // A replay from the start of the log would look like new signals: say that the socket closed instead.
    retryAttempts: 0,
  });
}
