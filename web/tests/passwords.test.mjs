// A new password in the console: its strength while it is typed, and what the server says about it before it is sent.

import assert from 'node:assert/strict';
import test from 'node:test';
import { validatePassword } from '@bruinbridge/validation';

import { hasFocus, interrupt, look, open, signInMember } from './browser.mjs';
import { messageOf } from './messages.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

/** Known to attackers, and to the server only. */
const KNOWN = 'weapon01';
const TOO_COMMON = messageOf('PASSWORD_TOO_COMMON', validatePassword('bruins2024'));
/** How many bytes the estimate of the strength may have, compressed. */
const BUDGET = 60 * 1024;

test('the strength of a password is shown while it is typed', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  const loaded = [];
  page.on('response', (response) => {
    if (response.url().includes('password_strength')) loaded.push(response);
  });
  await page.goto('/#/register');
  const password = page.getByLabel('Password');
  await password.waitFor();
  assert.equal(loaded.length, 0);
  await password.pressSequentially('sunny');
  const strength = page.locator('.strength [aria-live=polite]');
  await strength.getByText('Password strength: Weak').waitFor();
  await look(page, 'password-weak');
  await password.fill('ucla chess');
  await strength.getByText('Password strength: Fair').waitFor();
  await password.fill('quartz violin 7 umbrella');
  await strength.getByText('Password strength: Strong').waitFor();
  await look(page, 'password-strong');
  await password.fill('');
  await strength.waitFor({ state: 'hidden' });
  const sizes = await Promise.all(
    loaded.map(async (response) => (await response.request().sizes()).responseBodySize),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total > 10_000 && total <= BUDGET, `the estimate is ${total} bytes`);
  assert.deepEqual(page.problems, []);
});

test('a password that attackers know is refused before the form is sent', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  const sent = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/graphql')) sent.push(request.postDataJSON().operationName);
  });
  await page.goto('/#/register');
  const password = page.getByLabel('Password');
  const error = page.getByText(TOO_COMMON, { exact: true });
  await page.getByLabel('UCLA email').fill('jo@ucla.edu');
  for (const refused of ['bruins2024', KNOWN]) {
    await password.fill(refused);
    await password.blur();
    await error.waitFor();
    assert.equal(await error.count(), 1);
    await password.fill(PASSWORD);
    await error.waitFor({ state: 'detached' });
  }
  await look(page, 'password-known');
  assert.ok(sent.includes('CheckPassword'));
  assert.ok(!sent.includes('Register'));
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a member who changes the password may not choose the name', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', PASSWORD_MIN: '10' });
  await server.member('j@ucla.edu', 'MENTEE', { firstName: 'Josephine', lastName: 'Bruin' });
  const page = await open(browser, server.url);
  await signInMember(page, 'j@ucla.edu');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Change your password' }).click();
  await page.getByText('10 to 128 characters.').waitFor();
  await page.getByLabel('Current password').fill(PASSWORD);
  const owner = { firstName: 'Josephine', passwordMin: 10, field: 'newPassword' };
  const field = page.getByLabel('New password');
  for (const [code, password] of [
    ['PASSWORD_TOO_SHORT', 'nine char'],
    ['PASSWORD_MATCHES_NAME', 'josephine1'],
  ]) {
    await field.fill(password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText(messageOf(code, validatePassword(password, owner)), { exact: true }).waitFor();
  }
  await page.goto('/reset-password/none');
  await page.getByText('10 to 128 characters.').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a form for the password forgets it when it closes', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.register('jo@ucla.edu');
  const page = await open(browser, server.url);
  await signInMember(page, 'jo@ucla.edu');
  await page.getByRole('link', { name: 'Account' }).click();
  const toggle = page.getByRole('button', { name: 'your password' });
  await toggle.click();
  await page.getByLabel('Current password').fill('not this one');
  await page.getByLabel('New password').fill(PASSWORD);
  await toggle.click();
  await page.getByLabel('Current password').waitFor({ state: 'detached' });
  await toggle.click();
  assert.equal(await page.getByLabel('Current password').inputValue(), '');
  assert.equal(await page.getByLabel('New password').inputValue(), '');
  await page.getByLabel('Current password').fill(PASSWORD);
  await page.getByLabel('New password').fill('quartz violin 7 umbrella');
  await page.keyboard.press('Enter');
  await page.getByText('Password changed. Your other devices have been signed out.').waitFor();
  await hasFocus(toggle);
  assert.deepEqual(page.problems, []);
});

test('without a response there is no message, and the server judges the form', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await page.goto('/#/register');
  const password = page.getByLabel('Password');
  await page.getByLabel('UCLA email').fill('jo@ucla.edu');
  await interrupt(page, 'CheckPassword');
  const failed = page.waitForEvent('requestfailed');
  await password.fill(KNOWN);
  await password.blur();
  await failed;
  const error = page.getByText(TOO_COMMON, { exact: true });
  assert.equal(await error.count(), 0);
  await page.getByRole('button', { name: 'Create account' }).click();
  await error.waitFor();
  assert.deepEqual(page.problems, []);
});
