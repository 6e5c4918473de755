// The signals page of the admin console: live across a restart of the server, filtered, and paused.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, PHONE, signInAdmin } from './browser.mjs';
import { setUp } from './set_up.mjs';

test('an administrator watches signals through a restart without a gap', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await signIn(page);

  await server.register('before@ucla.edu');
  await rows(page, 'user_registered').first().waitFor();

  await server.stop();
  await page.getByText('Connection lost').waitFor();
  await server.serve();
  await server.register('during@ucla.edu');
  await page.getByText('Live', { exact: true }).waitFor();
  await server.register('after@ucla.edu');
  await page.getByRole('row', { name: 'user_registered' }).nth(2).waitFor();
  await matchesTheLog(page, server);

  await filter(page, server);
  await pause(page, server);
  await look(page, 'admin-signals');
  await narrow(page, server);
  assert.deepEqual(page.problems, []);
});

async function signIn(page) {
  await page.goto('/admin');
  await look(page, 'admin-sign-in');
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Signals' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
}

/** The table shows every signal of the log once, in the order of the log. */
async function matchesTheLog(page, server) {
  const query = '{ signals(last: 100) { nodes { cursor } } }';
  const { signals } = await server.ask(query, {}, await server.adminToken());
  const logged = signals.nodes.map(({ cursor }) => cursor);
  const last = logged.at(-1);
  await page.locator(`tr[data-cursor="${last}"]`).waitFor();
  const shown = await page
    .locator('tr[data-cursor]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-cursor')).reverse());
  assert.deepEqual(shown.slice(0, logged.length), logged);
}

async function filter(page, server) {
  await page.getByRole('button', { name: 'Registrations', exact: true }).click();
  await page.getByRole('searchbox').fill('during@ucla.edu');
  await rows(page, 'user_registration_started').waitFor();
  // This signal has no email of its own; the page shows that of its account.
  await rows(page, 'user_registered').filter({ hasText: 'during@ucla.edu' }).waitFor();
  assert.equal(await rows(page, 'before@ucla.edu').count(), 0);
  assert.equal(await rows(page, 'admin_authenticated').count(), 0);
  await page.getByLabel('Sender').selectOption('User');
  await rows(page, 'user_registration_started').first().waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('searchbox').inputValue(), 'during@ucla.edu');
  await page.getByRole('searchbox').fill('');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByLabel('Sender').selectOption('All');
  await page.getByLabel('Name').selectOption('user_registered');
  await rows(page, 'before@ucla.edu').waitFor();
  assert.equal(await rows(page, 'user_registration_started').count(), 0);
  await page.getByText('Live', { exact: true }).waitFor();
  await server.register('filtered@ucla.edu');
  await rows(page, 'filtered@ucla.edu').waitFor();
  assert.equal(await rows(page, 'user_registration_started').count(), 0, 'the server filters');
  await expand(page);
  await page.getByRole('button', { name: 'All signals' }).click();
  await rows(page, 'user_registration_started').first().waitFor();
}

/** A row shows the arguments of its signal. */
async function expand(page) {
  const button = page.getByRole('button', { name: 'Arguments of user_registered' }).first();
  await button.click();
  await page.locator('.arguments').getByText('"workflowId"').waitFor();
  await look(page, 'admin-signals-arguments');
  await button.click();
  await page.locator('.arguments').waitFor({ state: 'detached' });
}

async function pause(page, server) {
  await page.getByRole('button', { name: 'Pause' }).click();
  await server.register('later@ucla.edu');
  await page.getByRole('button', { name: /Resume \([1-9]\d* new\)/ }).waitFor();
  assert.equal(await rows(page, 'later@ucla.edu').count(), 0);
  await page.getByRole('button', { name: /Resume/ }).click();
  await rows(page, 'later@ucla.edu').first().waitFor();
}

/** On a phone, the outcome is below the name of the signal. */
async function narrow(page, server) {
  const wrong = { email: 'later@ucla.edu', password: 'not this one' };
  const login = 'mutation($input: LoginInput!) { login(input: $input) { token } }';
  await server.ask(login, { input: wrong });
  await page.setViewportSize(PHONE);
  const failed = rows(page, 'user_authentication_failed').first();
  const outcome = failed.getByText('incorrect_password').filter({ visible: true });
  await outcome.waitFor();
  const [frame, last] = [page.locator('.table-frame'), failed.getByText('later@ucla.edu')];
  for (const shown of [outcome, last]) {
    const [around, box] = [await frame.boundingBox(), await shown.boundingBox()];
    assert.ok(box.x + box.width <= around.x + around.width, 'nothing is cut off');
  }
  await look(page, 'admin-signals-failed');
}

function rows(page, text) {
  return page.getByRole('row').filter({ hasText: text });
}
