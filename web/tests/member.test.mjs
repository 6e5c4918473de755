// A member in the console, from registration to deletion: register, verify, sign in, fill in the survey, request
// deletion, cancel it, and reset the password.

import assert from 'node:assert/strict';
import test from 'node:test';
import {
  validateDeletionConfirmation,
  validateEmail,
  validatePassword,
  validateSurvey,
} from '@bruinbridge/validation';

import { hasFocus, hasValue, hold, look, open, signOut } from './browser.mjs';
import { messageOf, rejects } from './messages.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';

test('a member registers, uses the console, and cancels a deletion', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);

  await register(page);
  await verify(page, server);
  await signIn(page);
  await fillInSurvey(page);
  await manageSessions(page, server);
  await cancelDeletion(page);
  await resetPassword(page, server);
  assert.deepEqual(page.problems, []);
});

/** How many bytes the first page may load in total, compressed. */
const BUDGET = 64 * 1024;

/** Checks how many bytes were transferred before the first page appeared. */
async function isLight(page) {
  const bytes = await page.evaluate(() => {
    const entries = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
    return entries.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  });
  assert.ok(bytes > 20_000 && bytes < BUDGET, `the console's first page is ${bytes} bytes`);
}

async function register(page) {
  await page.goto('/');
  await page.getByLabel('UCLA email').waitFor();
  await isLight(page);
  await look(page, 'sign-in');
  await page.getByRole('link', { name: 'Create an account' }).click();
  // The page before has fields with the same labels.
  await page.getByRole('button', { name: 'Create account' }).waitFor();
  await page.getByLabel('UCLA email').fill('jo@ucla.com');
  await page.getByLabel('Password').fill('password1');
  await page.getByLabel('Mentor').check();
  await shows(page, messageOf('EMAIL_NOT_UCLA', validateEmail('jo@ucla.com')));
  await shows(page, messageOf('PASSWORD_TOO_COMMON', validatePassword('password1')));
  await look(page, 'register-errors');
  await page.getByRole('button', { name: 'Use jo@ucla.edu' }).click();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await look(page, 'registered');
}

async function verify(page, server) {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Resend verification email' }).waitFor();
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
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByLabel('Password').fill('not this one');
  await rejects(page, 'INVALID_CREDENTIALS', () =>
    page.getByRole('button', { name: 'Sign in' }).click(),
  );
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Hi there' }).waitFor();
  await page.getByText('0 of 4').waitFor();
  await look(page, 'home');
}

async function fillInSurvey(page) {
  await page.getByRole('link', { name: 'Fill in the survey' }).click();
  await page.getByLabel('First name').fill('Jo');
  const lastName = 'B'.repeat(151);
  await page.getByLabel('Last name').fill(lastName);
  await shows(page, messageOf('NAME_TOO_LONG', validateSurvey({ lastName })));
  const next = page.getByRole('button', { name: 'Save and continue' });
  await next.click();
  // Nothing is saved, and the focus goes to the field.
  await hasFocus(page.getByLabel('Last name'));
  await page.getByText('Step 1 of 3').waitFor();
  await page.getByLabel('Last name').fill('Bruin');
  await page.getByLabel('First-generation college student').check();
  await next.click();
  await page.getByLabel('Year').selectOption('2');
  const major = 'C'.repeat(101);
  await page.getByLabel('Major 1').fill(major);
  const tooLong = page.getByText(messageOf('ENTRY_TOO_LONG', validateSurvey({ major: [major] })));
  await tooLong.waitFor();
  await look(page, 'survey-error', tooLong);
  await page.getByLabel('Major 1').fill('  ');
  const entryEmpty = page.getByText(messageOf('ENTRY_EMPTY', validateSurvey({ major: [''] })));
  await entryEmpty.waitFor();
  await page.getByLabel('Major 1').fill('Computer Science');
  await entryEmpty.waitFor({ state: 'detached' });
  await next.click();
  await page.getByLabel('Hobbies').fill('Climbing, chess');
  await page.getByLabel('Goals').fill('An internship\nand friends on the Hill');
  await look(page, 'survey-guided', page.getByLabel('Goals'));
  const release = await hold(page, 'Me');
  const asked = page.waitForRequest(isMe);
  await page.getByRole('button', { name: 'Save and finish' }).click();
  await page.getByRole('heading', { name: 'Hi, Jo' }).waitFor();
  await page.getByText('4 of 4').waitFor();
  await asked;
  await updateSurvey(page, release);
}

/** Updates the survey. `release` lets the page fetch the account again, which the survey changed. */
async function updateSurvey(page, release) {
  await page.getByRole('link', { name: 'Update your survey' }).click();
  assert.ok(await page.getByLabel('First-generation college student').isChecked());
  await page.getByRole('link', { name: /^Interests/ }).click();
  const goals = page.getByLabel('Goals');
  await hasValue(goals, 'An internship\nand friends on the Hill');
  await hasValue(page.getByLabel('Hobbies'), 'Climbing, chess');
  // The form has what was typed since when the account comes, and the rest of the account.
  await page.getByLabel('Hobbies').fill('Climbing, chess, sailing');
  const fetched = page.waitForResponse((response) => isMe(response.request()));
  release();
  await (await fetched).finished();
  await page.getByText('You have unsaved changes.').waitFor();
  await hasValue(goals, 'An internship\nand friends on the Hill');
  await hasValue(page.getByLabel('Hobbies'), 'Climbing, chess, sailing');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await look(page, 'survey');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('heading', { name: 'Hi, Jo' }).waitFor();
}

function isMe(request) {
  return request.postData()?.includes('query Me ');
}

async function manageSessions(page, server) {
  const query = `mutation($input: LoginInput!) { login(input: $input) { token } }`;
  await server.ask(query, { input: { email: EMAIL, password: PASSWORD } });
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('This device').waitFor();
  await look(page, 'account');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).waitFor({ state: 'detached' });
}

async function cancelDeletion(page) {
  const confirmation = page.getByLabel(`Type ${EMAIL} to confirm`);
  await confirmation.fill('jo');
  const mismatch = validateDeletionConfirmation('jo', EMAIL);
  await shows(page, messageOf('CONFIRMATION_MISMATCH', mismatch));
  await confirmation.fill(EMAIL);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByRole('timer').waitFor();
  assert.match(await page.getByRole('timer').textContent(), /59m \d\ds|1h 00m/);
  await look(page, 'pending-deletion');
  await page.getByRole('button', { name: 'Keep my account' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

async function resetPassword(page, server) {
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  // The page before has a field with the same label.
  await page.getByRole('button', { name: 'Email me a reset link' }).waitFor();
  await page.getByLabel('UCLA email').fill('jo@ucla');
  await page.getByRole('button', { name: 'Email me a reset link' }).click();
  await page.locator('.error').getByText(/\w/).waitFor();
  await look(page, 'forgot-error');
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByRole('button', { name: 'Email me a reset link' }).click();
  await page.getByRole('status').or(page.locator('.notice')).first().waitFor();
  await page.goto(await server.link(/\/reset-password\/[\w-]+/));
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Set password' }).click();
  await shows(page, messageOf('PASSWORD_TOO_SHORT', validatePassword('short')));
  await look(page, 'reset-error');
  await page.getByLabel('New password').fill('another horse battery');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('heading', { name: 'Password changed' }).waitFor();
}

function shows(page, message) {
  return page.getByText(message, { exact: true }).waitFor();
}
