// The list of events of a subscription: newest first, bounded, and without gaps across a lost connection.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look } from './browser.mjs';
import { events, openPlayground, result, run, signIn, write } from './playground.mjs';
import { ADMIN } from './server.mjs';

test('events are listed newest first, and each opens', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await signedIn(panel);
  await run(page, 'Watch signals');
  await result(page).getByText('Connected', { exact: true }).waitFor();
  await events(page).getByText('ADMIN_AUTHENTICATED', { exact: true }).first().waitFor();
  await server.register('jo@ucla.edu');
  const first = events(page).first();
  await first.getByText('USER_REGISTERED', { exact: true }).waitFor();
  assert.match(
    await first.textContent(),
    /\d{2}:\d{2}:\d{2}\s+USER_REGISTERED\s+cursor: \d+ · sender: /,
  );
  await first.getByRole('button').click();
  await first.getByText(/"name": "USER_REGISTERED"/).waitFor();
  await look(page, 'playground-events');

  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  const count = await events(page).count();
  await server.register('ann@ucla.edu');
  await page.getByRole('button', { name: /^Resume \([1-9]\d* new\)$/ }).waitFor();
  assert.equal(await events(page).count(), count);
  await page.getByRole('button', { name: /^Resume/ }).click();
  await page.waitForFunction((count) => document.querySelectorAll('.event').length > count, count);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('No events yet.').waitFor();

  await page.getByRole('button', { name: 'Stop' }).click();
  await result(page).getByText('Ended: Stopped.').waitFor();
  // A query shows its result again.
  await run(page, 'Rules');
  await result(page).getByText('"passwordMin"').waitFor();
  assert.deepEqual(page.problems, []);
});

test('after a lost connection the list goes on, and repeats nothing', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await signedIn(panel);
  for (const variables of [true, false]) {
    if (variables) {
      await run(page, 'Watch signals');
    } else {
      await write(page, 'Operation', 'subscription { signals(after: "0") { cursor name } }');
      await write(page, 'Variables', '');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
    }
    await result(page).getByText('Connected', { exact: true }).waitFor();
    await events(page).getByText('ADMIN_AUTHENTICATED', { exact: true }).first().waitFor();
    await server.stop();
    await result(page).getByText('Connection lost. Reconnecting…').waitFor();
    if (variables) await look(page, 'playground-reconnecting');
    await server.serve();
    await result(page).getByText('Connected', { exact: true }).waitFor();
    const email = variables ? 'jo@ucla.edu' : 'ann@ucla.edu';
    await server.register(email);
    await events(page).first().getByText('USER_REGISTERED', { exact: true }).waitFor();
    const rows = await events(page).allInnerTexts();
    const cursors = rows.map((row) => Number(row.match(/cursor: (\d+)/)[1]));
    assert.deepEqual(
      cursors,
      cursors.map((_, index) => cursors[0] - index),
      'each once, newest first',
    );
    assert.equal(cursors.at(-1), 1);
    await page.getByRole('button', { name: 'Stop' }).click();
  }
});

test('events without cursors may be missing after a lost connection, and the list says so', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await signedIn(panel);
  await write(page, 'Operation', 'subscription { signals(after: "0") { name } }');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await events(page).first().waitFor();
  await server.stop();
  await page.getByText('Events may be missing').waitFor();
  await server.serve();
});

test('a subscription that is not allowed ends with the reason', async (context) => {
  const { page } = await openPlayground(context);
  await run(page, 'Watch signals');
  await result(page)
    .getByText(/^Ended: .*sign in/i)
    .waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the list keeps the newest 500 events', async (context) => {
  const { page } = await openPlayground(context);
  await page.routeWebSocket('**/graphql', (socket) => {
    const send = (message) => socket.send(JSON.stringify(message));
    socket.onMessage((text) => {
      const { type, id } = JSON.parse(text);
      if (type === 'connection_init') send({ type: 'connection_ack' });
      if (type !== 'subscribe') return;
      for (let cursor = 1; cursor <= 1234; cursor += 1) {
        const signals = { cursor: String(cursor), name: 'USER_UPDATED', success: cursor % 2 === 0 };
        send({ type: 'next', id, payload: { data: { signals } } });
      }
    });
  });
  await run(page, 'Watch signals');
  await page.getByText('The newest 500 of 1,234 events. Older ones are no longer listed.').waitFor();
  assert.equal(await events(page).count(), 500);
  assert.match(await events(page).first().textContent(), /cursor: 1234 · success: true/);
  await look(page, 'playground-many-events');
  assert.deepEqual(page.problems, []);
});

async function signedIn(panel) {
  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
}
