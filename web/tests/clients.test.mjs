// Two clients from npm, as a front end would use them: a query, a mutation, and a subscription that resumes
// after the last cursor when the server was down.

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
  mutation SignIn($input: LoginAdminInput!) {
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
      cursor
      name
      user {
        email
      }
    }
  }
`;
const LOG = gql`
  query Log {
    signals(first: 100) {
      nodes {
        cursor
        name
        user {
          email
        }
      }
    }
  }
`;
const CREDENTIALS = { input: { username: ADMIN.username, password: PASSWORD } };

test('urql', (context) => use(context, urql));
test('Apollo Client', (context) => use(context, apollo));

/** Tests a client, made by `make`, that has `query`, `mutate`, and `subscribe`, which return data, and `end`. */
async function use(context, make) {
  const server = await start({ SEND_EMAILS: 'false' });
  context.after(() => server.remove());
  const anonymous = make(server.url, null);
  const { loginAdmin } = await anonymous.mutate(LOGIN, CREDENTIALS);
  assert.deepEqual(loginAdmin.errors, []);
  assert.equal((await anonymous.query(ME)).me, null);
  await anonymous.end();

  const client = make(server.url, loginAdmin.token);
  assert.equal((await client.query(ME)).me.email, ADMIN.email);
  const before = await listen(client, '0', server, 'before@ucla.edu');
  await client.end();
  await server.stop();
  await server.serve();
  await server.register('during@ucla.edu');
  const again = make(server.url, loginAdmin.token);
  const after = await listen(again, before.at(-1).cursor, server, 'after@ucla.edu');
  // Signals from the time without a client arrive in order; none is missing and none is repeated.
  const received = [...before, ...after];
  const { signals } = await again.query(LOG);
  assert.deepEqual(received, signals.nodes.slice(0, received.length));
  assert.deepEqual(registered(received), ['before@ucla.edu', 'during@ucla.edu', 'after@ucla.edu']);
  await again.end();
}

/** Collects the signals after a cursor. Registers `email` on the first one, and stops at that registration. */
function listen(client, after, server, email) {
  return new Promise((resolve, reject) => {
    const received = [];
    const timer = setTimeout(() => reject(new Error(`no signal about ${email} arrived`)), 10_000);
    const stop = client.subscribe(SIGNALS, { after }, ({ signals }) => {
      received.push(signals);
      if (received.length === 1) server.register(email).catch(reject);
      if (!registered(received).includes(email)) return;
      clearTimeout(timer);
      stop();
      resolve(received);
    });
  });
}

function registered(signals) {
  return signals.filter(({ name }) => name === 'USER_REGISTERED').map(({ user }) => user.email);
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
      const subscription = client.subscribe({ query, variables }).subscribe(({ data, error }) => {
        if (error) throw error;
        next(data);
      });
      return () => subscription.unsubscribe();
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
