// Drafts: they last while the page is open, only their writer sees them, and saving keeps the changes of others.

import assert from 'node:assert/strict';
import test from 'node:test';

import { hasValue, look, open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const BEN = 'ben@ucla.edu';

test('a survey draft survives the end of the session, for its writer only', async (context) => {
  const { server, page } = await stage(context);
  await signInMember(page, ANN);
  await openSurvey(page);
  assert.ok(await canLeave(page));
  await hobbies(page).fill('Sailing');
  await page.getByText('You have unsaved changes.').waitFor();
  assert.ok(!(await canLeave(page)), 'the browser asks before the text is lost');
  await page.getByRole('link', { name: 'Home' }).click();
  await openSurvey(page);
  assert.equal(await hobbies(page).inputValue(), 'Sailing');
  await page.getByText('You have unsaved changes.').waitFor();

  await endElsewhere(server, ANN);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your session has ended. Please sign in again.').waitFor();
  await look(page, 'session-ended');
  await signInAgain(page, BEN);
  assert.equal(await hobbies(page).inputValue(), 'Climbing, chess');
  await endElsewhere(server, BEN);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('Your session has ended.').waitFor();
  await signInAgain(page, ANN);
  await openSurvey(page);
  assert.equal(await hobbies(page).inputValue(), 'Sailing');
  await look(page, 'survey-draft', hobbies(page));

  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  assert.ok(await canLeave(page));
  await hobbies(page).fill('Rowing');
  await signOut(page);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(await page.getByText('Your session has ended.').count(), 0);
  assert.ok(await canLeave(page));
  await signInAgain(page, ANN);
  await openSurvey(page);
  assert.equal(await hobbies(page).inputValue(), 'Sailing');
  assert.deepEqual(page.problems, []);
});

test('a survey sends only what was changed, and shows what others changed', async (context) => {
  const { server, page } = await stage(context);
  await signInMember(page, ANN);
  await openSurvey(page);
  const token = await server.adminToken();
  const find = 'query($email: String!) { user(email: $email) { id hobbies clubs } }';
  const { user } = await server.ask(find, { email: ANN }, token);
  const update = 'mutation($input: UpdateUserInput!) { updateUser(input: $input) { errors { code } } }';
  await server.ask(update, { input: { id: user.id, hobbies: 'Juggling' } }, token);
  await page.getByLabel('Clubs').fill('Rowing club');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  await hasValue(hobbies(page), 'Juggling');
  const saved = await server.ask(find, { email: ANN }, token);
  assert.deepEqual(saved.user, { id: user.id, hobbies: 'Juggling', clubs: 'Rowing club' });
  assert.deepEqual(page.problems, []);
});

test("an administrator's draft about a person lasts until it is saved or discarded", async (context) => {
  const { page } = await stage(context);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Ann Adams' }).click();
  const edit = page.getByRole('link', { name: 'Edit', exact: true });
  await edit.click();
  await hobbies(page).fill('Sailing');
  await page.getByLabel('Can sign in').uncheck();
  await page.getByRole('main').getByRole('link', { name: 'Ann Adams', exact: true }).click();
  await edit.click();
  assert.equal(await hobbies(page).inputValue(), 'Sailing');
  assert.ok(!(await page.getByLabel('Can sign in').isChecked()));
  await page.getByText('You have unsaved changes.').waitFor();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await edit.click();
  assert.equal(await hobbies(page).inputValue(), 'Climbing, chess');
  assert.ok(await canLeave(page));
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  return { server, page: await open(browser, server.url) };
}

function hobbies(page) {
  return page.getByLabel('Hobbies');
}

async function openSurvey(page) {
  await page.getByRole('link', { name: 'Survey', exact: true }).click();
  await page.getByRole('heading', { name: 'Survey' }).waitFor();
  await page.getByRole('link', { name: /^Interests/ }).click();
  await page.getByRole('heading', { name: 'Interests' }).waitFor();
}

/** Signs in without a reload, so that the page could still hold the old data. */
async function signInAgain(page, email) {
  await page.getByLabel('UCLA email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^Your menu/ }).waitFor();
}

/** Ends the sessions of an account from another device. */
async function endElsewhere(server, email) {
  const end = 'mutation { revokeOtherSessions { errors { code } } }';
  await server.ask(end, {}, await server.token(email));
}

/** Whether the page can be left without a prompt. */
function canLeave(page) {
  return page.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
}
