// One person in the admin console: the panel and its address, sessions, sign-ins, and what is to be done next.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, hold, interrupt, look, open, signInAdmin } from './browser.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const LOGIN = 'mutation($input: LoginInput!) { login(input: $input) { token } }';

test('a panel opens beside the list, and the address holds it', async (context) => {
  const { page } = await stage(context, 18);
  await page.goto('/admin#/people?order=newest');
  const link = page.getByRole('link', { name: 'Ben Baker' });
  await link.scrollIntoViewIfNeeded();
  const position = await page.evaluate(() => window.scrollY);
  await link.click();
  await panel(page).getByRole('heading', { name: 'Ben Baker' }).waitFor();
  assert.match(page.url(), /order=newest&person=/);
  assert.equal(await page.evaluate(() => window.scrollY), position, 'the list keeps its position');
  await panel(page).getByRole('tab', { name: 'Emails' }).click();
  await page.waitForURL(/tab=emails/);
  await page.goBack();
  await page.goBack();
  await panel(page).waitFor({ state: 'detached' });
  assert.match(page.url(), /order=newest$/);
  await page.goForward();
  await panel(page).getByRole('button', { name: 'Close' }).click();
  await panel(page).waitFor({ state: 'detached' });
  await page.waitForURL(/order=newest$/);
  assert.deepEqual(page.problems, []);
});

test('devices are shown by their names, and signed out one by one', async (context) => {
  const { server, page } = await stage(context);
  await signInFrom(server, 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile Safari/604.1');
  await signInFrom(server, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0');
  await openPerson(page, server, 'ann@ucla.edu');
  await page.getByRole('tab', { name: 'Sessions' }).click();
  await page.getByText('Safari on iPhone').first().waitFor();
  await page.getByText('Firefox on Windows').first().waitFor();
  await look(page, 'person-sessions');
  await page.getByRole('button', { name: 'Sign out of Safari on iPhone' }).click();
  await announces(page, 'Signed out of that device.');
  await page.getByText('Safari on iPhone').first().waitFor({ state: 'detached' });
  await interrupt(page, 'EndPersonSessions');
  const everywhere = page.getByRole('button', { name: 'Sign out everywhere' });
  await everywhere.click();
  const dialog = page.getByRole('dialog', { name: 'Sign Ann Adams out everywhere?' });
  await look(page, 'person-sign-out-everywhere');
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await dialog.getByText("Can't reach the server").waitFor();
  await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
  await announces(page, 'Signed out everywhere.');
  await page.getByText('Not signed in anywhere').waitFor();
  await hasFocus(everywhere);
  await look(page, 'person-sessions-none');
  assert.deepEqual(page.problems, []);
});

test('many failed sign-ins do not push the rest out of view', async (context) => {
  const { server, page } = await stage(context);
  for (let guess = 0; guess < 8; guess += 1) {
    await server.ask(LOGIN, { input: { email: 'ann@ucla.edu', password: `guess ${guess}` } });
  }
  await openPerson(page, server, 'ann@ucla.edu');
  await page.getByRole('tab', { name: 'Activity' }).click();
  const failed = card(page, 'Failed sign-ins');
  await failed.getByText('Failed: wrong password').nth(5).waitFor();
  assert.equal(await failed.getByText('Failed: wrong password').count(), 6);
  assert.equal(await failed.getByText('127.0.0.1').count(), 6);
  await card(page, 'Sign-ins')
    .getByText(/^Signed in/)
    .waitFor();
  await card(page, 'Other activity').getByText('completed the survey').waitFor();
  assert.equal(await card(page, 'Other activity').getByText('sign-in').count(), 0);
  await look(page, 'person-guessed');
  await failed.getByRole('button', { name: 'Show older' }).click();
  await failed.getByText('Failed: wrong password').nth(7).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the next step of a mentor who waits for approval is the approval', async (context) => {
  const { server, page } = await stage(context, 0, { MENTOR_APPROVAL: 'true' });
  await openPerson(page, server, 'max@ucla.edu');
  await page.getByText('No: not approved yet').waitFor();
  await look(page, 'person-unapproved');
  await interrupt(page, 'ApproveMentor');
  const approve = page.getByRole('button', { name: 'Approve mentor' });
  await approve.click();
  await page.getByRole('alert').getByText("Can't reach the server").waitFor();
  await approve.click();
  await announces(page, 'Mentor approved.');
  await approve.waitFor({ state: 'detached' });
  await hasFocus(page.getByRole('heading', { level: 1, name: 'Max Miller' }));
  assert.deepEqual(page.problems, []);
});

test('the search of the console opens the invitation', async (context) => {
  const { page } = await stage(context);
  await page.keyboard.press('Control+K');
  await page.keyboard.type('invite');
  await page.getByRole('option', { name: 'Invite a person' }).waitFor();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite a person' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.waitForURL(/#\/people$/);
  assert.deepEqual(page.problems, []);
});

test('changes that are saved late leave the administrator where they are', async (context) => {
  const { server, page } = await stage(context);
  await page.goto(`/admin#/people/${await idOf(server, 'ann@ucla.edu')}/edit`);
  await page.getByLabel('Hobbies').fill('Sailing');
  const release = await hold(page, 'UpdatePerson');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Emails', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Emails' }).waitFor();
  release();
  await announces(page, 'The changes of Ann Adams are saved.');
  assert.match(page.url(), /#\/emails$/);
  assert.deepEqual(page.problems, []);
});

test('an account that does not exist is named so', async (context) => {
  const { page } = await stage(context);
  await page.goto('/admin#/people?person=00000000-0000-7000-8000-000000000000');
  await panel(page).getByText("This account doesn't exist.").waitFor();
  await look(page, 'person-unknown');
  assert.deepEqual(page.problems, []);
});

test('no page about people is wider than a window of 320 pixels', async (context) => {
  const { server, page } = await stage(context);
  await page.setViewportSize({ width: 320, height: 640 });
  const id = await idOf(server, 'max@ucla.edu');
  for (const [address, text] of [
    ['', 'To do first'],
    ['people', 'Max Miller'],
    [`people/${id}`, 'Can be matched'],
    [`people/${id}?tab=sessions`, "Where they're signed in"],
    [`people/${id}?tab=activity`, 'Other activity'],
    [`people/${id}?tab=emails`, 'Emails to this person'],
    [`people/${id}/edit`, 'First name'],
    ['deletions', 'No pending deletions'],
    ['concerns', 'No open concerns'],
    ['reports', 'Why matches ended'],
  ]) {
    await page.goto(`/admin#/${address}`);
    await page.getByText(text).first().waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${address} is ${wide} pixels too wide`);
  }
  assert.deepEqual(page.problems, []);
});

async function stage(context, further, settings) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...settings });
  await createProgram(server, further);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByText('To do first').waitFor();
  return { server, page };
}

function panel(page) {
  return page.getByRole('dialog', { name: 'Person' });
}

function card(page, title) {
  return page.locator('.card').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
}

async function openPerson(page, server, email) {
  await page.goto(`/admin#/people/${await idOf(server, email)}`);
  await page.getByRole('tab', { name: 'Overview' }).waitFor();
}

async function idOf(server, email) {
  const query = 'query($email: String!) { user(email: $email) { id } }';
  return (await server.ask(query, { email }, await server.adminToken())).user.id;
}

/** Ann signs in with a browser that names itself so. */
async function signInFrom(server, userAgent) {
  const variables = { input: { email: 'ann@ucla.edu', password: PASSWORD } };
  await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ query: LOGIN, variables }),
  });
}
