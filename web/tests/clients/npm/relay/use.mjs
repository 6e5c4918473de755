// Relay: its compiler accepts the schema, and its store reads connections, objects by id and a subscription.

import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import {
  commitMutation,
  Environment,
  fetchQuery,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime';
import WebSocket from 'ws';

import people from './generated/documentsMorePeopleQuery.graphql.js';
import personAgain from './generated/documentsPersonAgainQuery.graphql.js';
import signals from './generated/documentsSignalsSubscription.graphql.js';
import signIn from './generated/documentsSignInMutation.graphql.js';

export default async function use({ url, username, password, emails }) {
  const { loginAdmin } = await mutate(environment(url), signIn, { input: { username, password } });
  assert.deepEqual(loginAdmin.errors, []);

  const signedIn = environment(url, loginAdmin.token);
  const first = await fetchQuery(signedIn, people, { count: 2 }).toPromise();
  const found = nodes(signedIn, people, { count: 2 });
  assert.equal(found.length, 2);
  assert.ok(first);
  const { endCursor, hasNextPage } = pageInfo(signedIn);
  assert.equal(hasNextPage, true);
  await fetchQuery(signedIn, people, { count: 2, cursor: endCursor }).toPromise();
  // The store has appended the second page to the first.
  assert.deepEqual(
    nodes(signedIn, people, { count: 2 })
      .map(({ email }) => email)
      .sort(),
    emails.sort(),
  );

  await fetchQuery(signedIn, personAgain, { id: found[0].id }).toPromise();
  assert.equal(signedIn.getStore().getSource().get(found[0].id).fullName, 'Not provided');

  const names = await firstSignals(signedIn, 3);
  assert.equal(names.length, 3);
  await signedIn.dispose();
}

function environment(url, token) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const socket = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: headers,
  });
  const send = async ({ text: query }, variables) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  };
  const subscribe = ({ text: query }, variables) =>
    Observable.create((sink) => socket.subscribe({ query, variables }, sink));
  const made = new Environment({
    network: Network.create(send, subscribe),
    store: new Store(new RecordSource()),
  });
  made.dispose = () => socket.dispose();
  return made;
}

function mutate(environment, mutation, variables) {
  return new Promise((onCompleted, onError) => {
    commitMutation(environment, { mutation, variables, onCompleted, onError });
  });
}

/** The records of the connection that the store has built from the pages. */
function connection(environment) {
  const source = environment.getStore().getSource();
  const id = source.getRecordIDs().find((id) => id.endsWith('__documents_users_connection'));
  return [source, source.get(id)];
}

function nodes(environment) {
  const [source, { edges }] = connection(environment);
  return edges.__refs.map((edge) => source.get(source.get(edge).node.__ref));
}

function pageInfo(environment) {
  const [source, { pageInfo }] = connection(environment);
  return source.get(pageInfo.__ref);
}

function firstSignals(environment, count) {
  return new Promise((resolve, reject) => {
    const names = [];
    const subscription = requestSubscription(environment, {
      subscription: signals,
      variables: { after: '0' },
      onNext: (data) => {
        names.push(data.signals.name);
        if (names.length < count) return;
        subscription.dispose();
        resolve(names);
      },
      onError: reject,
    });
  });
}
