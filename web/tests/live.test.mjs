// The live log through refusals: a beginning that fails, a cursor that the log forgot, a right or a session that ends.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import test from 'node:test';
import { endSession, interrupt, look, open, signInAdmin } from './browser.mjs';
import { register } from './programme.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

/** How long the page is content with silence, and how long it then waits for an answer. */
const PING_MS = 10_000;
const PONG_MS = 5_000;

test('a beginning that fails is tried again, and never with the whole log', async (context) => {
  const { server, page } = await stage(context);
  await signInAdmin(page);
  const sent = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(JSON.parse(payload))));
  await interrupt(page, 'NewestSignals', 2);
  await page.getByRole('link', { name: 'Signals' }).click();
  await page.getByText('Connection lost').waitFor();
  await live(page);
  await server.register('late@ucla.edu');
  await told(page, 'late@ucla.edu');
  const begun = sent.filter(({ type }) => type === 'subscribe').map(({ payload }) => payload.variables.after);
  assert.equal(begun.length, 1);
  assert.match(begun[0], /^[1-9]\d*$/);
  assert.deepEqual(page.problems, []);
});

test('a log that forgot where the page was begins anew, and paused rows stay', async (context) => {
  const { server, page } = await stage(context);
  const connection = await forgetful(page);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Signals' }).click();
  await live(page);
  await server.register('early@ucla.edu');
  await told(page, 'early@ucla.edu');

  await page.getByRole('button', { name: 'Pause' }).click();
  const paused = await cursors(page);
  connection.forget();
  await page.getByText('There is a gap').waitFor();
  await live(page);
  await server.register('later@ucla.edu');
  await page.getByRole('button', { name: /Resume \([1-9] new\)/ }).waitFor();
  assert.deepEqual(await cursors(page), paused);
  await look(page, 'signals-gap');

  await page.getByRole('button', { name: /Resume/ }).click();
  await told(page, 'later@ucla.edu');
  const shown = await cursors(page);
  assert.equal(new Set(shown).size, shown.length);
  assert.ok(shown.length > paused.length);
  assert.deepEqual(page.problems, []);
});

test('a connection that is lost in silence is given up, and nothing is missed', async (context) => {
  const { server, page } = await stage(context);
  await page.clock.install({ time: Date.now() });
  const line = await audible(page);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Signals' }).click();
  await live(page);

  const answered = said(line, 'pong');
  await page.clock.fastForward(PING_MS);
  await answered;
  await page.clock.fastForward(PONG_MS);
  await server.register('early@ucla.edu');
  await told(page, 'early@ucla.edu');
  assert.equal(line.opened, 1, 'who answers stays');

  line.isSilent = true;
  await server.register('unheard@ucla.edu');
  const asked = said(line, 'ping');
  await page.clock.fastForward(PING_MS);
  await asked;
  const lost = page.getByText('Connection lost').waitFor();
  await page.clock.fastForward(PONG_MS);
  await lost;
  await told(page, 'unheard@ucla.edu');
  await live(page);
  const shown = await cursors(page);
  assert.equal(new Set(shown).size, shown.length);
  assert.equal(line.opened, 2);
  assert.deepEqual(page.problems, []);
});

test('a right that is taken away ends the log, and so does a session', async (context) => {
  const { server, page } = await stage(context);
  await register(server, 'warden', 'WARDEN', PASSWORD, ['SIGNALS_READ', 'USERS_READ']);
  await signInAdmin(page, 'warden');
  await page.getByRole('link', { name: 'Signals' }).click();
  await live(page);
  const change = `mutation($input: ChangeAdminRoleInput!) {
    changeAdminRole(input: $input) { errors { code } } }`;
  const token = await server.adminToken();
  await server.ask(change, { input: { name: 'WARDEN', permissions: ['USERS_READ'] } }, token);
  await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Signals' }).count(), 0);
  await look(page, 'admin-not-for-role');

  const input = { name: 'WARDEN', permissions: ['USERS_READ', 'SIGNALS_READ'] };
  await server.ask(change, { input }, token);
  await page.reload();
  await live(page);
  await endSession(page);
  await page.getByRole('heading', { name: 'Administration' }).waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  return { server, page: await open(browser, server.url) };
}

/** A connection that can be cut; behind the cut it goes on at a cursor that the log does not know. */
async function forgetful(page) {
  let socket;
  let isForgotten = false;
  await page.routeWebSocket(/\/graphql$/, (opened) => {
    socket = opened;
    const server = opened.connectToServer();
    opened.onMessage((message) => {
      if (isForgotten && message.includes('"after"')) {
        isForgotten = false;
        server.send(message.replace(/"after":"\d+"/, '"after":"999999999"'));
      } else server.send(message);
    });
  });
  const forget = () => {
    isForgotten = true;
    socket.close({ code: 1013, reason: 'Too slow to take its messages' });
  };
  return { forget };
}

/** A connection that tells what is said; while it is silent nothing comes through, and neither end is told. */
async function audible(page) {
  const line = Object.assign(new EventEmitter(), { opened: 0, isSilent: false });
  await page.routeWebSocket(/\/graphql$/, (opened) => {
    line.opened += 1;
    line.isSilent = false;
    const number = line.opened;
    const server = opened.connectToServer();
    const pass = (to) => (message) => {
      line.emit(JSON.parse(message).type);
      if (number === line.opened && !line.isSilent) to.send(message);
    };
    opened.onMessage(pass(server));
    server.onMessage(pass(opened));
    opened.onClose(() => {});
  });
  return line;
}

/** The next message of a kind, within a while. */
function said(line, type) {
  return once(line, type, { signal: AbortSignal.timeout(30_000) });
}

function live(page) {
  return page.getByText('Live', { exact: true }).waitFor();
}

function cursors(page) {
  const rows = page.locator('tr[data-cursor]');
  return rows.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-cursor')));
}

function told(page, email) {
  return page.getByRole('row').filter({ hasText: email }).first().waitFor();
}
