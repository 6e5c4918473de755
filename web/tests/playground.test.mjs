// The playground signs in, runs queries and subscriptions, sends no requests to other servers, and shows the schema.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { buildSchema, parse, validate } from 'graphql';

import { accessible, DESKTOP, open, PHONE } from './browser.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const folder = new URL('../artifacts/', import.meta.url).pathname;

test('the playground runs operations as the account that signs in', async (context) => {
  const { server, page } = await stage(context);
  await page.goto('/playground');
  const panel = page.getByRole('region', { name: 'Session' });
  await panel.getByLabel('UCLA email').waitFor();
  await pictures(page, 'playground');

  await signIn(panel, 'not this one');
  await panel.getByRole('alert').getByText(/\w/).waitFor();
  await signIn(panel, PASSWORD);
  await panel.getByText(ADMIN.username).waitFor();
  // The console's session is separate, and does not exist here.
  assert.deepEqual(await page.context().cookies(), []);
  assert.equal(await page.evaluate(() => Object.keys(localStorage).join().includes('bruin')), false);

  await runs(page, 'Me', ADMIN.email);
  const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
  const values = await page.evaluate(stored);
  assert.ok(!/[\w-]{43}/.test(values), 'a token is in the storage of the browser');
  await panel.getByRole('button', { name: 'Sign out' }).click();
  await panel.getByRole('button', { name: 'Sign in' }).waitFor();
  await runs(page, 'Me', 'null');

  await signIn(panel, PASSWORD);
  await panel.getByText(ADMIN.username).waitFor();
  await runs(page, 'WatchSignals', 'cursor');
  await server.register('jo@ucla.edu');
  // The first registration: so this signal is not from the replay.
  await page.locator('.result-window').getByText('"USER_REGISTERED"').waitFor();
  await page.screenshot({ path: `${folder}playground-result-desktop.png` });
  await page.reload();
  await panel.getByRole('button', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the playground drops a session that ended elsewhere', async (context) => {
  const { server, page } = await stage(context);
  await page.goto('/playground');
  const panel = page.getByRole('region', { name: 'Session' });
  const ended = panel.getByText(`The session for ${ADMIN.username} has ended`);
  await signIn(panel, PASSWORD);
  await runs(page, 'Me', ADMIN.email);
  await endSessions(server);
  await runs(page, 'Me', 'null');
  await ended.waitFor();

  await signIn(panel, PASSWORD);
  await ended.waitFor({ state: 'detached' });
  await runs(page, 'WatchSignals', 'cursor');
  await endSessions(server);
  await ended.waitFor();
  await page.screenshot({ path: `${folder}playground-ended-desktop.png` });
  // GraphiQL's toolkit shows the close reason of the socket, and also leaves an unhandled rejection.
  assert.deepEqual(page.problems, ['Error: Socket closed with event 4401 Session has ended']);
});

test('the playground fits on a small phone', async (context) => {
  const { page } = await stage(context, { width: 360, height: 740 });
  await page.goto('/playground');
  const [query, result] = [page.locator('.graphiql-query-editor'), page.locator('.result-window')];
  await runs(page, 'Me', 'null');
  await fits(query);
  await fits(result);
  await accessible(page, 'the editor on a phone');
  await page.screenshot({ path: `${folder}playground-result-phone.png` });

  await page.getByRole('button', { name: 'Show Session' }).click();
  await query.waitFor({ state: 'hidden' });
  await fits(page.getByRole('region', { name: 'Session' }));
  await accessible(page, 'the panel on a phone');
  await page.screenshot({ path: `${folder}playground-panel-phone.png` });

  await page.getByRole('button', { name: 'Hide Session' }).click();
  await page.getByRole('button', { name: 'Show editor tools' }).click();
  await fits(query);
  await fits(result);
  await page.screenshot({ path: `${folder}playground-tools-phone.png` });
  assert.deepEqual(page.problems, []);
});

test('the playground uses the session of the console', async (context) => {
  const { page } = await stage(context);
  await page.goto('/playground');
  await page.evaluate(signInToConsole, { username: ADMIN.username, password: PASSWORD });
  await runs(page, 'Me', ADMIN.email);
  await page.getByRole('button', { name: /Documentation Explorer/ }).click();
  await page.getByText('Root Types').waitFor();
  await pictures(page, 'playground-schema');
  assert.deepEqual(page.problems, []);
});

test('every example of the playground is valid in the schema', () => {
  const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  const tabs = playground('tabs')
    .match(/^ {2}\w+\.\w+(?=,$)/gm)
    .map((tab) => tab.trim());
  const examples = ['member', 'admin'].flatMap((kind) => {
    const found = playground(`${kind}_examples`).matchAll(/^export const (\w+) = `([^`]*)`;$/gm);
    return [...found].map(([, name, example]) => ({ tab: `${kind}.${name}`, example }));
  });
  assert.deepEqual(examples.map(({ tab }) => tab).sort(), tabs.sort());
  for (const { tab, example } of examples) {
    assert.deepEqual(validate(schema, parse(example)).map(String), [], tab);
  }
});

/** The source of a playground file. */
function playground(name) {
  return readFileSync(new URL(`../playground/${name}.ts`, import.meta.url), 'utf8');
}

async function stage(context, viewport = DESKTOP) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  return { server, page: await open(browser, server.url, viewport) };
}

/** Signs in as the administrator, if the password is right. */
async function signIn(panel, password) {
  await panel.getByLabel('Administrator').check();
  await panel.getByLabel('Username or email').fill(ADMIN.username);
  await panel.getByLabel('Password').fill(password);
  await panel.getByRole('button', { name: 'Sign in' }).click();
}

/** Ends what sessions the administrator has, from a new one. */
async function endSessions(server) {
  const mutation = 'mutation { revokeOtherSessions { errors { code } } }';
  await server.ask(mutation, {}, await server.adminToken());
}

/** Checks that the element is as wide as the screen except for margins, and that nothing is wider. */
async function fits(locator) {
  const screen = locator.page().viewportSize().width;
  const { x, width } = await locator.boundingBox();
  assert.ok(x >= 0 && x + width <= screen, `${locator} is cut off`);
  assert.ok(width >= screen - 60, `${locator} is ${width} pixels wide`);
  const wide = await locator.page().evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= screen, `the page is ${wide} pixels wide`);
}

/** Runs the operation of a tab and waits until its result has a text. */
async function runs(page, tab, text) {
  await page.getByRole('button', { name: tab, exact: true }).click();
  // The editor takes a moment to notice its new operation.
  await page.waitForTimeout(1000);
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.result-window').getByText(text).first().waitFor();
}

async function signInToConsole(input) {
  const query = `mutation($input: LoginAdminInput!) {
    loginAdmin(input: $input) { adminUser { user { email } } } }`;
  await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
}

/** Takes screenshots in both sizes, in light and dark, and checks accessibility. */
async function pictures(page, name) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    // The editor reads the color scheme when it starts.
    await page.reload();
    await page.locator('.view-line').first().waitFor();
    for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: `${folder}${name}-${size}-${colorScheme}.png` });
    }
    await accessible(page, `${name} (${colorScheme})`);
  }
}
