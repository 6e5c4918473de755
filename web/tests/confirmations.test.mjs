// Typing an email address to confirm works in any case.

import assert from 'node:assert/strict';
import test from 'node:test';

import { open, signInAdmin, signInMember } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';

test('an email address confirms in any case', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInMember(page, ANN);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByLabel(`Type ${ANN} to confirm`).fill('Ann@UCLA.edu');
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByRole('button', { name: 'Keep my account' }).waitFor();

  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Permanently delete/ });
  await dialog.getByLabel('Type max@ucla.edu to confirm').fill('max@ucla.ed');
  assert.ok(await dialog.getByRole('button', { name: 'Delete permanently' }).isDisabled());
  await dialog.getByLabel('Type max@ucla.edu to confirm').fill(' MAX@UCLA.EDU ');
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText(/has been permanently deleted\.$/).waitFor();
  assert.deepEqual(page.problems, []);
});
