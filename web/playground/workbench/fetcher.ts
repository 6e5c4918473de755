// Sends operations to the API: a POST for queries and mutations, a WebSocket for subscriptions.
//
// Credentials: the `Authorization` header from the headers editor, else the panel's session, else the console's
// cookie, which the browser sends. A browser cannot set headers on a WebSocket, so there the first message has them.

import { type Client, createClient } from 'graphql-ws';

import { session } from '../session';

/** The address of the API. */
export const api = new URL('/graphql', window.location.href);

/** What is sent. */
export interface Request {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** What came back. */
export interface Response {
  status: number;
  /** From sending the request until the whole result was there. */
  milliseconds: number;
  bytes: number;
  text: string;
}

/** Returns the headers of an operation, with the credentials of the session. */
export function withSession(headers: Record<string, string>): Headers {
  const all = new Headers(headers);
  const current = session.get();
  if (current && !all.has('authorization')) all.set('authorization', `Bearer ${current.token}`);
  return all;
}

/** Sends a query or mutation. */
export async function post(request: Request, headers: Headers, signal?: AbortSignal): Promise<Response> {
  const all = new Headers(headers);
  all.set('content-type', 'application/json');
  if (!all.has('accept')) all.set('accept', 'application/graphql-response+json, application/json');
  const startedAt = performance.now();
  const response = await fetch(api, {
    method: 'POST',
    headers: all,
    body: JSON.stringify(request),
    credentials: headers.has('authorization') ? 'omit' : 'same-origin',
    ...(signal && { signal }),
  });
  const text = await response.text();
  const milliseconds = performance.now() - startedAt;
  return { status: response.status, milliseconds, bytes: new Blob([text]).size, text };
}

/** Returns a client for one subscription. It does not reconnect on its own: that would replay the log. */
export function socket(headers: Headers, onConnected: () => void): Client {
  const url = new URL(api);
  url.protocol = api.protocol === 'https:' ? 'wss:' : 'ws:';
  const authorization = headers.get('authorization');
  return createClient({
    url: url.href,
    ...(authorization && { connectionParams: { authorization } }),
    retryAttempts: 0,
    on: { connected: onConnected },
  });
}
