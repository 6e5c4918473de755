// Pending deletions: called off while there is time, and deleted for good when it is over.

import assert from 'node:assert/strict';
import test from 'node:test';
import { look, open, signInAdmin } from './browser.mjs';
import { programme } from './programme.mjs';
import { setUp } from './set_up.mjs';

test('an administrator keeps who is leaving', async (context) => {
  const { server, page } = await stage(context, {});
  await page.getByRole('link', { name: 'Deletions', exact: true }).click();
  await page.getByText('Nobody is leaving.').waitFor();
  await look(page, 'deletions-none');
  await leave(server, 'ann@ucla.edu');
  await leave(server, 'max@ucla.edu');
  await page.reload();
  await page.getByRole('row', { name: /Ann Adams.*59 min \d\d s/ }).waitFor();
  await look(page, 'deletions');
  await page.getByRole('button', { name: 'Restore Ann Adams' }).click();
  await page.getByText('Ann Adams stays.').waitFor();
  await page.getByRole('row', { name: /Ann Adams/ }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByText('Leaving', { exact: true }).waitFor();
  await look(page, 'person-leaving');
  await page.getByRole('button', { name: 'Restore the account' }).click();
  await page.getByText('Leaving', { exact: true }).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

test('a page that becomes empty leads to the people on the others', async (context) => {
  const { server, page } = await stage(context, {}, 18);
  for (let index = 0; index < 18; index += 1) {
    await leave(server, `crowd${String(index).padStart(2, '0')}@ucla.edu`);
  }
  for (const name of ['ann', 'ben', 'max']) await leave(server, `${name}@ucla.edu`);
  await page.getByRole('link', { name: 'Deletions', exact: true }).click();
  await page.getByRole('button', { name: 'Next →' }).click();
  await page.waitForURL(/after=/);
  const rows = page.locator('tbody tr');
  await rows.nth(1).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Restore/ }).click();
  await page.getByText(/stays\.$/).waitFor();
  await rows.nth(19).waitFor();
  assert.doesNotMatch(page.url(), /after=/);
  assert.deepEqual(page.problems, []);
});

test('an administrator purges what has expired', async (context) => {
  // Two seconds.
  const { server, page } = await stage(context, { ACCOUNT_RECOVERY_GRACE_PERIOD: '0.00056' });
  await leave(server, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'Deletions', exact: true }).click();
  // The server's own purge may come first; then there is nothing left to see.
  const over = page.getByText('Over', { exact: true });
  await over.or(page.getByText('Nobody is leaving.')).first().waitFor();
  await page.getByRole('button', { name: 'Purge expired' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete what has expired?' });
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText(/gone for good\.$/).waitFor();
  await page.getByText('Nobody is leaving.').waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context, settings, further) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...settings });
  await programme(server, further);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  return { server, page };
}

async function leave(server, email) {
  const document = `mutation($input: RequestAccountDeletionInput!) {
    requestAccountDeletion(input: $input) { errors { code } } }`;
  await server.ask(document, { input: { confirmation: email } }, await server.token(email));
}
