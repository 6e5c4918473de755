// EventSource as browsers have it: a page of the server's origin follows the log with its cookie.

import assert from 'node:assert/strict';
import test from 'node:test';

import { open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const SIGNALS = 'subscription { accountSignals(after: "0") { cursor } }';
const LOG = `query($userId: ID!) { signals(filter: { userId: $userId }, first: 100) { nodes { cursor } } }`;

test("a browser's EventSource continues after its last event when the server restarts", async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.register(EMAIL);
  const admin = await server.adminToken();
  const { me } = await server.ask('{ me { id } }', {}, await server.token(EMAIL));
  const page = await open(browser, server.url);
  await signInMember(page, EMAIL);
  await page.evaluate(follow, SIGNALS);
  const showsLog = async () => {
    const { signals } = await server.ask(LOG, { userId: me.id }, admin);
    const logged = signals.nodes.map(({ cursor }) => cursor);
    for (let round = 0; round < 200; round += 1) {
      if ((await page.evaluate(() => globalThis.received.length)) >= logged.length) break;
      await page.waitForTimeout(50);
    }
    assert.deepEqual(await page.evaluate(() => globalThis.received), logged);
  };
  await showsLog();
  await server.stop();
  await server.serve();
  await server.token(EMAIL);
  await showsLog();
});

function follow(query) {
  globalThis.received = [];
  const source = new EventSource(`/graphql?query=${encodeURIComponent(query)}`);
  source.addEventListener('next', ({ data }) => {
    globalThis.received.push(JSON.parse(data).data.accountSignals.cursor);
  });
}
