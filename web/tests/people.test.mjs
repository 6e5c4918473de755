// People in the administrators' console: found, filtered, paged through, changed, deleted.

import assert from 'node:assert/strict';
import test from 'node:test';
import { endSession, look, open, signInAdmin, tabTo } from './browser.mjs';
import { LONG, programme, register } from './programme.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('an administrator finds people and acts on them', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await programme(server, 18);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await keyboard(page);
  await pages(page);
  await search(page);
  await filters(page);
  await person(page);
  await edit(page, server);
  await actions(page, server);
  await removal(page);
  await readers(browser, server);
  await interruptions(page, server);
  assert.deepEqual(page.problems, []);
});

async function pages(page) {
  await row(page, 'crowd17').waitFor();
  await look(page, 'people');
  assert.equal(await page.locator('tbody tr').count(), 20);
  const pager = page.getByRole('navigation', { name: 'Pages of people' });
  assert.ok(await pager.getByRole('button', { name: 'Previous' }).isDisabled());
  await pager.getByRole('button', { name: 'Next' }).click();
  await row(page, 'Max Miller').waitFor();
  assert.match(page.url(), /after=/);
  await page.reload();
  await row(page, 'Max Miller').waitFor();
  assert.ok(await pager.getByRole('button', { name: 'Next' }).isDisabled());
  await pager.getByRole('button', { name: 'Previous' }).click();
  await row(page, 'crowd17').waitFor();
  await page.goBack();
  await row(page, 'Max Miller').waitFor();
}

/** The way past the navigation leads to the content, and to no other page. */
async function keyboard(page) {
  await page.reload();
  await row(page, 'crowd17').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  await tabTo(page, page.getByRole('link', { name: 'crowd17' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'crowd17' }).waitFor();
  await page.getByRole('link', { name: '← People' }).click();
}

async function search(page) {
  await page.getByRole('searchbox').pressSequentially('mill', { delay: 20 });
  await row(page, 'Max Miller').waitFor();
  await row(page, 'ann@ucla.edu').waitFor({ state: 'detached' });
  assert.equal(await page.locator('tbody tr').count(), 1);
  assert.match(page.url(), /search=mill$/);
  await page.getByRole('searchbox').fill('nobody at all');
  await page.getByText('Nobody is like that.').waitFor();
  await look(page, 'people-none');
  await page.goBack();
  await row(page, 'Max Miller').waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
}

async function filters(page) {
  await page.getByRole('link', { name: 'People' }).click();
  await row(page, 'crowd17').waitFor();
  await page.getByLabel('Role').selectOption('Mentor');
  await row(page, 'crowd17').waitFor({ state: 'detached' });
  await page.getByLabel('Order').selectOption('By name');
  await page.waitForURL(/order=name/);
  await page.locator('tbody tr:first-child').filter({ hasText: 'Max Miller' }).waitFor();
  const names = await page.locator('tbody .person a').allTextContents();
  assert.deepEqual(names, ['Max Miller', 'Mia Moreno']);
  await page.getByLabel('Address').selectOption('Unverified');
  await page.getByText('Nobody is like that.').waitFor();
  await page.goBack();
  await row(page, 'Mia Moreno').waitFor();
  await page.getByLabel('Role').selectOption('Mentee');
  await page.getByRole('link', { name: 'Ann Adams' }).waitFor();
}

async function person(page) {
  await page.getByRole('searchbox').fill('wolfe');
  await row(page, LONG.email).waitFor();
  await page.getByRole('link', { name: LONG.lastName }).click();
  await page.getByRole('heading', { name: LONG.lastName }).waitFor();
  await page.getByText('user_survey_completed').waitFor();
  await look(page, 'person-long');
}

/** Only what was changed is sent. */
async function edit(page, server) {
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Last name').fill('B'.repeat(151));
  const refusal = page.getByText('Shorten this to at most 150 characters.');
  await refusal.waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
  await look(page, 'person-edit-refused', refusal);
  await page.getByLabel('First name').fill('Hugo');
  await page.getByLabel('Last name').fill('Berger');
  await page.getByLabel('Role').selectOption('Mentor');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Hugo Berger' }).waitFor();
  await page.getByText('5 of 5 places left').waitFor();
  const query = '{ signals(filter: { names: USER_UPDATE_STARTED }, last: 1) { nodes { updateData } } }';
  const { signals } = await server.ask(query, {}, await server.adminToken());
  const sent = { firstName: 'Hugo', lastName: 'Berger', role: 'mentor' };
  assert.deepEqual(lower(signals.nodes[0].updateData), lower(sent));
}

/** Roles are written in capitals in some places. */
function lower(data) {
  return JSON.parse(JSON.stringify(data).toLowerCase());
}

async function actions(page, server) {
  const password = page.getByRole('button', { name: 'Send a password reset' });
  await password.click();
  await page.getByText('A link is on its way').waitFor();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('Deactivated; all sessions have ended.').waitFor();
  // The first tells of the edit.
  await page.getByText('user_updated', { exact: true }).nth(1).waitFor();
  const refused = await server.ask(
    'mutation($input: LoginInput!) { login(input: $input) { errors { code } } }',
    { input: { email: LONG.email, password: PASSWORD } },
  );
  assert.equal(refused.login.errors[0].code, 'ACCOUNT_INACTIVE');
  await password.click();
  await page.getByRole('alert').getByText(/\w/).waitFor();
  await look(page, 'person-refused');
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('Active again.').waitFor();
}

/** With the keyboard alone, and only after the address was typed. */
async function removal(page) {
  await tabTo(page, page.getByRole('button', { name: 'Delete at once' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete this account for good?' });
  await dialog.waitFor();
  await look(page, 'person-delete');
  const sure = dialog.getByRole('button', { name: 'Delete for good' });
  assert.ok(await sure.isDisabled());
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.keyboard.press('Enter');
  await page.keyboard.type(LONG.email);
  await tabTo(page, sure);
  await page.keyboard.press('Enter');
  await page.getByText('The account is deleted for good.').waitFor();
  await page.getByRole('link', { name: '← People' }).click();
  await page.getByRole('searchbox').fill('wolfe');
  await page.getByText('Nobody is like that.').waitFor();
}

/** Whoever may only read is offered nothing else. */
async function readers(browser, server) {
  await register(server, 'auditor', 'AUDITOR', PASSWORD);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'auditor');
  await page.goto('/admin#/people?search=ann');
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByText('user_survey_completed').waitFor();
  for (const name of ['Deactivate', 'Send a password reset', 'Delete at once']) {
    assert.equal(await page.getByRole('button', { name }).count(), 0, name);
  }
  assert.equal(await page.getByRole('link', { name: /Edit|Find a mentor/ }).count(), 0);
  await look(page, 'person-auditor');
  await page.getByRole('button', { name: 'Sign out' }).click();

  await register(server, 'plumber', 'PLUMBER', PASSWORD, ['WEBHOOKS_READ']);
  await signInAdmin(page, 'plumber');
  await page.getByRole('heading', { name: 'Nothing to see here yet' }).waitFor();
  assert.equal(await page.getByRole('navigation').count(), 0);
  await look(page, 'admin-nothing');
  assert.deepEqual(page.problems, []);
}

/** A server that is away is said to be; a session that ended elsewhere leads to the sign-in. */
async function interruptions(page, server) {
  await server.stop();
  await page.getByRole('link', { name: 'Ann Adams' }).or(page.getByLabel('Role')).first().waitFor();
  await page.getByLabel('Role').selectOption('Mentor');
  await page.getByRole('alert').getByText('The server cannot be reached').waitFor();
  await look(page, 'people-broken');
  await server.serve();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Nobody is like that.').waitFor();

  await endSession(page);
  await page.getByLabel('Role').selectOption('Mentee');
  await page.getByRole('heading', { name: 'Administration' }).waitFor();
}

function row(page, text) {
  return page.getByRole('row').filter({ hasText: text });
}
