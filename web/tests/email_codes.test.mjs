// Codes in place of links, and the change of the email address on the account page.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasFocus, look, open } from './browser.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const EMAIL = 'jo@ucla.edu';
const OTHER = 'joanna@ucla.edu';
const NEW_PASSWORD = 'another horse battery';
const RESET_CODE = /^ *([0-9A-Z]{4}-[0-9A-Z]{4})\r?$/m;

test('a new member types the code, and resets the password with another one', async (context) => {
  const { server, browser } = await setUp(context);
  const page = await open(browser, server.url);
  await page.goto('/#/register');
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Check your email' }).waitFor();
  await look(page, 'register-code');
  const code = await server.code(EMAIL);
  await page.getByLabel('Code').fill(code === '111111' ? '111112' : '111111');
  await page.getByRole('button', { name: 'Verify email' }).click();
  await page.getByText("This code doesn't work").waitFor();
  await page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.keyboard.press('Enter');
  await page.getByText(`${EMAIL} is verified.`).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByRole('button', { name: 'Email me a reset link' }).click();
  await page.getByLabel('Code').waitFor();
  await look(page, 'reset-code');
  await page.getByLabel('Code').fill((await server.code(EMAIL, RESET_CODE)).toLowerCase());
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByRole('heading', { name: 'Password changed' }).waitFor();
  await signIn(page, EMAIL, NEW_PASSWORD);
  assert.deepEqual(page.problems, []);
});

test('a sign-in before the verification offers the code', async (context) => {
  const { server, browser } = await setUp(context);
  await server.register(EMAIL);
  const code = await server.code(EMAIL);
  const page = await open(browser, server.url);
  await page.goto('/#/sign-in');
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Code').fill(code);
  await look(page, 'sign-in-code');
  await page.getByRole('button', { name: 'Verify email' }).click();
  await page.getByText(`${EMAIL} is verified.`).waitFor();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
  // An invalid link takes a code, too.
  await page.goto('/verify-email?token=x');
  await page.getByLabel('UCLA email').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Verify email' }).click();
  await page.getByText(`${EMAIL} is verified.`).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a member changes the email address on the account page', async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  await server.register(EMAIL);
  const page = await open(browser, server.url);
  await signIn(page, EMAIL, PASSWORD);
  await page.goto('/#/account');
  await page.getByRole('button', { name: 'Change your email address' }).click();
  await hasFocus(page.getByLabel('New email address'));
  await page.getByLabel('New email address').fill('jo@gmail.com');
  await page.getByRole('button', { name: 'Change email address' }).click();
  await page.getByText('Use your UCLA email address').waitFor();
  await look(page, 'email-change');
  await ask(page, OTHER);
  await page.getByText(`We sent a link and a code to ${OTHER}`).waitFor();
  await look(page, 'email-change-pending');
  await page.getByRole('button', { name: 'Cancel the change' }).click();
  await page.getByRole('button', { name: 'Change your email address' }).click();
  await ask(page, OTHER);
  await page.getByRole('button', { name: 'Send again' }).waitFor();
  const code = await server.code(OTHER);
  await page.getByLabel('Code').fill('12345');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText("This code doesn't work").waitFor();
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText(`You sign in with ${OTHER}`).waitFor();
  await look(page, 'email-changed');
  assert.deepEqual(page.problems, []);
});

test("an administrator changes a person's address", async (context) => {
  const { server, browser } = await setUp(context, { AUTO_VERIFY: 'true' });
  await server.register(EMAIL);
  const page = await open(browser, server.url);
  await page.goto('/admin');
  await page.getByLabel('Username or email').fill(ADMIN.username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.goto('/admin#/people');
  await page.getByRole('link', { name: EMAIL }).first().click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Email', { exact: true }).fill(ADMIN.email);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('An account with this email address already exists').waitFor();
  await page.getByLabel('Email', { exact: true }).fill(OTHER);
  await look(page, 'person-email');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: OTHER }).first().waitFor();
  await server.link(/\/undo-email-change\?token=[\w-]+/);
  assert.deepEqual(page.problems, []);
});

async function ask(page, email) {
  await page.getByLabel('New email address').fill(email);
  await page.getByLabel('Your password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Change email address' }).click();
}

async function signIn(page, email, password) {
  await page.goto('/#/sign-in');
  await page.getByLabel('UCLA email').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
}
