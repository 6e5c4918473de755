// What was refused is said for as long as it is true: whoever changes their input reads nothing of the one before.

import assert from 'node:assert/strict';
import test from 'node:test';
import { interrupt, open, signInAdmin, signInMember } from './browser.mjs';
import { programme } from './programme.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

test('a refusal goes when its field is changed', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, 'ann@ucla.edu');
  await page.getByRole('link', { name: 'Account' }).click();
  await refused(page, 'Change password', async () => {
    await page.getByLabel('Current password').fill('not this one');
    await page.getByLabel('New password').fill('zebra battery horse');
  });
  await page.getByLabel('Current password').fill(PASSWORD);
  await nothingIsRefused(page);
  await page.getByRole('button', { name: 'Sign out' }).first().click();

  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await refused(page, 'Send me a link', () => page.getByLabel('UCLA e-mail').fill('ann@ucla'));
  await page.getByLabel('UCLA e-mail').fill('ann@ucla.edu');
  await nothingIsRefused(page);

  await page.goto('/reset-password/none');
  await refused(page, 'Set password', () => page.getByLabel('New password').fill('short'));
  await page.getByLabel('New password').fill('zebra battery horse');
  await nothingIsRefused(page);
  assert.deepEqual(page.problems, []);
});

test('a registration that failed says nothing of another one', async (context) => {
  const { page } = await stage(context);
  await page.goto('/#/register');
  await interrupt(page, 'Register');
  await page.getByLabel('Password').fill(PASSWORD);
  await refused(page, 'Create account', () => page.getByLabel('UCLA e-mail').fill('new@ucla.edu'));
  await page.getByLabel('Mentor').check();
  await nothingIsRefused(page);
  assert.deepEqual(page.problems, []);
});

test('a refusal about somebody goes when what was refused is changed', async (context) => {
  const { server, page } = await stage(context);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  for (const menteeEmail of ['ann@ucla.edu', 'ben@ucla.edu']) {
    await server.ask(add, { input: { menteeEmail } }, await server.token('max@ucla.edu'));
  }
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Max Miller' }).click();
  const address = page.getByLabel('Add a mentee by e-mail');
  await refused(page, 'Add', () => address.fill('nobody@ucla.edu'));
  await address.fill('nobody');
  await nothingIsRefused(page);
  await refused(page, 'Set', () => page.getByLabel('Places at most').selectOption('1'));
  await page.getByLabel('Places at most').selectOption('2');
  await nothingIsRefused(page);

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await interrupt(page, 'UpdatePerson');
  await refused(page, 'Save', () => page.getByLabel('Clubs').fill('Chess club'));
  await page.getByLabel('May sign in').uncheck();
  await nothingIsRefused(page);
  assert.deepEqual(page.problems, []);
});

async function stage(context) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await programme(server);
  return { server, page: await open(browser, server.url) };
}

/** A press that is answered with a sentence. */
async function refused(page, name, fill) {
  await fill();
  await page.getByRole('button', { name, exact: true }).click();
  await refusals(page).first().waitFor();
}

function refusals(page) {
  return page.locator('.error, .notice-bad');
}

async function nothingIsRefused(page) {
  await refusals(page).first().waitFor({ state: 'detached' });
  assert.equal(await refusals(page).count(), 0);
}
