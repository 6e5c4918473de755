// The console asks for the password again before it changes something, and then continues.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

/** Two seconds. */
const SOON = { REAUTHENTICATE_AFTER_MINUTES: '0.034' };

test('an administrator enters the password again, and what was begun goes on', async (context) => {
  const { page, dialog } = await stage(context);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.waitForTimeout(2100);
  const deletion = page.getByRole('dialog', { name: /^Permanently delete/ });
  await deletion.getByLabel('Type max@ucla.edu to confirm').fill('max@ucla.edu');
  await deletion.getByRole('button', { name: 'Delete permanently' }).click();
  await look(page, 'reauthenticate');
  await dialog.getByLabel('Password').fill('not this one');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByText('Incorrect password. Try again.').waitFor();
  await dialog.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText(/has been permanently deleted\.$/).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a member who cancels keeps the account, and a member who confirms leaves', async (context) => {
  const { page, dialog } = await stage(context);
  await signInMember(page, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.waitForTimeout(2100);
  await page.getByLabel('Type ann@ucla.edu to confirm').fill('ann@ucla.edu');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Enter your password again to continue.').waitFor();
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await dialog.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Keep my account' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a session that ends while the dialog is open leaves nothing waiting', async (context) => {
  const { server, page, dialog } = await stage(context);
  await signInAdmin(page);
  await page.waitForTimeout(2100);
  await deleteMax(page);
  await dialog.waitFor();
  const mutation = 'mutation { revokeOtherSessions { errors { code } } }';
  await server.ask(mutation, {}, await server.adminToken());
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await dialog.waitFor({ state: 'detached' });
  await signInAdmin(page);
  await page.waitForTimeout(2100);
  await deleteMax(page);
  await dialog.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByText(/has been permanently deleted\.$/).waitFor();
});

async function deleteMax(page) {
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const deletion = page.getByRole('dialog', { name: /^Permanently delete/ });
  await deletion.getByLabel('Type max@ucla.edu to confirm').fill('max@ucla.edu');
  await deletion.getByRole('button', { name: 'Delete permanently' }).click();
}

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...SOON });
  await createProgram(server);
  const page = await open(browser, server.url);
  const dialog = page.getByRole('dialog', { name: 'Enter your password again' });
  return { server, page, dialog };
}
