// Concerns: a member reports one, and an administrator resolves it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin, signInMember } from './browser.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ADD = `mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }`;

test('a mentee reports a concern about the mentor, and an administrator resolves it', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const max = await server.token('max@ucla.edu');
  await server.ask(ADD, { input: { menteeEmail: 'ann@ucla.edu' } }, max);
  const page = await open(browser, server.url);
  await signInMember(page, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'Mentors', exact: true }).click();
  await page.getByRole('button', { name: 'More about Max Miller' }).click();
  await page.getByRole('button', { name: 'Report a concern about Max Miller' }).click();
  const dialog = page.getByRole('dialog', { name: 'Report a concern about Max Miller' });
  await dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await dialog.locator('.error').getByText(/\w/).waitFor();
  await look(page, 'concern-report');
  await dialog.getByLabel('What happened?').fill('He never replies.\nI wrote three times.');
  await dialog.getByRole('button', { name: 'Report', exact: true }).click();
  await page.getByText('The administrators have your report.').waitFor();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Report a concern' }).click();
  await page.getByRole('dialog').getByLabel('What happened?').fill('The survey is too long.');
  await page.getByRole('dialog').getByRole('button', { name: 'Report', exact: true }).click();
  // The message about the first report may still be shown.
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByText('The administrators have your report.').waitFor();
  await look(page, 'account-reported');

  const admin = await open(browser, server.url);
  await signInAdmin(admin);
  await admin.getByRole('navigation').getByRole('link', { name: 'Concerns' }).click();
  await admin.getByText('I wrote three times.').waitFor();
  await admin.getByText('About the program', { exact: true }).waitFor();
  await look(admin, 'concerns');
  await admin.getByRole('button', { name: 'Resolve the concern about Max Miller' }).click();
  const resolving = admin.getByRole('dialog', { name: 'Resolve this concern?' });
  await resolving.getByLabel('Note (optional)').fill('Called him.');
  await resolving.getByRole('button', { name: 'Resolve', exact: true }).click();
  await admin.getByText('I wrote three times.').waitFor({ state: 'detached' });
  const state = admin.getByRole('group', { name: 'State' });
  await state.getByRole('button', { name: 'Resolved' }).click();
  await admin.getByText('Called him.').waitFor();
  await admin.reload();
  await admin.getByText('Called him.').waitFor();
  await look(admin, 'concerns-resolved');
  await state.getByRole('button', { name: 'Open' }).click();
  await admin.getByText('About the program', { exact: true }).waitFor();
  await admin.getByRole('button', { name: 'Resolve the concern about the program' }).click();
  await resolving.getByRole('button', { name: 'Resolve', exact: true }).click();
  await admin.getByText('No open concerns').waitFor();
  await look(admin, 'concerns-none');
  await state.getByRole('button', { name: 'All' }).click();
  await admin.getByText('The survey is too long.').waitFor();
  await admin.getByRole('link', { name: 'Max Miller' }).click();
  await admin.getByRole('heading', { name: 'Max Miller' }).waitFor();
  assert.deepEqual([...page.problems, ...admin.problems], []);
});

test('a role without the permission has no page of concerns', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await registerAdmin(server, 'manager', 'MANAGER', PASSWORD);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'manager');
  await page.getByRole('link', { name: 'People' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Concerns' }).count(), 0);
  assert.deepEqual(page.problems, []);
});
