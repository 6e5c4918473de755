// The activity page: who did what to whom, by person, kind, and date, a page at a time.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin } from './browser.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const SETTINGS = { SEND_EMAILS: 'false' };

test('an administrator reads what happened, and filters it', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: 'ann@ucla.edu' } }, await server.token('max@ucla.edu'));
  const login = 'mutation($input: LoginInput!) { login(input: $input) { token } }';
  await server.ask(login, { input: { email: 'ann@ucla.edu', password: 'not this one' } });
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  const failed = page.getByRole('row', {
    name: /A sign-in as Ann Adams failed \(incorrect password\)\./,
  });
  await failed.waitFor();
  await look(page, 'activity');

  await page.getByLabel('Kind').selectOption('Matched');
  await failed.waitFor({ state: 'detached' });
  assert.equal(await page.locator('tbody tr').count(), 1);
  await page.reload();
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  await page.getByLabel('Kind').selectOption('All');
  await failed.waitFor();
  await page.getByRole('searchbox').fill('mia@ucla.edu');
  await failed.waitFor({ state: 'detached' });
  await page.getByText('Mia Moreno registered.').waitFor();
  assert.equal(await page.getByText('Ann Adams').count(), 0);
  await page.getByRole('searchbox').fill('nobody@ucla.edu');
  await page.getByText('No account has this email address.').waitFor();
  await page.getByRole('searchbox').fill('max@ucla.edu');
  await page.getByLabel("Person's part").selectOption('Acted');
  await page.getByText('Max Miller took on Ann Adams as a mentee.').waitFor();
  await page.getByLabel('To', { exact: true }).fill('2000-01-01');
  await page.getByText('Nothing found.').waitFor();
  await page.getByLabel('To', { exact: true }).fill('');
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByRole('heading', { name: 'Ann Adams' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the list grows by a page at a time', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await server.member('ann@ucla.edu', 'MENTEE', { firstName: 'Ann', lastName: 'Adams' });
  const ann = await server.token('ann@ucla.edu');
  const update = `mutation($input: ProfileInput!) {
    updateProfile(input: $input) { errors { code } } }`;
  for (let index = 0; index < 40; index += 1) {
    await server.ask(update, { input: { hobbies: `Hobby ${index}` } }, ann);
  }
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.goto('/admin#/activity?kind=ACCOUNT_CHANGED');
  const changes = page.getByRole('row', { name: /Ann Adams changed their account\./ });
  await changes.nth(29).waitFor();
  assert.equal(await changes.count(), 30);
  await page.getByRole('button', { name: 'Load more' }).click();
  await changes.nth(39).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Load more' }).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('without the permission to see accounts, people are hidden', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await createProgram(server);
  await registerAdmin(server, 'reader', 'READER', PASSWORD, ['SIGNALS_READ']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'reader');
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByText('[hidden] registered.').first().waitFor();
  assert.equal(await page.getByRole('searchbox').count(), 0);
  assert.equal(await page.getByText('Ann Adams').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Reports', exact: true }).count(), 0);
  assert.deepEqual(page.problems, []);
});
