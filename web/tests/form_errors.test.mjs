// Error messages disappear when the input that they are about changes.

import assert from 'node:assert/strict';
import test from 'node:test';

import { interrupt, open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('an error disappears when its field changes', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByRole('button', { name: 'Change your password' }).click();
  await fails(page, 'Change password', async () => {
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('zebra battery horse');
  });
  await page.getByLabel('Current password').fill(PASSWORD);
  await hasNoErrors(page);
  await signOut(page);

  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await fails(page, 'Email me a reset link', () => page.getByLabel('UCLA email').fill('ann@ucla'));
  await page.getByLabel('UCLA email').fill('ann@ucla.edu');
  await hasNoErrors(page);

  await page.goto('/reset-password/none');
  await fails(page, 'Set password', () => page.getByLabel('New password').fill('short'));
  await page.getByLabel('New password').fill('zebra battery horse');
  await hasNoErrors(page);
  assert.deepEqual(page.problems, []);
});

test('an error about a registration disappears when the form changes', async (context) => {
  const { page } = await stage(context);
  await page.goto('/#/register');
  await interrupt(page, 'Register');
  await page.getByLabel('Password').fill(PASSWORD);
  await fails(page, 'Create account', () => page.getByLabel('UCLA email').fill('new@ucla.edu'));
  await page.getByLabel('Mentor').check();
  await hasNoErrors(page);
  assert.deepEqual(page.problems, []);
});

test('an error about a person disappears when the form changes', async (context) => {
  const { server, page } = await stage(context);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  for (const menteeEmail of ['ann@ucla.edu', 'ben@ucla.edu']) {
    await server.ask(add, { input: { menteeEmail } }, await server.token('max@ucla.edu'));
  }
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Max Miller' }).click();
  const address = page.getByLabel('Add a mentee by email');
  await fails(page, 'Add', () => address.fill('nobody@ucla.edu'));
  await address.fill('nobody');
  await hasNoErrors(page);
  await fails(page, 'Save', () => page.getByLabel('Maximum mentees').selectOption('1'));
  await page.getByLabel('Maximum mentees').selectOption('2');
  await hasNoErrors(page);

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await interrupt(page, 'UpdatePerson');
  await fails(page, 'Save', () => page.getByLabel('Clubs').fill('Chess club'));
  await page.getByLabel('Can sign in').uncheck();
  await hasNoErrors(page);
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  return { server, page: await open(browser, server.url) };
}

/** Fills in a form, presses its button, and waits for an error. */
async function fails(page, name, fill) {
  await fill();
  await page.getByRole('button', { name, exact: true }).click();
  await errors(page).first().waitFor();
}

function errors(page) {
  return page.locator('.error, .notice-bad');
}

async function hasNoErrors(page) {
  await errors(page).first().waitFor({ state: 'detached' });
  assert.equal(await errors(page).count(), 0);
}
