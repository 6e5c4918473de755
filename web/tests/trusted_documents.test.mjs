// A server that runs only trusted documents: the console sends no others, so members and administrators can use it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const file = new URL('../dist/trusted_documents.json', import.meta.url);
const trusted = JSON.parse(readFileSync(file, 'utf8'));

test('the console sends only trusted documents', async (context) => {
  const { server, browser } = await setUp(context, {
    TRUSTED_DOCUMENTS: 'console',
    SEND_EMAILS: 'false',
  });
  await assert.rejects(server.token('jo@ucla.edu'), /operator trusts/);

  const page = await open(browser, server.url);
  const sent = collect(page);
  await page.goto('/');
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await page.getByLabel('UCLA email').fill('jo@ucla.edu');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Welcome' }).waitFor();
  await signInMember(page, 'jo@ucla.edu');
  await page.getByRole('link', { name: 'Account' }).click();
  await page
    .getByText(/This device|Current/)
    .first()
    .waitFor();
  const isSubscribe = ({ payload }) => payload.includes('"subscribe"');
  const subscribed = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framesent', { predicate: isSubscribe }));
  await page.getByRole('link', { name: 'Messages' }).click();
  await subscribed;
  await page.goto('/#/survey');
  const picture = await page.locator('h1').screenshot();
  await page
    .getByLabel('Choose a picture')
    .setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer: picture });
  await page.getByRole('button', { name: 'Save picture' }).click();
  await page.locator('img.avatar-large').waitFor();
  await signOut(page);
  await page.getByLabel('UCLA email').waitFor();

  // Administrators may run any document, so their requests are compared with the file.
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'jo@ucla.edu' }).click();
  await page.goto('/admin#/signals');
  await page.getByText('Live', { exact: true }).waitFor();

  const others = sent.filter((text) => trusted[sha256(text)] === undefined);
  assert.deepEqual(others, []);
  assert.ok(new Set(sent).size > 8, `${new Set(sent).size} documents`);
  assert.ok(sent.some((text) => text.startsWith('subscription')));
  assert.deepEqual(page.problems, []);
});

/** Collects the documents that a page sends, over HTTP and on its socket. */
function collect(page) {
  const sent = [];
  page.on('request', (request) => {
    const isUpload = request.headers()['content-type']?.startsWith('multipart/');
    // The server refuses those of a member that it does not trust.
    if (!request.url().endsWith('/graphql') || isUpload) return;
    sent.push(JSON.parse(request.postData()).query);
  });
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const { type, payload: request } = JSON.parse(payload);
      if (type === 'subscribe') sent.push(request.query);
    }),
  );
  return sent;
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
