// The forms know which addresses this very server accepts, and say of each what the server says.

import assert from 'node:assert/strict';
import test from 'node:test';
import { open } from './browser.mjs';
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

test('the form accepts the domains that the server was given', async (context) => {
  const domains = 'alumni.ucla.edu, anderson.ucla.edu';
  const { server, browser } = await setUp(context, { UCLA_EMAIL_DOMAINS: domains });
  const page = await open(browser, server.url);
  await page.goto('/#/register');
  const hint = '@ucla.edu, @g.ucla.edu, @alumni.ucla.edu, or @anderson.ucla.edu.';
  await page.getByText(hint).waitFor();
  for (const address of ADDRESSES) {
    assert.deepEqual(await ofForm(page, address), await ofServer(server, address), address);
  }
  assert.deepEqual(page.problems, []);
});

/** What the form says before anything is sent. The password is refused, so that nothing is. */
async function ofForm(page, address) {
  await page.getByLabel('UCLA e-mail').fill(address);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('at least 8 characters').waitFor();
  const told = await page.locator('.error').allTextContents();
  return told.filter((sentence) => !sentence.includes('8 characters'));
}

async function ofServer(server, email) {
  const document = `mutation($input: RegisterInput!) {
    register(input: $input) { errors { field message } } }`;
  const input = { email, password: PASSWORD.slice(0, 5) };
  const { register } = await server.ask(document, { input });
  return register.errors.filter(({ field }) => field[0] === 'email').map(({ message }) => message);
}
