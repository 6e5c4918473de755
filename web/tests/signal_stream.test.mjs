// The live log when things fail: the first load, a lost cursor, a silent connection, and access that ends.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import test from 'node:test';

import { endSession, interrupt, look, open, signInAdmin } from './browser.mjs';
import { registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

/** The interval of the page's pings, and its timeout for the pong. */
const PING_MS = 10_000;
const PONG_MS = 5_000;

test('a first load that fails is retried, and never replays the whole log', async (context) => {
  const { server, page } = await stage(context);
  await signInAdmin(page);
  const sent = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload))),
  );
  await interrupt(page, 'NewestSignals', 2);
  await page.getByRole('link', { name: 'Signals' }).click();
  await page.getByText('Connection lost').waitFor();
  await live(page);
  await server.register('late@ucla.edu');
  await shows(page, 'late@ucla.edu');
  const starts = sent
    .filter(({ type }) => type === 'subscribe')
    .map(({ payload }) => payload.variables.after);
  assert.equal(starts.length, 1);
  assert.match(starts[0], /^[1-9]\d*$/);
  assert.deepEqual(page.problems, []);
});

test('the list starts over when the log has lost its cursor, and paused rows stay', async (context) => {
  const { server, page } = await stage(context);
  const connection = await losesCursor(page);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Signals' }).click();
  await live(page);
  await server.register('early@ucla.edu');
  await shows(page, 'early@ucla.edu');

  await page.getByRole('button', { name: 'Pause' }).click();
  const paused = await cursors(page);
  connection.loseCursor();
  await page.getByText('Some signals may be missing').waitFor();
  await live(page);
  await server.register('later@ucla.edu');
  await page.getByRole('button', { name: /Resume \([1-9] new\)/ }).waitFor();
  assert.deepEqual(await cursors(page), paused);
  await look(page, 'signals-gap');

  await page.getByRole('button', { name: /Resume/ }).click();
  await shows(page, 'later@ucla.edu');
  const shown = await cursors(page);
  assert.equal(new Set(shown).size, shown.length);
  assert.ok(shown.length > paused.length);
  assert.deepEqual(page.problems, []);
});

test('a connection that goes silent is closed, and nothing is missed', async (context) => {
  const { server, page } = await stage(context);
  await page.clock.install({ time: Date.now() });
  const connection = await observed(page);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Signals' }).click();
  await live(page);

  const ponged = messageOf(connection, 'pong');
  await page.clock.fastForward(PING_MS);
  await ponged;
  await page.clock.fastForward(PONG_MS);
  await server.register('early@ucla.edu');
  await shows(page, 'early@ucla.edu');
  assert.equal(connection.opened, 1, 'a connection that responds stays open');

  connection.isSilent = true;
  await server.register('unheard@ucla.edu');
  const pinged = messageOf(connection, 'ping');
  await page.clock.fastForward(PING_MS);
  await pinged;
  const lost = page.getByText('Connection lost').waitFor();
  await page.clock.fastForward(PONG_MS);
  await lost;
  await shows(page, 'unheard@ucla.edu');
  await live(page);
  const shown = await cursors(page);
  assert.equal(new Set(shown).size, shown.length);
  assert.equal(connection.opened, 2);
  assert.deepEqual(page.problems, []);
});

test('the log ends with the permission and with the session', async (context) => {
  const { server, page } = await stage(context);
  await registerAdmin(server, 'warden', 'WARDEN', PASSWORD, ['SIGNALS_READ', 'USERS_READ']);
  await signInAdmin(page, 'warden');
  await page.getByRole('link', { name: 'Signals' }).click();
  await live(page);
  const change = `mutation($input: ChangeAdminRoleInput!) {
    changeAdminRole(input: $input) { errors { code } } }`;
  const token = await server.adminToken();
  await server.ask(change, { input: { name: 'WARDEN', permissions: ['USERS_READ'] } }, token);
  await page.getByRole('heading', { name: "You don't have access to this page" }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Signals' }).count(), 0);
  await look(page, 'admin-no-access');

  const input = { name: 'WARDEN', permissions: ['USERS_READ', 'SIGNALS_READ'] };
  await server.ask(change, { input }, token);
  await page.reload();
  await live(page);
  await endSession(page);
  await page.getByRole('heading', { name: 'Admin sign-in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the log stays live when the session gets other tokens', async (context) => {
  const { server, page } = await stage(context);
  await signInAdmin(page);
  // Which does not show the signals about the new tokens.
  await page.goto('/admin#/signals?name=USER_REGISTERED');
  await live(page);
  for (let round = 0; round < 2; round += 1) {
    const lost = page.getByText('Connection lost').waitFor();
    await page.evaluate(async (password) => {
      const query =
        'mutation($input: ReauthenticateInput!) { reauthenticate(input: $input) { errors { code } } }';
      const body = JSON.stringify({ query, variables: { input: { password } } });
      await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    }, PASSWORD);
    await lost;
    await live(page);
  }
  await server.register('late@ucla.edu');
  await shows(page, 'late@ucla.edu');
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  return { server, page: await open(browser, server.url) };
}

/** A connection that the test can close. The next subscription then uses a cursor that the log does not have. */
async function losesCursor(page) {
  let socket;
  let isLost = false;
  await page.routeWebSocket(/\/graphql$/, (opened) => {
    socket = opened;
    const server = opened.connectToServer();
    opened.onMessage((message) => {
      if (isLost && message.includes('"after"')) {
        isLost = false;
        server.send(message.replace(/"after":"\d+"/, '"after":"999999999"'));
      } else server.send(message);
    });
  });
  const loseCursor = () => {
    isLost = true;
    socket.close({ code: 1013, reason: 'Too slow to take its messages' });
  };
  return { loseCursor };
}

/** A connection that emits the types of its messages. While it is silent, it drops all of them without closing. */
async function observed(page) {
  const connection = Object.assign(new EventEmitter(), { opened: 0, isSilent: false });
  await page.routeWebSocket(/\/graphql$/, (opened) => {
    connection.opened += 1;
    connection.isSilent = false;
    const number = connection.opened;
    const server = opened.connectToServer();
    const pass = (to) => (message) => {
      connection.emit(JSON.parse(message).type);
      if (number === connection.opened && !connection.isSilent) to.send(message);
    };
    opened.onMessage(pass(server));
    server.onMessage(pass(opened));
    opened.onClose(() => {});
  });
  return connection;
}

/** The next message of a type, within 30 seconds. */
function messageOf(connection, type) {
  return once(connection, type, { signal: AbortSignal.timeout(30_000) });
}

function live(page) {
  return page.getByText('Live', { exact: true }).waitFor();
}

function cursors(page) {
  const rows = page.locator('tr[data-cursor]');
  return rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-cursor')));
}

function shows(page, email) {
  return page.getByRole('row').filter({ hasText: email }).first().waitFor();
}
