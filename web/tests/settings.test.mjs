// The page of settings in force: changed ones first, found by words, secrets never shown.

import assert from 'node:assert/strict';
import test from 'node:test';

import { interrupt, look, open, signInAdmin } from './browser.mjs';
import { registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const SECRET = 'hunter2-of-the-mail-server';

test('an administrator reads the settings, and no secret', async (context) => {
  const { server, browser } = await setUp(context, {
    SEND_EMAILS: 'false',
    PASSWORD_MIN: '11',
    SMTP_URL: `smtps://bridge:${SECRET}@mail.example`,
  });
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await interrupt(page, 'Settings');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText("Can't reach the server.").waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  const changed = page.getByRole('region', { name: 'Changed' });
  const unchanged = page.getByRole('region', { name: 'As by default' });
  await setting(changed, 'PASSWORD_MIN').getByText('11', { exact: true }).waitFor();
  await setting(changed, 'SMTP_URL').getByText('set', { exact: true }).waitFor();
  assert.equal(await setting(unchanged, 'PASSWORD_MIN').count(), 0);
  await setting(unchanged, 'SIGNAL_RETENTION_DAYS').waitFor();
  assert.ok(!(await page.content()).includes(SECRET));
  await look(page, 'settings');

  await page.getByRole('searchbox').fill('password_min');
  await setting(unchanged, 'SIGNAL_RETENTION_DAYS').waitFor({ state: 'detached' });
  await setting(changed, 'PASSWORD_MIN').waitFor();
  await page.getByRole('searchbox').fill('zzzz');
  await page.getByText('No setting found').waitFor();
  await look(page, 'settings-none');
  assert.deepEqual(page.problems, []);
});

test('the settings need the permission to see administrators', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await registerAdmin(server, 'reader', 'READER', PASSWORD, ['USERS_READ']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'reader');
  await page.goto('/admin#/settings');
  await page.getByText('ADMINS_READ').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Settings', exact: true }).count(), 0);
  assert.deepEqual(page.problems, []);
});

/** A setting in the list, by its name. */
function setting(list, name) {
  return list.locator('.settings > div').filter({ has: list.page().getByText(name, { exact: true }) });
}
