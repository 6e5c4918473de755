// The pages of webhooks: create, watch deliveries, replay, change, and delete.

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import test from 'node:test';

import { announces, hasFocus, hold, interrupt, look, open, signInAdmin } from './browser.mjs';
import { registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const CREATE = `mutation($input: CreateWebhookInput!) {
  createWebhook(input: $input) { webhook { id } errors { code } } }`;

test('an administrator creates a webhook, sees failures, replays, and deletes it', async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  const endpoint = await receiver(context);
  const page = await open(browser, server.url);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Webhooks' }).click();
  await page.getByText('There are no webhooks.').waitFor();
  await look(page, 'webhooks-empty');
  await create(page, endpoint);
  await server.register('jo@ucla.edu');
  await endpoint.gets('user_registered', 1);
  assert.equal(endpoint.received.filter((name) => name !== 'user_registered').length, 0);

  endpoint.status = 500;
  await server.register('al@ucla.edu');
  await endpoint.gets('user_registered', 2);
  await page.getByRole('link', { name: endpoint.url }).click();
  await page.getByText('The endpoint responded with 500.').waitFor();
  await page.getByText('Retrying').waitFor();
  await page.getByText('Deliveries have been failing since').waitFor();
  await look(page, 'webhook-failing');
  endpoint.status = 204;
  await replay(page, endpoint);
  await change(page, endpoint);
  await remove(page, endpoint);
  assert.deepEqual(page.problems, []);
});

async function create(page, endpoint) {
  const button = page.getByRole('button', { name: 'New webhook' });
  await button.click();
  await page.getByLabel('URL').fill('ftp://example.com/');
  await page.getByLabel('Only some').check();
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.getByText('Choose at least one signal').waitFor();
  await page.locator('summary', { hasText: 'Registrations' }).click();
  await page.getByLabel('user_registered', { exact: true }).check();
  await page.getByText('Only some (1 of').waitFor();
  await page.getByRole('button', { name: 'Create webhook' }).click();
  await page.locator('.error', { hasText: 'https' }).waitFor();
  await look(page, 'webhooks-new');
  await page.getByLabel('URL').fill(endpoint.url);
  await page.getByRole('button', { name: 'Create webhook' }).click();
  const secret = page.locator('.notice code', { hasText: /^whsec_/ });
  await secret.waitFor();
  await hasFocus(button);
  await page.getByText('Working').waitFor();
  await page.getByText(/^1 of \d+ signals$/).waitFor();
  await look(page, 'webhooks');
  await page.getByRole('button', { name: 'Copy secret' }).click();
  await announces(page, 'The secret is copied.');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await secret.textContent());
  await page.getByRole('button', { name: "I've stored it" }).click();
  await secret.waitFor({ state: 'detached' });
}

/** From a time, from a delivery, and with everything: each gets both registrations again. */
async function replay(page, endpoint) {
  const before = () => endpoint.received.length;
  let known = before();
  await choose(page, endpoint.url, 'Replay…');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByText('Choose a day and a time.').waitFor();
  await page.getByLabel('Day and time').fill('2020-01-01T00:00');
  await look(page, 'webhook-replay');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await announces(page, 'The signals are being sent again.');
  await endpoint.gets('user_registered', known + 2);

  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByText('Delivered').waitFor();
  known = before();
  await page.getByRole('button', { name: 'Replay from user_registered' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Replay', exact: true }).click();
  await endpoint.gets('user_registered', known + 1);

  await choose(page, endpoint.url, 'Replay…');
  await page.getByLabel('Start').selectOption('After a cursor');
  await page.getByLabel('Cursor').fill('999999999');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await page.getByRole('dialog').getByRole('alert').getByText(/\w/).waitFor();
  known = before();
  await page.getByLabel('Start').selectOption('With everything in the log');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await endpoint.gets('user_registered', known + 2);
}

async function change(page, endpoint) {
  await choose(page, endpoint.url, 'Edit…');
  const warning = page.getByText("Saving this replaces the webhook's filter.");
  await page.getByLabel('URL').fill(`${endpoint.url}?`);
  assert.equal(await warning.count(), 0, 'another URL keeps the filter');
  await page.getByLabel('URL').fill(endpoint.url);
  await page.getByLabel('All signals').check();
  await warning.waitFor();
  await look(page, 'webhook-filter');
  await interrupt(page, 'UpdateWebhook');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText("Can't reach the server.").waitFor();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await announces(page, 'The webhook is changed.');
  await page.locator('.facts').getByText('All', { exact: true }).waitFor();
  await choose(page, endpoint.url, 'Disable');
  await page.getByText('An administrator disabled it.').waitFor();
  await look(page, 'webhook-disabled');
  await choose(page, endpoint.url, 'Enable');
  await page.getByText('Working').waitFor();
  await secrets(page, endpoint);
  await page.reload();
  await page.getByText('Working').waitFor();
  assert.equal(await page.getByText('whsec_').count(), 0, 'the secret is shown once');
}

/** New secrets stay until each is put away, also when the webhook cannot be fetched again. */
async function secrets(page, endpoint) {
  const shown = page.locator('.notice code', { hasText: /^whsec_/ });
  const rotate = async () => {
    await choose(page, endpoint.url, 'New secret…');
    await page.getByRole('button', { name: 'Create secret' }).click();
  };
  await interrupt(page, 'Webhooks');
  await rotate();
  await page.getByRole('alert').getByText("Can't reach the server.").waitFor();
  await shown.waitFor();
  const first = await shown.textContent();
  await page.getByRole('button', { name: 'Try again' }).click();
  await rotate();
  await shown.nth(1).waitFor();
  await interrupt(page, 'RotateWebhookSecret');
  await rotate();
  await page.getByRole('dialog').getByText("Can't reach the server.").waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('main').getByRole('link', { name: 'Webhooks' }).click();
  await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
  assert.equal(await shown.count(), 2);
  await look(page, 'webhooks-secrets');
  await page.getByRole('button', { name: "I've stored it" }).last().click();
  await shown.nth(1).waitFor({ state: 'detached' });
  assert.equal(await shown.textContent(), first);
  await page.getByRole('link', { name: endpoint.url }).click();
  await page.getByText('Has got').waitFor();
}

async function remove(page, endpoint) {
  await choose(page, endpoint.url, 'Delete…');
  await hasFocus(page.getByRole('button', { name: 'Cancel' }));
  await look(page, 'webhook-delete');
  await page.getByRole('button', { name: 'Delete webhook' }).click();
  await page.getByText('There are no webhooks.').waitFor();
}

test('a deletion that finishes late leaves the administrator where they are', async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  const url = 'http://localhost:9/hook';
  const { createWebhook } = await server.ask(CREATE, { input: { url } }, await server.adminToken());
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto(`/admin#/webhooks/${createWebhook.webhook.id}`);
  const release = await hold(page, 'DeleteWebhook');
  await choose(page, url, 'Delete…');
  await page.getByRole('button', { name: 'Delete webhook' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Emails', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Emails' }).waitFor();
  release();
  await announces(page, 'The webhook is deleted.');
  assert.match(page.url(), /#\/emails$/);
  assert.deepEqual(page.problems, []);
});

test('a role without the permission to read signals may only delete and change secrets', async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  const url = 'http://localhost:9/hook';
  await server.ask(CREATE, { input: { url } }, await server.adminToken());
  await registerAdmin(server, 'keeper', 'KEEPER', PASSWORD, ['WEBHOOKS_READ', 'WEBHOOKS_WRITE']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'keeper');
  await page.getByRole('button', { name: `Actions for ${url}` }).click();
  await page.locator('.menu').getByRole('button', { name: 'New secret…' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /Edit|Replay|able$|New webhook/ }).count(), 0);
  await page.goto('/admin#/webhooks/none');
  await page.getByRole('heading', { name: 'This webhook was deleted' }).waitFor();
  assert.deepEqual(page.problems, []);
});

/** An endpoint that responds with `status` and remembers the names of the signals that it got. */
async function receiver(context) {
  const endpoint = Object.assign(new EventEmitter(), { status: 204, received: [], url: '' });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    response.statusCode = endpoint.status;
    response.end();
    endpoint.received.push(JSON.parse(body).type);
    endpoint.emit('received');
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  endpoint.url = `http://localhost:${server.address().port}/signals`;
  endpoint.gets = async (name, count) => {
    const found = () => endpoint.received.filter((received) => received === name);
    const signal = AbortSignal.timeout(30_000);
    while (found().length < count) await once(endpoint, 'received', { signal });
    return found();
  };
  return endpoint;
}

/** Opens the menu of a webhook and chooses an action. */
async function choose(page, url, action) {
  await page.getByRole('button', { name: `Actions for ${url}` }).click();
  await page.locator('.menu').getByRole('button', { name: action }).click();
}
