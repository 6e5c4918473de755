// Whoever signs in sees what is theirs, and sends what the rules made of it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { interrupt, look, open, signInAdmin, signInMember } from './browser.mjs';
import { register } from './programme.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';
const MAX = 'max@ucla.edu';

test('nobody sees what another was answered', async (context) => {
  const { server, page } = await stage(context);
  await register(server, 'auditor', 'AUDITOR', PASSWORD);
  const people = page.getByRole('link', { name: 'People' });
  await signInAdmin(page);
  await people.click();
  await page.getByRole('link', { name: JO }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  // On the same page, which could remember.
  await page.getByLabel('Username or e-mail').fill('auditor');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.goto('/admin#/signals');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  // Nothing is answered any more.
  await page.route('**/graphql', () => {});
  await people.click();
  await page.getByText('Loading…').waitFor();
  assert.equal(await page.getByText(JO).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('a sign-out that fails is told, also of other devices', async (context) => {
  const { server, page } = await stage(context);
  await server.token(JO);
  await signInMember(page, JO);
  await interrupt(page, 'Sessions');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('this one').waitFor();
  for (const [operation, name] of [
    ['RevokeSession', 'Sign out'],
    ['RevokeOtherSessions', 'Sign out everywhere else'],
  ]) {
    await interrupt(page, operation);
    const button = page.getByRole('main').getByRole('button', { name, exact: true });
    await button.click();
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
    if (name === 'Sign out') await look(page, 'sessions-broken');
    await button.click();
    await button.waitFor({ state: 'detached' });
    await page.getByRole('alert').getByText('reached').waitFor({ state: 'detached' });
    await server.token(JO);
    await page.reload();
    await page.getByText('this one').waitFor();
  }
  const leave = page.getByRole('banner').getByRole('button', { name: 'Sign out' });
  await interrupt(page, 'Logout');
  await leave.click();
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await leave.click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a new password is sent as the rules made it', async (context) => {
  const { server, page } = await stage(context);
  // Full width letters, as some keyboards write them.
  const wide = 'ｃｏｒｒｅｃｔ zebra battery';
  await server.token(JO);
  await signInMember(page, JO);
  await openAccount(page);
  const others = page.getByRole('button', { name: 'Sign out everywhere else' });
  await others.waitFor();
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByLabel('New password').fill(wide);
  assert.equal(await sent(page, 'ChangePassword', 'Change password'), 'correct zebra battery');
  await page.getByText('other devices were signed out').waitFor();
  await others.waitFor({ state: 'detached' });

  // What is sent is judged before the link is.
  await page.goto('/reset-password/none');
  await page.getByLabel('New password').fill(wide);
  assert.equal(await sent(page, 'ResetPassword', 'Set password'), 'correct zebra battery');
  assert.deepEqual(page.problems, []);
});

test('addresses that nothing could be made of do not break the page', async (context) => {
  const { page } = await stage(context);
  await page.goto('/reset-password/%E0%A4%A');
  await page.getByLabel('New password').fill('another horse battery');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.locator('.notice-bad').getByText(/\w/).waitFor();
  await signInMember(page, JO);
  await page.goto('/#/%E0%A4%A?%E0%A4%A=%');
  await page.reload();
  await page.getByRole('heading', { name: /Hello/ }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a link of a letter that does not count leads to another letter', async (context) => {
  const { page } = await stage(context);
  const errors = [{ message: 'Too many at once; try again in a moment.' }];
  await page.route('**/graphql', (route) => route.fulfill({ json: { data: null, errors } }), { times: 1 });
  await page.goto('/verify-email?token=none');
  await page.getByRole('alert').getByText('Too many at once').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('This link is not valid').waitFor();
  await look(page, 'verify-refused');
  const again = page.getByRole('button', { name: 'Send the verification letter again' });
  await again.click();
  await page.getByRole('alert').nth(1).getByText(/\w/).waitFor();
  await page.getByLabel('UCLA e-mail').fill(JO);
  await again.click();
  await again.waitFor({ state: 'detached' });
  assert.equal(await page.locator('.notice:not(.notice-bad)').count(), 1);
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.register(JO);
  await server.register(MAX);
  return { server, page: await open(browser, server.url) };
}

async function openAccount(page) {
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('this one').waitFor();
}

/** The new password that a button sends. */
async function sent(page, operation, name) {
  const asked = page.waitForRequest((request) => request.postData()?.includes(`mutation ${operation}`));
  await page.getByRole('button', { name }).click();
  return JSON.parse((await asked).postData()).variables.input.newPassword;
}
