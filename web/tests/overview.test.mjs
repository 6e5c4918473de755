// The overview: the server's numbers, and charts by day.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin } from './browser.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

test('the overview shows the numbers of the server', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: 'ann@ucla.edu' } }, await server.token('max@ucla.edu'));
  const wrong = { email: 'ann@ucla.edu', password: 'not this one' };
  const login = 'mutation($input: LoginInput!) { login(input: $input) { token } }';
  await server.ask(login, { input: wrong });
  const document = `{ stats { roles { role accounts } days { signIns failedSignIns } } }`;
  const page = await open(browser, server.url);
  await signInAdmin(page);
  const { stats } = await server.ask(document, {}, await server.adminToken());

  const sum = (name) => stats.days.reduce((total, day) => total + day[name], 0);
  assert.equal(sum('failedSignIns'), 1);
  await page.reload();
  const chart = `Sign-ins by day: Signed in ${sum('signIns')}, Failed 1`;
  await page.getByRole('img', { name: chart }).waitFor();
  await page.getByRole('img', { name: 'Registrations by day: Registered 5, Failed 0' }).waitFor();
  await page.getByRole('img', { name: 'Matches by day: New matches 1' }).waitFor();
  await page.getByRole('row', { name: 'All 3 2 1' }).waitFor();
  await page.getByRole('row', { name: 'Pending deletion 0 0 0' }).waitFor();
  await look(page, 'overview');

  await page.getByLabel('Period').selectOption('Last 7 days');
  await page.waitForURL(/days=7$/);
  await page.reload();
  await page.getByRole('img', { name: /Registered 5/ }).waitFor();
  assert.equal(await page.getByLabel('Period').inputValue(), '7');
  await page.getByText('View as table').first().click();
  await page.getByRole('row', { name: /^\d{4}-\d\d-\d\d 5 0$/ }).waitFor();
  await page.goBack();
  await page.getByRole('img', { name: chart }).waitFor();
  assert.equal(await page.getByLabel('Period').inputValue(), '30');
  assert.deepEqual(page.problems, []);
});
