// EventSource in Node: the package lets the caller send a header, unlike the one of browsers.

import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';

const SIGNALS = 'subscription { accountSignals(after: "0") { cursor name } }';

/** Collects signals while the server restarts: the client continues after the last one that it received. */
export default async function use({ url, token, restart, log }) {
  const address = `${url}/graphql?query=${encodeURIComponent(SIGNALS)}`;
  const received = [];
  const source = new EventSource(address, {
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
  });
  source.addEventListener('next', ({ data }) => received.push(JSON.parse(data).data.accountSignals));
  try {
    await until(async () => received.length === (await log()).length);
    await restart();
    await until(async () => received.length === (await log()).length);
  } finally {
    // It would reconnect for ever.
    source.close();
  }
  assert.deepEqual(received, await log());
}

async function until(isDone) {
  for (let round = 0; round < 200; round += 1) {
    if (await isDone()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('the signals do not arrive');
}
