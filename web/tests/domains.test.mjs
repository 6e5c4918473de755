// The registration form accepts the same email domains as the server, and gives the same errors.

import assert from 'node:assert/strict';
import test from 'node:test';
import { validatePassword } from '@bruinbridge/validation';

import { open } from './browser.mjs';
import { messageOf } from './messages.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ADDRESSES = [
  'jo@ucla.edu',
  'jo@g.ucla.edu',
  'jo@Alumni.UCLA.edu',
  'jo@alumni.ucla.com',
  'jo@mednet.ucla.edu',
  'jo@ucla.edu.example.com',
  'jo',
];

test("the form accepts the domains in the server's settings", async (context) => {
  const domains = 'alumni.ucla.edu, anderson.ucla.edu';
  const { server, browser } = await setUp(context, { UCLA_EMAIL_DOMAINS: domains });
  const page = await open(browser, server.url);
  await page.goto('/#/register');
  const hint = '@ucla.edu, @g.ucla.edu, @alumni.ucla.edu, or @anderson.ucla.edu.';
  await page.getByText(hint).waitFor();
  for (const address of ADDRESSES) {
    assert.deepEqual(await formErrors(page, address), await serverErrors(server, address), address);
  }
  assert.deepEqual(page.problems, []);
});

/** The form's errors about an email address. The password is too short, so the form is not sent. */
async function formErrors(page, address) {
  await page.getByLabel('UCLA email').fill(address);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  const tooShort = messageOf('PASSWORD_TOO_SHORT', validatePassword('short'));
  await page.getByText(tooShort, { exact: true }).waitFor();
  const messages = await page.locator('.error').allTextContents();
  return messages.filter((message) => message !== tooShort);
}

async function serverErrors(server, email) {
  const document = `mutation($input: RegisterInput!) {
    register(input: $input) { errors { field message } } }`;
  const input = { email, password: PASSWORD.slice(0, 5) };
  const { register } = await server.ask(document, { input });
  return register.errors.filter(({ field }) => field[0] === 'email').map(({ message }) => message);
}
