// The pages of administrators and of their roles: who may do what, and how it changes.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, interrupt, look, open, signInAdmin, signOut } from './browser.mjs';
import { registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const SETTINGS = { SEND_EMAILS: 'false' };

test('an administrator creates a role, adds someone with it, and changes both', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await createRole(page);
  await addAdmin(page);
  await changeRole(page);
  await deactivate(page, server);
  assert.deepEqual(page.problems, []);
});

async function createRole(page) {
  await page.getByRole('link', { name: 'Roles', exact: true }).click();
  await page.getByRole('heading', { name: 'SUPERADMIN' }).waitFor();
  await look(page, 'roles');
  await page.getByRole('button', { name: 'View AUDITOR' }).click();
  await page.getByText('This role is built in and stays as it is.').waitFor();
  assert.equal(await page.getByRole('checkbox').count(), 0);
  await look(page, 'roles-built-in');
  await page.getByRole('button', { name: 'Create a role like this one' }).click();
  await page.getByLabel('See activity').waitFor();
  assert.equal(await page.getByLabel('See people').isChecked(), true);
  assert.equal(await page.getByLabel('Change people').isChecked(), false);
  await page.getByRole('button', { name: 'Create role' }).click();
  await page.locator('.error').getByText('capital letters').waitFor();
  await page.getByLabel('Name').fill('auditor');
  await page.getByRole('button', { name: 'Create role' }).click();
  await page.locator('.error').first().waitFor();
  await page.getByLabel('Name').fill('matchmaker');
  await page.getByLabel('See activity').uncheck();
  await page.getByLabel('Match people').check();
  await look(page, 'roles-new');
  await page.getByRole('button', { name: 'Create role' }).click();
  await announces(page, 'The role MATCHMAKER is created.');
  await card(page, 'MATCHMAKER').getByText('Match people').waitFor();
  assert.equal(await card(page, 'MATCHMAKER').getByText('See activity').count(), 0);
}

async function addAdmin(page) {
  await page.getByRole('link', { name: 'Administrators', exact: true }).click();
  const button = page.getByRole('button', { name: 'Add an administrator' });
  await button.click();
  await page.getByLabel('Username').fill('max');
  await page.getByLabel('Email').fill('max@example.com');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Add administrator' }).click();
  await page.getByText('at least 8 characters').waitFor();
  await look(page, 'admins-new');
  await page.getByLabel('Email').fill('max@ucla.edu');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Add administrator' }).click();
  await page.locator('.error').first().waitFor();
  // What was typed survives a look at another page, but for the password.
  await page.getByRole('button', { name: 'Close' }).click();
  await hasFocus(button);
  await button.click();
  assert.equal(await page.getByLabel('Username').inputValue(), 'max');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Role', { exact: true }).selectOption('MATCHMAKER');
  await page.getByText('Permissions: See people, Match people').waitFor();
  await interrupt(page, 'RegisterAdmin');
  await page.getByRole('button', { name: 'Add administrator' }).click();
  await page.getByText("Can't reach the server.").waitFor();
  await page.getByRole('button', { name: 'Add administrator' }).click();
  await announces(page, 'max is an administrator now.');
  await hasFocus(button);
  await row(page, 'max').getByText('MATCHMAKER').waitFor();
  await look(page, 'admins');
}

async function changeRole(page) {
  await act(page, 'max', 'Change role…');
  await page.getByLabel('Role', { exact: true }).selectOption('AUDITOR');
  await look(page, 'admins-role');
  await page.getByRole('button', { name: 'Change role', exact: true }).click();
  await announces(page, 'max is AUDITOR now.');
  await row(page, 'max').getByText('AUDITOR').waitFor();

  await page.getByRole('link', { name: 'Roles', exact: true }).click();
  await page.getByRole('button', { name: 'Edit MATCHMAKER' }).click();
  await page.getByLabel('See activity').check();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await announces(page, 'MATCHMAKER is changed.');
  await card(page, 'MATCHMAKER').getByText('See activity').waitFor();
}

async function deactivate(page, server) {
  await page.getByRole('link', { name: 'Administrators', exact: true }).click();
  await act(page, 'max', 'Deactivate…');
  await hasFocus(page.getByRole('button', { name: 'Cancel' }));
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await row(page, 'max').getByText('Deactivated').waitFor();
  assert.equal(await tokenOf(server, 'max'), null);
  await act(page, 'max', 'Activate');
  await row(page, 'max').getByText('Deactivated').waitFor({ state: 'detached' });
  assert.ok(await tokenOf(server, 'max'));

  await act(page, 'dean', 'Deactivate…');
  await page.getByRole('button', { name: 'Deactivate', exact: true }).click();
  await page.getByRole('alert').getByText('last').waitFor();
  await look(page, 'admins-refused');
}

test('whoever may only see administrators gets no controls, and nobody grants what they lack', async (context) => {
  const { server, browser } = await setUp(context, SETTINGS);
  await registerAdmin(server, 'reader', 'READER', PASSWORD, ['ADMINS_READ']);
  await registerAdmin(server, 'keeper', 'KEEPER', PASSWORD, ['ADMINS_READ', 'ADMINS_WRITE']);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'reader');
  await page.getByRole('link', { name: 'Administrators', exact: true }).click();
  await row(page, 'keeper').waitFor();
  assert.equal(await page.getByRole('button', { name: /Actions|Add/ }).count(), 0);
  await page.goto('/admin#/admins?new=1');
  await page.goto('/admin#/roles?new=1');
  await page.getByRole('button', { name: 'View KEEPER' }).click();
  await page.getByText('Your role does not include changing roles.').waitFor();
  assert.equal(await page.getByRole('checkbox').count(), 0);
  await page.getByRole('button', { name: 'Close' }).click();
  await signOut(page);

  await signInAdmin(page, 'keeper');
  await page.goto('/admin#/admins');
  await row(page, 'reader').getByRole('button', { name: 'Actions for reader' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Actions for dean' }).count(), 0);
  await act(page, 'reader', 'Change role…');
  const options = page.getByLabel('Role', { exact: true }).getByRole('option');
  await options.first().waitFor({ state: 'attached' });
  assert.deepEqual(await options.allTextContents(), ['KEEPER', 'READER']);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.goto('/admin#/roles?role=SUPERADMIN');
  await page.getByText('This role is built in').waitFor();
  await page.goto('/admin#/roles?new=1');
  const people = page.getByLabel('See people');
  await people.waitFor();
  assert.equal(await people.isDisabled(), true);
  assert.equal(await page.getByLabel('See administrators').isDisabled(), false);
  assert.deepEqual(page.problems, []);
});

function row(page, username) {
  return page.getByRole('row').filter({ has: page.getByText(username, { exact: true }) });
}

function card(page, name) {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
}

/** Opens an administrator's menu and chooses an action. */
async function act(page, username, action) {
  await page.getByRole('button', { name: `Actions for ${username}` }).click();
  await page.locator('.menu').getByRole('button', { name: action }).click();
}

async function tokenOf(server, username) {
  const query = `mutation($input: LoginAdminInput!) { loginAdmin(input: $input) { token } }`;
  return (await server.ask(query, { input: { username, password: PASSWORD } })).loginAdmin.token;
}
