// The example with urql, built and served as its README says: it shows each signal once, whatever happens to it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import test from 'node:test';

import { accessible, endSession, open } from './browser.mjs';
import { copyExample, freePort } from './example.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const TIMEOUT = { timeout: 120_000 };
const LOG = `query($userId: ID!) { signals(filter: { userId: $userId }, first: 100) { nodes { cursor } } }`;

test('the stream resumes after lost connections and reloads', TIMEOUT, async (context) => {
  const { server, site, page, showsLog } = await stage(context);
  await signIn(page);
  await showsLog();
  await accessible(page, 'the page with signals');

  // Live.
  const before = await cursors(page);
  await server.token(EMAIL);
  await showsLog();
  assert.ok((await cursors(page)).length > before.length);

  // The connection is lost, but the server goes on.
  await site.stop();
  await page.getByText('Connection lost').waitFor();
  await server.token(EMAIL);
  await site.serve();
  await live(page);
  await showsLog();

  // The server restarts.
  await server.stop();
  await page.getByText('Connection lost').waitFor();
  await server.serve();
  await server.token(EMAIL);
  await live(page);
  await showsLog();

  // The page is reloaded, and is then away for a while.
  const last = (await cursors(page)).at(-1);
  const subscribed = firstSubscription(page);
  await page.reload();
  await showsLog();
  assert.equal((await subscribed).variables.after, last);
  await page.goto('about:blank');
  await server.token(EMAIL);
  await page.goto('/');
  await showsLog();
  assert.deepEqual(page.problems, []);
});

test('the list starts over when the log has lost its cursor', TIMEOUT, async (context) => {
  const { page, showsLog } = await stage(context);
  await signIn(page);
  await showsLog();
  await page.evaluate(() => {
    const [key] = Object.keys(localStorage);
    const unknown = { cursor: '999999999', name: 'UNKNOWN', occurredAt: new Date().toISOString() };
    localStorage.setItem(key, JSON.stringify([unknown]));
  });
  await page.reload();
  await page.locator('[data-cursor="999999999"]').waitFor();
  await showsLog();
  assert.deepEqual(page.problems, []);
});

test('signing out and an ended session lead back to the form', TIMEOUT, async (context) => {
  const { page, showsLog } = await stage(context);
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Incorrect email or password.').waitFor();
  await accessible(page, 'the form');
  await signIn(page);
  await showsLog();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You have signed out.').waitFor();
  assert.equal(await page.evaluate(() => localStorage.length), 0);

  await signIn(page);
  await showsLog();
  await endSession(page);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

/** A server with one member, the example's page, and a check that it shows the member's log. */
async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.register(EMAIL);
  const member = await server.token(EMAIL);
  const { me } = await server.ask('{ me { id } }', {}, member);
  const admin = await server.adminToken();
  const site = await Site.build(context, server);
  const page = await open(browser, site.url);
  await page.goto('/');

  const showsLog = async () => {
    let shown;
    let logged;
    for (let round = 0; round < 200; round += 1) {
      const { signals } = await server.ask(LOG, { userId: me.id }, admin);
      logged = signals.nodes.map(({ cursor }) => cursor);
      shown = await cursors(page);
      if (shown.join() === logged.join()) return;
      await page.waitForTimeout(50);
    }
    assert.deepEqual(shown, logged);
  };
  return { server, site, page, showsLog };
}

/** The built page, served by Vite's preview, through which it also reaches the API. */
class Site {
  static async build(context, server) {
    const site = new Site();
    site.folder = copyExample(context, 'urql');
    site.port = await freePort();
    site.url = `http://localhost:${site.port}`;
    site.environment = { PATH: process.env.PATH, BRUINBRIDGE_URL: `${server.url}/graphql` };
    const built = site.spawn('npm', ['run', 'build']);
    const output = (await built.stdout.toArray()).join('');
    assert.equal(built.exitCode ?? (await once(built, 'exit'))[0], 0, output);
    context.after(() => site.stop());
    await site.serve();
    return site;
  }

  async serve() {
    const vite = [
      'node_modules/vite/bin/vite.js',
      'preview',
      '--port',
      String(this.port),
      '--strictPort',
    ];
    this.child = this.spawn(process.execPath, vite);
    this.ended = once(this.child, 'exit');
    await once(createInterface({ input: this.child.stdout }), 'line');
    this.child.stdout.resume();
  }

  /** Ends at once, with all connections. */
  async stop() {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  spawn(program, words) {
    const options = { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'ignore'] };
    return spawn(program, words, options);
  }
}

async function signIn(page) {
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await live(page);
}

function live(page) {
  return page.getByText('Live', { exact: true }).waitFor();
}

function cursors(page) {
  const rows = page.locator('li[data-cursor]');
  return rows.evaluateAll((rows) => rows.map((row) => row.dataset.cursor));
}

/** The payload of the next subscription that the page sends. */
function firstSubscription(page) {
  return new Promise((resolve) => {
    page.once('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => {
        const message = JSON.parse(payload);
        if (message.type === 'subscribe') resolve(message.payload);
      });
    });
  });
}
