// People in the admin console: search, filters, pages, edits, and deletion.

import assert from 'node:assert/strict';
import test from 'node:test';
import { validateSurvey } from '@bruinbridge/validation';

import { endSession, hasFocus, hasValue, look, open, signInAdmin, signOut, tabTo } from './browser.mjs';
import { messageOf } from './messages.mjs';
import { createProgram, LONG, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('an administrator finds people and acts on them', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server, 18);
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

/** "Skip to content" focuses the content and stays on the page. */
async function keyboard(page) {
  await page.reload();
  await row(page, 'crowd17').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
  await page.keyboard.press('Tab');
  await hasFocus(page.getByRole('link', { name: 'Download CSV' }));
  await page.keyboard.press('Tab');
  await hasFocus(page.getByRole('button', { name: 'Invite' }));
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  const link = page.getByRole('link', { name: 'crowd17' });
  await tabTo(page, link);
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Person' });
  await panel.getByRole('heading', { name: 'crowd17' }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  await hasFocus(link);
  await page.waitForURL((url) => !url.hash.includes('person='));
}

async function search(page) {
  await page.getByRole('searchbox').pressSequentially('mill', { delay: 20 });
  await page.waitForURL(/search=mill$/);
  // While someone types slowly, the list has what the first characters find.
  await row(page, 'Mia Moreno').waitFor({ state: 'detached' });
  await row(page, 'Max Miller').waitFor();
  assert.equal(await page.locator('tbody tr').count(), 1);
  await page.getByRole('searchbox').fill('nobody at all');
  await page.getByText('No people found').waitFor();
  await look(page, 'people-none');
  await page.goBack();
  await row(page, 'Max Miller').waitFor();
  await hasValue(page.getByRole('searchbox'), '');
}

async function filters(page) {
  await page.getByRole('link', { name: 'People' }).click();
  await row(page, 'crowd17').waitFor();
  await chip(page, 'Mentors 2').click();
  await row(page, 'crowd17').waitFor({ state: 'detached' });
  await page.getByText('2 people', { exact: true }).waitFor();
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').press('Enter');
  await page.waitForURL(/order=name$/);
  await page.locator('tbody tr:first-child').filter({ hasText: 'Max Miller' }).waitFor();
  const names = () => page.locator('tbody .person a').allTextContents();
  assert.deepEqual(await names(), ['Max Miller', 'Mia Moreno']);
  const sort = page.getByRole('columnheader', { name: 'Name' });
  assert.equal(await sort.getAttribute('aria-sort'), 'ascending');
  await hasFocus(sort.getByRole('button'));
  await sort.getByRole('button').press('Enter');
  await page.locator('tbody tr:first-child').filter({ hasText: 'Mia Moreno' }).waitFor();
  assert.deepEqual(await names(), ['Mia Moreno', 'Max Miller']);
  await page.getByRole('button', { name: 'More filters' }).click();
  await look(page, 'people-filters');
  assert.equal(await page.getByLabel('Sort by').inputValue(), 'name-down');
  await page.getByLabel('Verification').selectOption('Unverified');
  await page.getByText('No people found').waitFor();
  await page.getByRole('button', { name: 'More filters (1)' }).waitFor();
  await page.goBack();
  await row(page, 'Mia Moreno').waitFor();
  await chip(page, 'Mentees').click();
  await page.getByRole('link', { name: 'Ann Adams' }).waitFor();
  await chip(page, 'Waiting 3').click();
  await page.getByText('3 people', { exact: true }).waitFor();
  await chip(page, 'Profile incomplete').click();
  await page.getByText('18 people', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByText('24 people', { exact: true }).waitFor();
}

/** The page keeps the list behind the panel, and the full page leads back to it. */
async function person(page) {
  await page.getByRole('searchbox').fill('wolfe');
  await row(page, LONG.email).waitFor();
  await page.getByRole('link', { name: LONG.lastName }).click();
  const panel = page.getByRole('dialog', { name: 'Person' });
  await panel.getByRole('heading', { name: LONG.lastName }).waitFor();
  await panel.getByText('Can be matched').waitFor();
  await look(page, 'person-panel');
  await panel.getByRole('tab', { name: 'Activity' }).click();
  await panel.getByText('completed the survey').waitFor();
  await page.reload();
  await panel.getByText('completed the survey').waitFor();
  await look(page, 'person-panel-activity');
  await panel.getByRole('link', { name: 'Open full page' }).click();
  await page.getByRole('heading', { level: 1, name: LONG.lastName }).waitFor();
  await page.getByText('completed the survey').waitFor();
  await look(page, 'person-activity');
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByText('Can be matched').waitFor();
  await look(page, 'person-long');
  await backToPeople(page).click();
  await row(page, LONG.email).waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'wolfe');
  await page.getByRole('link', { name: LONG.lastName }).click();
  await panel.waitFor();
}

/** Edits a person; only the changed fields are sent. */
async function edit(page, server) {
  await page.getByRole('link', { name: 'Edit' }).click();
  const lastName = 'B'.repeat(151);
  await page.getByLabel('Last name').fill(lastName);
  const tooLong = page.getByText(messageOf('NAME_TOO_LONG', validateSurvey({ lastName })));
  await tooLong.waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save' }).isDisabled());
  await look(page, 'person-edit-error', tooLong);
  await page.getByLabel('First name').fill('Hugo');
  await page.getByLabel('Last name').fill('Berger');
  await page.getByLabel('Role').selectOption('Mentor');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Hugo Berger' }).waitFor();
  await page.getByText('5 of 5 spots left').waitFor();
  const sent = { firstName: 'Hugo', lastName: 'Berger', role: 'mentor' };
  assert.deepEqual(lower(await lastUpdate(server)), lower(sent));
}

/** What was changed by the last change of an account, as the log has it. */
async function lastUpdate(server) {
  const query = '{ signals(filter: { names: USER_UPDATE_STARTED }, last: 1) { nodes { updateData } } }';
  const { signals } = await server.ask(query, {}, await server.adminToken());
  return signals.nodes[0].updateData;
}

/** Compares without case: the API and the signals write roles differently. */
function lower(data) {
  return JSON.parse(JSON.stringify(data).toLowerCase());
}

async function actions(page, server) {
  const password = page.getByRole('dialog', { name: "Reset Hugo Berger's password?" });
  await choose(page, 'Reset the password…');
  await password.getByText("It doesn't change the email address.").waitFor();
  await password.getByText("It doesn't lock the account").waitFor();
  await password.getByText('sign them out everywhere').waitFor();
  await look(page, 'person-reset');
  await password.getByRole('button', { name: 'Reset the password' }).click();
  await page.getByText("We're emailing a password reset link").waitFor();
  await page.getByRole('tab', { name: 'Activity' }).click();
  await page.getByText(' changed the role of Hugo Berger from mentee to mentor.').waitFor();
  // The sentence of a deactivation names no field. The change of the role before it has a sentence of its own.
  const changes = page.getByText(/ changed the account of Hugo Berger\.$/);
  assert.equal(await changes.count(), 0);
  await choose(page, 'Deactivate…');
  const deactivation = page.getByRole('dialog', { name: "Deactivate Hugo Berger's account?" });
  await deactivation.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('Account deactivated. All sessions have ended.').waitFor();
  await changes.waitFor();
  assert.equal(await changes.count(), 1);
  assert.deepEqual(lower(await lastUpdate(server)), { isactive: false });
  const signIn = await server.ask(
    'mutation($input: LoginInput!) { login(input: $input) { errors { code } } }',
    { input: { email: LONG.email, password: PASSWORD } },
  );
  assert.equal(signIn.login.errors[0].code, 'ACCOUNT_INACTIVE');
  await choose(page, 'Reset the password…');
  await password.getByRole('button', { name: 'Reset the password' }).click();
  await password.getByRole('alert').getByText(/\w/).waitFor();
  await look(page, 'person-error');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Emails' }).click();
  await page.getByRole('tabpanel').getByText('Password reset').waitFor();
  await look(page, 'person-emails');
  await page.getByRole('button', { name: 'Activate' }).click();
  await page.getByText('Account activated.').waitFor();
}

/** Deletes a person with the keyboard alone; it takes the typed email address. */
async function removal(page) {
  const more = page.getByRole('button', { name: 'More actions' });
  const open = async () => {
    await page.keyboard.press('Enter');
    const item = page.getByRole('button', { name: 'Delete…' });
    await item.waitFor();
    for (const _item of await page.locator('.menu:popover-open button').all()) {
      if (await item.evaluate((element) => element === document.activeElement)) break;
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
  };
  await tabTo(page, more);
  await open();
  const dialog = page.getByRole('dialog', { name: "Permanently delete Hugo Berger's account?" });
  await dialog.waitFor();
  await look(page, 'person-delete');
  const confirm = dialog.getByRole('button', { name: 'Delete permanently' });
  assert.ok(await confirm.isDisabled());
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await hasFocus(more);
  await open();
  await tabTo(page, dialog.getByLabel(`Type ${LONG.email} to confirm`));
  await page.keyboard.type(LONG.email);
  await tabTo(page, confirm);
  await page.keyboard.press('Enter');
  await page.getByText('The account has been permanently deleted.').waitFor();
  await backToPeople(page).click();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'wolfe');
  await page.getByText('No people found').waitFor();
}

/** An administrator who may only read sees no other actions. */
async function readers(browser, server) {
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'auditor');
  await page.goto('/admin#/people?search=ann');
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  await page.getByRole('tab', { name: 'Activity' }).click();
  await page.getByText('completed the survey').waitFor();
  for (const name of ['More actions', 'Sign out everywhere', 'Approve mentor', 'Activate']) {
    assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
  }
  assert.equal(await page.getByRole('link', { name: /Edit|Find a mentor/ }).count(), 0);
  await look(page, 'person-auditor');
  await page.keyboard.press('Escape');
  await signOut(page);

  await registerAdmin(server, 'plumber', 'PLUMBER', PASSWORD, ['SESSIONS_READ']);
  await signInAdmin(page, 'plumber');
  await page.getByRole('heading', { name: "You don't have access to the console" }).waitFor();
  assert.equal(await page.getByRole('navigation').count(), 0);
  await look(page, 'admin-no-pages');
  assert.deepEqual(page.problems, []);
}

/** Shows when the server is down; a session that ended elsewhere leads to the sign-in. */
async function interruptions(page, server) {
  await server.stop();
  await chip(page, 'Mentors').click();
  await page.getByRole('alert').getByText("Can't reach the server").waitFor();
  await look(page, 'people-broken');
  await server.serve();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('No people found').waitFor();

  await endSession(page);
  await chip(page, 'Mentees').click();
  await page.getByRole('heading', { name: 'Admin sign-in' }).waitFor();
}

function chip(page, name) {
  return page.getByRole('group', { name: 'Filters' }).getByRole('button', { name });
}

/** The link of a person's page, not that of the navigation. */
function backToPeople(page) {
  return page.getByRole('main').getByRole('link', { name: 'People', exact: true });
}

/** Chooses from the menu of a person. */
async function choose(page, item) {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: item }).click();
}

function row(page, text) {
  return page.getByRole('row').filter({ hasText: text });
}
