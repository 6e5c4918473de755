// What one's role does not allow: administrators have no match, and not every page of theirs is for every one.

import assert from 'node:assert/strict';
import test from 'node:test';
import { look, open, signInAdmin, signInMember } from './browser.mjs';
import { programme, register } from './programme.mjs';
import { ADMIN, PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('a page that is not for a role says so', async (context) => {
  const { server, page } = await stage(context);
  await register(server, 'auditor', 'AUDITOR', PASSWORD);
  await signInAdmin(page, 'auditor');
  const ann = await idOf(server, 'ann@ucla.edu');
  for (const [address, permission] of [
    [`people/${ann}/edit`, 'USERS_WRITE'],
    [`matches/${ann}`, 'ROSTER_WRITE'],
  ]) {
    await page.goto(`/admin#/${address}`);
    await page.getByText(permission).waitFor();
    await page.getByRole('heading', { name: 'Not for your role' }).waitFor();
  }
  await page.goto('/admin#/matches');
  await page.getByRole('heading', { name: 'Matches' }).first().waitFor();

  await register(server, 'listener', 'LISTENER', PASSWORD, ['SIGNALS_READ']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Username or e-mail').waitFor();
  await signInAdmin(page, 'listener');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.goto(`/admin#/people/${ann}`);
  await page.getByText('USERS_READ').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a mentor is sought for mentees who stay, and for nobody else', async (context) => {
  const { server, page } = await stage(context);
  const leave = `mutation($input: RequestAccountDeletionInput!) {
    requestAccountDeletion(input: $input) { errors { code } } }`;
  const email = 'ben@ucla.edu';
  await server.ask(leave, { input: { confirmation: email } }, await server.token(email));
  await signInAdmin(page);
  await page.goto(`/admin#/matches/${await idOf(server, 'max@ucla.edu')}`);
  await page.getByText('Max Miller is not a mentee.').waitFor();
  await page.goto(`/admin#/matches/${await idOf(server, email)}`);
  await page.getByText('Ben Baker is leaving.').waitFor();
  await look(page, 'match-leaving');
  assert.equal(await page.getByRole('button', { name: /Match with/ }).count(), 0);
  await page.goto(`/admin#/matches/${await idOf(server, 'ann@ucla.edu')}`);
  await page.getByRole('button', { name: 'Match with Max Miller' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test("an administrator on the members' side is led to the administrators'", async (context) => {
  const { page } = await stage(context);
  await signInAdmin(page);
  await page.goto('/');
  await page.getByRole('link', { name: "To the administrators' side" }).waitFor();
  await look(page, 'home-admin');
  for (const name of ['Survey', 'Partners']) {
    assert.equal(await page.getByRole('link', { name }).count(), 0);
  }
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('this one').waitFor();
  assert.equal(await page.getByRole('button', { name: /Become a/ }).count(), 0);
  await page.getByText('Your rights end at once.').waitFor();
  assert.equal(await page.getByText(/match/).count(), 0);
  await look(page, 'account-admin');
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('link', { name: "To the administrators' side" }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  assert.deepEqual(page.problems, []);
});

test("the members' form does not open the administrators' side, which says so", async (context) => {
  const { page } = await stage(context);
  await signInMember(page, ADMIN.email);
  await page.getByRole('link', { name: "To the administrators' side" }).click();
  await page.getByText("You are signed in as dean@ucla.edu with the members' form.").waitFor();
  await look(page, 'admin-sign-in-why');
  assert.deepEqual(page.problems, []);
});

test('a filter whose name every object has filters nothing', async (context) => {
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
  await programme(server);
  return { server, page: await open(browser, server.url) };
}

async function idOf(server, email) {
  const query = 'query($email: String!) { user(email: $email) { id } }';
  return (await server.ask(query, { email }, await server.adminToken())).user.id;
}
