// The life of a member in the console: register, verify, sign in, answer the survey, leave and come back.

import assert from 'node:assert/strict';
import test from 'node:test';
import { look, open } from './browser.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';

test('a member lives a whole life in the console', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);

  await register(page);
  await verify(page, server);
  await signIn(page);
  await answerSurvey(page);
  await manageSessions(page, server);
  await leaveAndComeBack(page);
  await resetPassword(page, server);
  assert.deepEqual(page.problems, []);
});

/** Bytes that a member's first page may load, compressed, all in all. */
const BUDGET = 64 * 1024;

/** What a member loads before anything can be seen, as it came over the wire. */
async function isLight(page) {
  const bytes = await page.evaluate(() => {
    const entries = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
    return entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
  assert.ok(bytes > 20_000 && bytes < BUDGET, `the console's first page is ${bytes} bytes`);
}

async function register(page) {
  await page.goto('/');
  await page.getByLabel('UCLA e-mail').waitFor();
  await isLight(page);
  await look(page, 'sign-in');
  await page.getByRole('link', { name: 'Create an account' }).click();
  // The page before has fields of the same names.
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await page.getByLabel('UCLA e-mail').fill('jo@ucla.com');
  await page.getByLabel('Password').fill('password1');
  await page.getByLabel('Mentor').check();
  await page.getByText('did you mean jo@ucla.edu?').waitFor();
  await page.getByText('among the first ones that are tried').waitFor();
  await look(page, 'register-refused');
  await page.getByRole('button', { name: 'Use jo@ucla.edu' }).click();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  await look(page, 'registered');
}

async function verify(page, server) {
  await page.getByRole('link', { name: 'Go to sign in' }).click();
  await page.getByLabel('UCLA e-mail').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Send the verification letter again' }).waitFor();
  const link = await server.link(/\/verify-email\?token=[\w-]+/);
  await page.goto(link);
  await page.getByText('Did you create this account?').waitFor();
  await page.getByLabel('Password').fill('not this one');
  await page.getByRole('button', { name: 'Verify email' }).click();
  await page.getByText('Incorrect password').waitFor();
  await look(page, 'verify');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Verify email' }).click();
  await page.getByText(`${EMAIL} is verified.`).waitFor();
  await look(page, 'verified');
  await page.goto(link);
  await page.reload();
  await page.getByText(`${EMAIL} is already verified.`).waitFor();
}

async function signIn(page) {
  await page.goto('/');
  await page.getByLabel('UCLA e-mail').fill(EMAIL);
  await page.getByLabel('Password').fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('do not belong together').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Hello, there' }).waitFor();
  await page.getByText('0 of 4').waitFor();
  await look(page, 'home');
}

async function answerSurvey(page) {
  await page.getByRole('link', { name: 'Complete the survey' }).click();
  await page.getByLabel('First name').fill('Jo');
  await page.getByLabel('Last name').fill('B'.repeat(151));
  await page.getByText('Shorten this to at most 150 characters.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
  await page.getByLabel('Last name').fill('Bruin');
  await page.getByLabel('Year').selectOption('2');
  await page.getByRole('button', { name: 'Add a major' }).click();
  const refusal = page.getByText('Fill in this entry or remove it.');
  await refusal.waitFor();
  await look(page, 'survey-refused', refusal);
  await page.getByRole('textbox', { name: 'Major 1' }).fill('Computer Science');
  await page.getByLabel('Hobbies').fill('Climbing, chess');
  await page.getByLabel('Goals').fill('An internship\nand friends on the Hill');
  await page.getByLabel('First in the family at college').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await look(page, 'survey');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'Hello, Jo' }).waitFor();
  await page.getByText('4 of 4').waitFor();
}

async function manageSessions(page, server) {
  const query = `mutation($input: LoginInput!) { login(input: $input) { token } }`;
  await server.ask(query, { input: { email: EMAIL, password: PASSWORD } });
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('this one').waitFor();
  await look(page, 'account');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' });
}

async function leaveAndComeBack(page) {
  const confirmation = page.getByLabel(`Type ${EMAIL} to confirm`);
  await confirmation.fill('jo');
  await page.getByText('exactly as it is shown').waitFor();
  await confirmation.fill(EMAIL);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByRole('timer').waitFor();
  assert.match(await page.getByRole('timer').textContent(), /59 min \d\d s|1 h 00 min/);
  await look(page, 'leaving');
  await page.getByRole('button', { name: 'Keep my account' }).click();
  await page.getByRole('navigation').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

async function resetPassword(page, server) {
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page before has a field of the same name.
  await page.getByRole('button', { name: 'Send me a link' }).waitFor();
  await page.getByLabel('UCLA e-mail').fill('jo@ucla');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.locator('.error').getByText(/\w/).waitFor();
  await look(page, 'forgot-refused');
  await page.getByLabel('UCLA e-mail').fill(EMAIL);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByRole('status').or(page.locator('.notice')).first().waitFor();
  await page.goto(await server.link(/\/reset-password\/[\w-]+/));
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('at least 8 characters').waitFor();
  await look(page, 'reset-refused');
  await page.getByLabel('New password').fill('another horse battery');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('heading', { name: 'Password changed' }).waitFor();
}
