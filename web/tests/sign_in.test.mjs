// Signing in and out: no data of another user is left, failures are shown, and passwords are sent normalized.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasFocus, interrupt, look, open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';
const MAX = 'max@ucla.edu';

test('nobody sees the cached data of another user', async (context) => {
  const { server, page } = await stage(context);
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  const people = page.getByRole('link', { name: 'People' });
  await signInAdmin(page);
  await people.click();
  await page.getByRole('link', { name: JO }).waitFor();
  await signOut(page);
  // Without a reload, so that the page could still hold the old data.
  await page.getByLabel('Username or email').fill('auditor');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.goto('/admin#/signals');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  // From here on, no request gets a response.
  await page.route('**/graphql', () => {});
  await people.click();
  await page.getByText('Loading…').waitFor();
  assert.equal(await page.getByText(JO).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('a sign-out that fails shows an error, also for other devices', async (context) => {
  const { server, page } = await stage(context);
  await server.token(JO);
  await signInMember(page, JO);
  await interrupt(page, 'Sessions');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('This device').waitFor();
  for (const [operation, name] of [
    ['RevokeSession', 'Sign out'],
    ['RevokeOtherSessions', 'Sign out everywhere else'],
  ]) {
    await interrupt(page, operation);
    const button = page.getByRole('main').getByRole('button', { name, exact: true });
    await button.click();
    await page.getByRole('alert').getByText("Can't reach the server").waitFor();
    if (name === 'Sign out') await look(page, 'sessions-broken');
    await button.click();
    await button.waitFor({ state: 'detached' });
    await page.getByRole('alert').getByText("Can't reach").waitFor({ state: 'detached' });
    await server.token(JO);
    await page.reload();
    await page.getByText('This device').waitFor();
  }
  await interrupt(page, 'Logout');
  await signOut(page);
  await page.getByRole('alert').getByText("Can't reach the server").waitFor();
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a new password is sent as the rules normalized it', async (context) => {
  const { server, page } = await stage(context);
  // Full width letters, which some keyboards produce.
  const wide = 'ｃｏｒｒｅｃｔ zebra battery';
  await server.token(JO);
  await page.addInitScript(noteRules);
  await signInMember(page, JO);
  await openAccount(page);
  await hasRules(page);
  const others = page.getByRole('button', { name: 'Sign out everywhere else' });
  await others.waitFor();
  const change = page.getByRole('button', { name: 'Change your password' });
  await change.click();
  await hasFocus(page.getByLabel('Current password'));
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByLabel('New password').fill(wide);
  assert.equal(await sentPassword(page, 'ChangePassword', 'Change password'), 'correct zebra battery');
  await page.getByText('Your other devices have been signed out.').waitFor();
  await hasFocus(change);
  await others.waitFor({ state: 'detached' });

  // The password is sent even though the link is invalid: the form cannot check the link.
  await page.goto('/reset-password/none');
  await hasRules(page);
  await page.getByLabel('New password').fill(wide);
  assert.equal(await sentPassword(page, 'ResetPassword', 'Set password'), 'correct zebra battery');
  assert.deepEqual(page.problems, []);
});

test('malformed addresses do not break the page', async (context) => {
  const { page } = await stage(context);
  await page.goto('/reset-password/%E0%A4%A');
  await page.getByLabel('New password').fill('another horse battery');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.locator('.notice-bad').getByText(/\w/).waitFor();
  await signInMember(page, JO);
  await page.goto('/#/%E0%A4%A?%E0%A4%A=%');
  await page.reload();
  await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('an invalid verification link offers another verification email', async (context) => {
  const { page } = await stage(context);
  const errors = [{ message: 'Too many at once; try again in a moment.' }];
  await page.route('**/graphql', (route) => route.fulfill({ json: { data: null, errors } }), {
    times: 1,
  });
  await page.goto('/verify-email?token=none');
  await page.getByRole('alert').getByText('Too many at once').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('This link is invalid').waitFor();
  await look(page, 'verify-refused');
  const again = page.getByRole('button', { name: 'Resend verification email' });
  await again.click();
  await page.getByRole('alert').nth(1).getByText(/\w/).waitFor();
  await page.getByLabel('UCLA email').fill(JO);
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
  await page.getByText('This device').waitFor();
}

/** Runs in the page: notes when it has compiled the rules. Until then, forms send what was typed. */
function noteRules() {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const compiled = await instantiate(...given);
    globalThis.hasRules = true;
    return compiled;
  };
}

function hasRules(page) {
  return page.waitForFunction(() => globalThis.hasRules);
}

/** Presses a button and returns the new password that it sends. */
async function sentPassword(page, operation, name) {
  const request = page.waitForRequest((request) =>
    request.postData()?.includes(`mutation ${operation}`),
  );
  await page.getByRole('button', { name }).click();
  return JSON.parse((await request).postData()).variables.input.newPassword;
}
