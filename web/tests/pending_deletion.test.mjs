// The end of the grace period: the page says so, and goes to the sign-in once the account is deleted.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasFocus, look, open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const JO = 'jo@ucla.edu';

test('the page shows that the grace period is over, and then that the account is deleted', async (context) => {
  // Six seconds.
  const settings = { SEND_EMAILS: 'false', ACCOUNT_RECOVERY_GRACE_PERIOD: '0.00167' };
  const { server, browser } = await setUp(context, settings);
  await server.register(JO);
  const page = await open(browser, server.url);
  await signInMember(page, JO);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByLabel(`Type ${JO} to confirm`).fill(JO);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  await page.getByRole('button', { name: 'Keep my account' }).focus();
  await page.getByText('The time to change your mind ended').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Keep my account' }).count(), 0);
  assert.equal(await page.getByRole('timer').count(), 0);
  await hasFocus(page.getByRole('heading', { name: 'Your account is scheduled for deletion' }));
  await look(page, 'pending-deletion-over');

  const purge = 'mutation { purgeExpiredAccounts { purged } }';
  await server.ask(purge, {}, await server.adminToken());
  await page.getByText('has been permanently deleted').waitFor();
  await hasFocus(page.getByRole('heading', { name: 'Sign in' }));
  await look(page, 'pending-deletion-done');
  assert.deepEqual(page.problems, []);
});
