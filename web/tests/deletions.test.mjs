// Pending deletions: restored during the grace period, and deleted permanently after it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

test('an administrator restores accounts that are pending deletion', async (context) => {
  const { server, page } = await stage(context, { ACCOUNT_RECOVERY_GRACE_PERIOD: '72' });
  await page.getByRole('link', { name: 'Deletions', exact: true }).click();
  await page.getByText('No pending deletions').waitFor();
  await look(page, 'deletions-none');
  await requestDeletion(server, 'ann@ucla.edu');
  await requestDeletion(server, 'max@ucla.edu');
  await page.reload();
  await page.getByRole('row', { name: /Ann Adams.*in 2 days 23 h/ }).waitFor();
  await look(page, 'deletions');
  await page.getByRole('button', { name: 'Restore Ann Adams' }).click();
  await page.getByText("Ann Adams's account has been restored.").waitFor();
  await page.getByRole('row', { name: /Ann Adams/ }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByText('Pending deletion', { exact: true }).waitFor();
  await look(page, 'person-pending-deletion');
  await page.getByRole('button', { name: 'Restore account' }).click();
  await page.getByText('Pending deletion', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

test('a page that becomes empty goes back to the first page', async (context) => {
  const { server, page } = await stage(context, {}, 18);
  for (let index = 0; index < 18; index += 1) {
    await requestDeletion(server, `crowd${String(index).padStart(2, '0')}@ucla.edu`);
  }
  for (const name of ['ann', 'ben', 'max']) await requestDeletion(server, `${name}@ucla.edu`);
  await page.getByRole('link', { name: 'Deletions', exact: true }).click();
  await page.getByRole('button', { name: 'Next →' }).click();
  await page.waitForURL(/after=/);
  const rows = page.locator('tbody tr');
  await rows.nth(1).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Restore/ }).click();
  await page.getByText(/has been restored\.$/).waitFor();
  await rows.nth(19).waitFor();
  assert.doesNotMatch(page.url(), /after=/);
  assert.deepEqual(page.problems, []);
});

test('an administrator deletes expired accounts', async (context) => {
  // Two seconds.
  const { server, page } = await stage(context, { ACCOUNT_RECOVERY_GRACE_PERIOD: '0.00056' });
  await requestDeletion(server, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'Deletions', exact: true }).click();
  // The server's own purge may run first; then the list is empty.
  const expired = page.getByText('Expired', { exact: true });
  await expired.or(page.getByText('No pending deletions')).first().waitFor();
  await page.getByRole('button', { name: 'Delete expired accounts' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete expired accounts?' });
  await dialog.getByRole('button', { name: 'Delete permanently' }).click();
  await page.getByText(/permanently deleted\.$/).waitFor();
  await page.getByText('No pending deletions').waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context, settings, further) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...settings });
  await createProgram(server, further);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  return { server, page };
}

async function requestDeletion(server, email) {
  const document = `mutation($input: RequestAccountDeletionInput!) {
    requestAccountDeletion(input: $input) { errors { code } } }`;
  await server.ask(document, { input: { confirmation: email } }, await server.token(email));
}
