// What roles do not allow: administrators are never matched, and some admin pages require a permission.

import assert from 'node:assert/strict';
import test from 'node:test';

import { look, open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('a page says when the role has no access to it', async (context) => {
  const { server, page } = await stage(context);
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  await signInAdmin(page, 'auditor');
  const ann = await idOf(server, 'ann@ucla.edu');
  for (const [address, permission] of [
    [`people/${ann}/edit`, 'USERS_WRITE'],
    [`matches/${ann}`, 'ROSTER_WRITE'],
  ]) {
    await page.goto(`/admin#/${address}`);
    await page.getByText(permission).waitFor();
    await page.getByRole('heading', { name: "You don't have access to this page" }).waitFor();
  }
  await page.goto('/admin#/matches');
  await page.getByRole('heading', { name: 'Matching' }).waitFor();

  await registerAdmin(server, 'listener', 'LISTENER', PASSWORD, ['SIGNALS_READ']);
  await signOut(page);
  await page.getByLabel('Username or email').waitFor();
  await signInAdmin(page, 'listener');
  await page.goto('/admin#/signals');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.goto(`/admin#/people/${ann}`);
  await page.getByText('USERS_READ').waitFor();
  assert.deepEqual(page.problems, []);
});

test('nobody is offered to change an administrator with more permissions', async (context) => {
  const { server, page } = await stage(context);
  const permissions = ['USERS_READ', 'USERS_WRITE', 'USERS_DELETE', 'SESSIONS_READ', 'SESSIONS_WRITE'];
  await registerAdmin(server, 'helper', 'HELPER', PASSWORD, permissions);
  await registerAdmin(server, 'manager', 'MANAGER', PASSWORD, [...permissions, 'ADMINS_READ']);
  const edit = page.getByRole('link', { name: 'Edit', exact: true });
  const more = page.getByRole('button', { name: 'More actions' });
  const signOuts = page.getByRole('tabpanel').getByRole('button', { name: /^Sign out/ });
  const openSessions = async (email) => {
    await page.goto(`/admin#/people/${await idOf(server, email)}?tab=sessions`);
    await page.getByRole('heading', { level: 1, name: email }).waitFor();
    await page.getByText('127.0.0.1').first().waitFor();
  };
  await signInAdmin(page, 'manager');
  await openSessions('manager@ucla.edu');
  await edit.waitFor();
  await more.waitFor();
  await signOuts.first().waitFor();
  // Whoever sees the roles of administrators is offered what the server allows, and nothing else.
  await server.adminToken('helper');
  await openSessions('helper@ucla.edu');
  await edit.waitFor();
  await openSessions(ADMIN.email);
  for (const control of [edit, more, signOuts]) assert.equal(await control.count(), 0);
  await look(page, 'person-outranked');
  await signOut(page);

  await signInAdmin(page, 'helper');
  await openSessions(ADMIN.email);
  for (const control of [edit, more, signOuts]) assert.equal(await control.count(), 0);
  await openSessions('helper@ucla.edu');
  await edit.waitFor();
  await signOuts.first().waitFor();
  assert.deepEqual(page.problems, []);
});

test('only mentees without a pending deletion can be matched with a mentor', async (context) => {
  const { server, page } = await stage(context);
  const requestDeletion = `mutation($input: RequestAccountDeletionInput!) {
    requestAccountDeletion(input: $input) { errors { code } } }`;
  const email = 'ben@ucla.edu';
  await server.ask(requestDeletion, { input: { confirmation: email } }, await server.token(email));
  await signInAdmin(page);
  await page.goto(`/admin#/matches/${await idOf(server, 'max@ucla.edu')}`);
  await page.getByText("Max Miller isn't a mentee.").waitFor();
  await page.goto(`/admin#/matches/${await idOf(server, email)}`);
  await page.getByText("Ben Baker's account is scheduled for deletion.").waitFor();
  await look(page, 'match-pending-deletion');
  assert.equal(await page.getByRole('button', { name: /Match with/ }).count(), 0);
  await page.goto(`/admin#/matches/${await idOf(server, 'ann@ucla.edu')}`);
  await page.getByRole('button', { name: 'Match with Max Miller' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('the member site links administrators to the admin console', async (context) => {
  const { page } = await stage(context);
  await signInAdmin(page);
  await page.goto('/');
  await page.getByRole('link', { name: 'Open the admin console' }).waitFor();
  await look(page, 'home-admin');
  for (const name of ['Survey', 'Mentors', 'Mentees', 'Messages']) {
    assert.equal(await page.getByRole('link', { name }).count(), 0);
  }
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('This device').waitFor();
  assert.equal(await page.getByRole('button', { name: /Become a/ }).count(), 0);
  await page.getByText("You'll lose your admin access right away.").waitFor();
  assert.equal(await page.getByText(/match/).count(), 0);
  await look(page, 'account-admin');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('link', { name: 'Open the admin console' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test('a sign-in on the member site does not open the admin console, which says so', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, ADMIN.email);
  await page.getByRole('link', { name: 'Open the admin console' }).click();
  await page.getByText("You're signed in to the member site as dean@ucla.edu.").waitFor();
  await look(page, 'admin-sign-in-notice');
  assert.deepEqual(page.problems, []);
});

test('a filter named like a property of every object has no effect', async (context) => {
  const { page } = await stage(context);
  await signInAdmin(page);
  const asked = page.waitForRequest((request) => request.postData()?.includes('query People'));
  await page.goto('/admin#/people?role=constructor&order=toString');
  const { variables } = JSON.parse((await asked).postData());
  assert.equal(variables.filter.role, null);
  assert.equal(variables.orderBy, null);
  await page.getByRole('link', { name: 'Ann Adams' }).waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  return { server, page: await open(browser, server.url) };
}

async function idOf(server, email) {
  const query = 'query($email: String!) { user(email: $email) { id } }';
  return (await server.ask(query, { email }, await server.adminToken())).user.id;
}
