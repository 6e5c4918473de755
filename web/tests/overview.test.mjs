// The overview: the server's numbers, and charts by day.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasValue, interrupt, look, open, signInAdmin } from './browser.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
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
  await page.getByRole('row', { name: /^\w{3}, \w{3} \d+, \d{4} \(so far\) 5 0$/ }).waitFor();
  await page.goBack();
  // The chart has the same name for both periods.
  await hasValue(page.getByLabel('Period'), '30');
  await page.getByRole('img', { name: chart }).waitFor();

  await page.getByLabel('Period').selectOption('Last 90 days');
  await page.getByRole('img', { name: 'Registrations by week: Registered 5, Failed 0' }).waitFor();
  const table = page.locator('details').first();
  await table.getByRole('row', { name: /^(\w{3} \d+ – )?.*\d{4} \(so far\) 5 0$/ }).waitFor();
  await look(page, 'overview-weeks');
  assert.deepEqual(page.problems, []);
});

test('each tile is a link and compares the week with the one before', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await tile(page, 'New accounts, 7 days').getByText('5 more than the week before').waitFor();
  await tile(page, 'New matches, 7 days').getByText('Same as the week before').waitFor();
  await page.getByRole('link', { name: 'Mentors', exact: true }).click();
  await page.getByRole('link', { name: 'Max Miller' }).waitFor();
  assert.equal(await page.locator('tbody tr').count(), 2);
  assert.deepEqual(page.problems, []);
});

test('a chart shows the numbers of the day under the pointer', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  const card = page.locator('.card').filter({ hasText: 'Registrations' });
  const chart = card.getByRole('img');
  await chart.waitFor();
  const registered = card.locator('dd').first();
  assert.equal(await registered.textContent(), '5');
  await card.getByText('Last 30 days, by day').waitFor();
  const over = chart.locator('.u-over');
  const { width, height } = await over.boundingBox();
  await over.hover({ position: { x: width * 0.3, y: height / 2 } });
  await card.getByText(/^\w{3}, \w{3} \d+, \d{4}$/).waitFor();
  assert.equal(await registered.textContent(), '0');
  await over.hover({ position: { x: width - 3, y: height / 2 } });
  await card
    .getByText(/\(so far\)$/)
    .first()
    .waitFor();
  assert.equal(await registered.textContent(), '5');
  await look(page, 'overview-hover', card);
  await page.mouse.move(0, 0);
  await card.getByText('Last 30 days, by day').waitFor();
  assert.deepEqual(page.problems, []);
});

test('what waits is counted and linked, and a quiet program says that nothing does', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', MENTOR_APPROVAL: 'true' });
  const page = await open(browser, server.url);
  await signInAdmin(page);
  const list = page.locator('.card').filter({ hasText: 'To do first' });
  await list.getByText('Nothing waits for you').waitFor();
  await look(page, 'overview-quiet');
  await createProgram(server, 2);
  const concern = `mutation($input: RaiseConcernInput!) { raiseConcern(input: $input) { errors { code } } }`;
  await server.ask(concern, { input: { text: 'Too long.' } }, await server.token('ann@ucla.edu'));
  const leave = `mutation($input: RequestAccountDeletionInput!) {
    requestAccountDeletion(input: $input) { errors { code } } }`;
  await server.ask(
    leave,
    { input: { confirmation: 'ben@ucla.edu' } },
    await server.token('ben@ucla.edu'),
  );
  await page.reload();
  for (const text of [
    '1 concern is open',
    '2 mentors wait for approval',
    '2 mentees wait for a mentor',
    "2 mentees haven't finished their profiles",
    '1 account is scheduled for deletion',
  ]) {
    await list.getByRole('link', { name: text }).waitFor();
  }
  assert.equal(await list.getByRole('link').count(), 5);
  await look(page, 'overview-to-do');
  for (const [text, count] of [
    ['mentors wait for approval', 2],
    ["mentees haven't finished their profiles", 2],
  ]) {
    await list.getByRole('link', { name: text }).click();
    await page.locator('tbody tr').nth(1).waitFor();
    await page.getByText(`${count} people`, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
  }
  await list.getByRole('link', { name: 'concern is open' }).click();
  await page.getByText('Too long.').waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await list.getByRole('link', { name: 'scheduled for deletion' }).click();
  await page.getByRole('link', { name: 'Ben Baker' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('what a role may not see does not wait for it', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.member('ann@ucla.edu', 'MENTEE', { firstName: 'Ann' });
  const concern = `mutation($input: RaiseConcernInput!) { raiseConcern(input: $input) { errors { code } } }`;
  await server.ask(concern, { input: { text: 'Too long.' } }, await server.token('ann@ucla.edu'));
  await registerAdmin(server, 'reader', 'READER', PASSWORD, ['USERS_READ']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'reader');
  await page.getByRole('link', { name: "1 mentee hasn't finished their profile" }).waitFor();
  assert.equal(await page.getByText('concern').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Failed sign-ins, 7 days' }).count(), 0);
  assert.deepEqual(page.problems, []);
});

test('the overview shows when the server is down, and loads again', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  const page = await open(browser, server.url);
  await interrupt(page, 'Overview');
  await signInAdmin(page);
  await page.getByRole('alert').getByText("Can't reach the server").waitFor();
  await look(page, 'overview-broken');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('To do first').waitFor();
  assert.deepEqual(page.problems, []);
});

function tile(page, title) {
  return page.locator('.tiles > div').filter({ hasText: title });
}
