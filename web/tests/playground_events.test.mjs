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

test('a pause ends with its run', async (context) => {
  const { server, page, panel } = await openPlayground(context);
  await signedIn(panel);
  await run(page, 'Watch signals');
  await events(page).first().waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await events(page).first().getByRole('button').click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await result(page).getByText('Ended: Stopped.').waitFor();
  await page.getByRole('button', { name: 'Resume (0 new)' }).waitFor();

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await result(page).getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
  await server.register('jo@ucla.edu');
  await events(page).getByText('USER_REGISTERED', { exact: true }).waitFor();
  assert.equal(await page.locator('.event [aria-expanded=true]').count(), 0, 'all events are closed');
  assert.deepEqual(page.problems, []);
});

test('a connection that is made after a stop does not count', async (context) => {
  const { page } = await openPlayground(context);
  const sockets = [];
  await page.routeWebSocket('**/graphql', (socket) => {
    const send = (message) => socket.send(JSON.stringify(message));
    const isClosed = new Promise((resolve) => {
      socket.onClose(resolve);
    });
    sockets.push({ socket, isClosed, acknowledge: () => send({ type: 'connection_ack' }) });
    socket.onMessage((text) => {
      const { type, id } = JSON.parse(text);
      // Later connections wait for the test.
      if (type === 'connection_init' && sockets.length === 1) send({ type: 'connection_ack' });
      if (type !== 'subscribe') return;
      send({ type: 'next', id, payload: { data: { signals: { cursor: '1', name: 'USER_UPDATED' } } } });
    });
  });
  await run(page, 'Watch signals');
  await events(page).first().waitFor();
  await sockets[0].socket.close({ code: 1012 });
  await result(page).getByText('Connection lost. Reconnecting…').waitFor();
  const [, second] = await grown(sockets, 2);
  await page.getByRole('button', { name: 'Stop' }).click();
  await result(page).getByText('Ended: Stopped.').waitFor();
  second.acknowledge();
  await second.isClosed;
  // Shows the latest state.
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('No events yet.').waitFor();
  await result(page).getByText('Ended: Stopped.').waitFor();
  assert.equal(await result(page).getByText('Connected', { exact: true }).count(), 0);
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
    // The second list has the first registration, too.
    const registered = events(page).getByText('USER_REGISTERED', { exact: true });
    await registered.nth(variables ? 0 : 1).waitFor();
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

/** Waits until a list has a number of items. */
async function grown(list, count) {
  while (list.length < count) await new Promise(setImmediate);
  return list;
}

async function signedIn(panel) {
  await signIn(panel);
  await panel.getByText(ADMIN.username).waitFor();
}
