// An address that someone else registered: its owner follows the link, and the stranger cannot get in.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open } from './browser.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const OWN = 'correct zebra battery';
const LINK = /\/verify-email\?token=[\w-]+/;

test('the owner of an address that somebody else registered sets a password', async (context) => {
  const { server, browser } = await setUp(context);
  await server.register(EMAIL, 'MENTOR');
  const link = await server.link(LINK);
  const page = await open(browser, server.url);
  await page.goto(link);
  await page.getByText(`A BruinBridge account was created for ${EMAIL} on`).waitFor();
  await page.reload();
  await page.getByLabel('Password').waitFor();
  // Looking verifies nothing.
  assert.deepEqual(await refusals(server, PASSWORD), ['EMAIL_NOT_VERIFIED']);
  await page.getByLabel('No, or not sure').check();
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password and verify email' }).click();
  await page.getByText('at least 8 characters').waitFor();
  await look(page, 'verify-new-password');
  await page.getByLabel('New password').fill(OWN);
  await page.keyboard.press('Enter');
  await page.getByText(`${EMAIL} is verified. Your new password is set.`).waitFor();
  await look(page, 'verified-new-password');
  assert.deepEqual(await refusals(server, PASSWORD), ['INVALID_CREDENTIALS']);
  assert.deepEqual(await refusals(server, OWN), []);
  await page.getByRole('link', { name: 'Go to sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a link that is used elsewhere meanwhile leads to another email', async (context) => {
  const { server, browser } = await setUp(context);
  await server.register(EMAIL);
  const link = await server.link(LINK);
  const page = await open(browser, server.url);
  await page.goto(link);
  await page.getByLabel('No, or not sure').check();
  await page.getByLabel('New password').fill(OWN);
  const verify = 'mutation($input: VerifyEmailInput!) { verifyEmail(input: $input) { email } }';
  await server.ask(verify, { input: { token: link.split('=').at(-1) } });
  await page.getByRole('button', { name: 'Set password and verify email' }).click();
  await page.getByText('This link is invalid').waitFor();
  await page.getByRole('button', { name: 'Resend verification email' }).waitFor();
  await page.reload();
  await page.getByText(`${EMAIL} is already verified.`).waitFor();
  assert.deepEqual(page.problems, []);
});

test('behind an invalid link, the code is entered in one form with the password', async (context) => {
  const { server, browser } = await setUp(context);
  await server.register(EMAIL);
  const code = await server.code(EMAIL);
  const page = await open(browser, server.url);
  await page.goto('/verify-email?token=none');
  await page.getByText('This link is invalid').waitFor();
  await page.getByLabel('Code').fill(code);
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await look(page, 'verify-invalid-link');
  await page.getByLabel('Password').press('Enter');
  await page.getByText(`${EMAIL} is verified.`).waitFor();
  assert.deepEqual(await refusals(server, PASSWORD), []);
  assert.deepEqual(page.problems, []);
});

/** The codes with which a sign-in is refused; none when it is not. */
async function refusals(server, password) {
  const query = 'mutation($input: LoginInput!) { login(input: $input) { errors { code } } }';
  const { login } = await server.ask(query, { input: { email: EMAIL, password } });
  return login.errors.map(({ code }) => code);
}
