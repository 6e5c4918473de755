// Two clients from npm, as a front end would use them: a query, a mutation, and a subscription that goes on
// behind the last cursor after the server was away.

import assert from 'node:assert/strict';
import test from 'node:test';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { ADMIN, PASSWORD, start } from './server.mjs';

const LOGIN = gql`
  mutation LogIn($input: LoginAdminInput!) {
    loginAdmin(input: $input) {
      token
      errors {
        code
      }
    }
  }
`;
const ME = gql`
  query Me {
    me {
      id
      email
    }
  }
`;
const SIGNALS = gql`
  subscription Signals($after: String) {
    signals(after: $after) {
      id
      cursor
      name
    }
  }
`;
const CREDENTIALS = { input: { username: ADMIN.username, password: PASSWORD } };

test('urql', (context) => use(context, urql));
test('Apollo Client', (context) => use(context, apollo));

/** A client that has `query`, `mutate` and `subscribe`, each answering data, and `end`. */
async function use(context, make) {
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  const stranger = make(server.url, null);
  const { loginAdmin } = await stranger.mutate(LOGIN, CREDENTIALS);
  assert.deepEqual(loginAdmin.errors, []);
  assert.equal((await stranger.query(ME)).me, null);
  await stranger.end();

  const client = make(server.url, loginAdmin.token);
  assert.equal((await client.query(ME)).me.email, ADMIN.email);
  const before = await listen(client, '0', async () => server.register('before@ucla.edu'));
  await client.end();
  await server.stop();
  await server.serve();
  await server.register('during@ucla.edu');
  const again = make(server.url, loginAdmin.token);
  const after = await listen(again, before.at(-1).cursor, async () => {
    await server.register('after@ucla.edu');
  });
  // What was committed while nobody listened comes first, and nothing comes twice.
  assert.equal(new Set([...before, ...after].map(({ id }) => id)).size, before.length + after.length);
  assert.ok(after.filter(({ name }) => name === 'USER_REGISTERED').length >= 1);
  await again.end();
}

/** The signals behind a cursor, up to a registration that `act` makes. */
function listen(client, after, act) {
  return new Promise((resolve, reject) => {
    const heard = [];
    const timer = setTimeout(() => reject(new Error('nothing was heard')), 10_000);
    const stop = client.subscribe(SIGNALS, { after }, ({ signals }) => {
      heard.push(signals);
      if (signals.name !== 'USER_REGISTERED') return;
      clearTimeout(timer);
      stop();
      resolve(heard);
    });
    act().catch(reject);
  });
}

function urql(url, token) {
  const socket = connect(url, token);
  const client = new Client({
    url: `${url}/graphql`,
    preferGetMethod: false,
    fetchOptions: { headers: headers(token) },
    exchanges: [
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
  const data = ({ data, error }) => {
    if (error) throw error;
    return data;
  };
  return {
    query: async (document) => data(await client.query(document, {}).toPromise()),
    mutate: async (document, variables) => data(await client.mutation(document, variables).toPromise()),
    subscribe: (document, variables, next) =>
      client.subscription(document, variables).subscribe((result) => next(data(result))).unsubscribe,
    end: () => socket.dispose(),
  };
}

function apollo(url, token) {
  const socket = connect(url, token);
  const http = new HttpLink({ uri: `${url}/graphql`, headers: headers(token) });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      http,
    ),
  });
  return {
    query: async (query) => (await client.query({ query, fetchPolicy: 'no-cache' })).data,
    mutate: async (mutation, variables) => (await client.mutate({ mutation, variables })).data,
    subscribe: (query, variables, next) => {
      const heard = client.subscribe({ query, variables }).subscribe(({ data, error }) => {
        if (error) throw error;
        next(data);
      });
      return () => heard.unsubscribe();
    },
    end: () => {
      client.stop();
      return socket.dispose();
    },
  };
}

function connect(url, token) {
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: headers(token),
  });
}

function headers(token) {
  return token ? { authorization: `Bearer ${token}` } : {};
}
