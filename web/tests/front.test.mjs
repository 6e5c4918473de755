// The pages for visitors: a sign-in leads to the page that was asked for, an address is typed once, and passwords can be
// shown.

import assert from 'node:assert/strict';
import test from 'node:test';

import { endSession, hasFocus, look, open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';
const MAX = 'max@ucla.edu';
const PROFILE = { firstName: 'Jo', lastName: 'Bruin', year: 0, major: ['Physics'] };

test('a sign-in leads to the page that was asked for', async (context) => {
  const { page } = await stage(context);
  await page.goto('/#/survey?step=interests');
  await signIn(page, JO);
  await page.getByRole('heading', { name: 'Interests' }).waitFor();
  assert.match(page.url(), /#\/survey\?step=interests$/);

  // The next person on this computer starts at home, with empty fields.
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(await page.getByLabel('UCLA email').inputValue(), '');
  await signIn(page, MAX);
  await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
  assert.match(page.url(), /#\/$/);
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();

  // By way of other pages for visitors.
  await page.goto('/#/survey?step=studies');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('link', { name: 'Back to sign-in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, JO);
  await page.getByRole('heading', { name: 'Studies' }).waitFor();
  assert.match(page.url(), /#\/survey\?step=studies$/);
  assert.deepEqual(page.problems, []);
});

test('the page that one visitor asked for is not shown to the next', async (context) => {
  const { page } = await stage(context);
  await page.goto('/#/survey?step=interests');
  await signIn(page, JO);
  await page.getByRole('heading', { name: 'Interests' }).waitFor();
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
  await endSession(page);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.getByText('Your session has ended.').waitFor();
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  const email = page.getByLabel('UCLA email');
  await page.getByRole('button', { name: 'Email me a reset link' }).waitFor();
  assert.equal(await email.inputValue(), '');
  await page.getByRole('link', { name: 'Back to sign-in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await signIn(page, MAX);
  await page.getByRole('heading', { name: /^Hi\b/ }).waitFor();
  assert.match(page.url(), /#\/$/);
  assert.deepEqual(page.problems, []);
});

test("an administrator's sign-in leads to the page that was asked for", async (context) => {
  const { server, page } = await stage(context);
  const query = 'query($email: String!) { user(email: $email) { id } }';
  const { user } = await server.ask(query, { email: JO }, await server.adminToken());
  await page.goto(`/admin#/people/${user.id}`);
  await page.getByLabel('Username or email').fill(ADMIN.username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Jo Bruin' }).waitFor();
  await signOut(page);
  await page.getByRole('heading', { name: 'Admin sign-in' }).waitFor();
  await look(page, 'sign-in-admin');
  assert.match(page.url(), /#\/$/);
  await signInAdmin(page);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('an address is typed once, and is in no URL', async (context) => {
  const { page } = await stage(context);
  const email = page.getByLabel('UCLA email');
  await page.goto('/');
  await email.fill(JO);
  for (const [link, button] of [
    ['Forgot your password?', 'Email me a reset link'],
    ['Back to sign-in', 'Sign in'],
    ['Create an account', 'Create account'],
    ['Sign in', 'Sign in'],
  ]) {
    await page.getByRole('link', { name: link }).click();
    await page.getByRole('button', { name: button, exact: true }).waitFor();
    assert.equal(await email.inputValue(), JO, button);
    assert.ok(!page.url().includes('jo'), page.url());
  }
  await page.reload();
  await email.waitFor();
  assert.equal(await email.inputValue(), '');
  assert.deepEqual(page.problems, []);
});

test('a password can be shown, until it is sent', async (context) => {
  const { page } = await stage(context);
  await page.goto('/');
  await page.getByLabel('UCLA email').fill(JO);
  const password = page.getByLabel('Password');
  const show = page.getByRole('button', { name: 'Show password' });
  await password.fill('not this one');
  assert.equal(await password.getAttribute('type'), 'password');
  await show.press('Enter');
  await hasFocus(show);
  assert.equal(await password.getAttribute('type'), 'text');
  assert.equal(await show.getAttribute('aria-pressed'), 'true');
  await look(page, 'sign-in-password-shown');
  await password.press('Enter');
  await page.locator('.notice-bad').waitFor();
  assert.equal(await password.getAttribute('type'), 'password');
  assert.equal(await show.getAttribute('aria-pressed'), 'false');
  await signInMember(page, JO);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Change your password' }).click();
  for (const name of ['Show current password', 'Show new password']) {
    await page.getByRole('button', { name, exact: true }).waitFor();
  }
  assert.deepEqual(page.problems, []);
});

test('a refused registration leads to the field', async (context) => {
  const { page } = await stage(context);
  await page.goto('/#/register');
  await look(page, 'register');
  const create = page.getByRole('button', { name: 'Create account' });
  await page.getByLabel('UCLA email').fill('new@ucla.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await create.click();
  await hasFocus(page.getByLabel('UCLA email'));
  await page.getByLabel('UCLA email').fill(JO);
  await create.click();
  // The server does not say whether the address has an account, so it is the form's error or a note.
  await page.locator('.notice, .error').first().waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.member(JO, 'MENTEE', PROFILE);
  await server.register(MAX);
  return { server, page: await open(browser, server.url) };
}

async function signIn(page, email) {
  await page.getByLabel('UCLA email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
