// Whoever goes by the keyboard is never thrown back to the beginning: what is pressed keeps the focus, and what goes
// away leaves it to the title of what was around it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { hasFocus, interrupt, open, signInAdmin, signInMember } from './browser.mjs';
import { programme } from './programme.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';

test('each page before the sign-in has a name and begins at its title', async (context) => {
  const { page } = await stage(context);
  await page.goto('/');
  for (const [link, title] of [
    ['Create an account', 'Create an account'],
    ['Sign in', 'Sign in'],
    ['Forgot your password?', 'New password'],
    ['Back to sign in', 'Sign in'],
  ]) {
    await page.getByRole('link', { name: link }).press('Enter');
    await hasFocus(heading(page, title));
    assert.equal(await page.title(), `${title} · BruinBridge`);
  }
  await page.getByLabel('UCLA e-mail').fill(ANN);
  await page.getByLabel('Password').fill('not this one');
  await press(page, 'Sign in');
  await page.getByText('do not belong together').waitFor();
  await hasFocus(button(page, 'Sign in'));
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign in');
  await hasFocus(heading(page, 'Hello, Ann'));
  await press(page, 'Sign out');
  await hasFocus(heading(page, 'Sign in'));
  await page.getByRole('link', { name: 'Create an account' }).press('Enter');
  await page.getByLabel('UCLA e-mail').fill('new@ucla.edu');
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Create account');
  await hasFocus(heading(page, 'Welcome'));
  assert.deepEqual(page.problems, []);
});

test('a member stays where they were', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, ANN);
  await page.getByRole('link', { name: 'Survey', exact: true }).press('Enter');
  await page.getByLabel('Hobbies').fill('Sailing');
  await press(page, 'Save');
  await page.getByText('Saved.', { exact: true }).waitFor();
  await hasFocus(button(page, 'Save'));
  await press(page, 'Add a major');
  await press(page, 'Remove major 2');
  await hasFocus(page.locator('legend').filter({ hasText: 'Majors' }));

  await page.getByRole('link', { name: 'Account' }).press('Enter');
  await press(page, 'Become a mentor…');
  await hasFocus(heading(page, 'Role'));
  await press(page, 'Keep my role');
  await hasFocus(heading(page, 'Role'));
  await button(page.getByRole('main'), 'Sign out').first().press('Enter');
  await hasFocus(heading(page, 'Where you are signed in'));
  await says(page, 'Signed out there.');
  await page.getByLabel(`Type ${ANN} to confirm`).fill(ANN);
  await press(page, 'Delete my account');
  await hasFocus(heading(page, 'Your account is about to be deleted'));
  await press(page, 'Keep my account');
  await hasFocus(heading(page, 'Account'));
  assert.deepEqual(page.problems, []);
});

test('a mentor stays at the list that a mentee leaves', async (context) => {
  const { server, page } = await stage(context);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: ANN } }, await server.token('max@ucla.edu'));
  await signInMember(page, 'max@ucla.edu');
  await page.getByRole('link', { name: 'Partners' }).press('Enter');
  await interrupt(page, 'RemoveMentee');
  await press(page, 'Remove Ann Adams');
  await press(page, 'End the match');
  await page.getByText('The server cannot be reached').waitFor();
  await hasFocus(button(page, 'End the match'));
  await press(page, 'End the match');
  await hasFocus(heading(page, 'Your roster'));
  await says(page, 'Ann Adams is off your roster.');
  assert.deepEqual(page.problems, []);
});

test('an administrator stays where they were', async (context) => {
  const { page } = await stage(context, 18);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).press('Enter');
  await press(page, 'Next →');
  await page.getByRole('link', { name: 'Ann Adams' }).waitFor();
  await hasFocus(button(page, 'Next →'));
  assert.ok(await button(page, 'Next →').isDisabled());
  await button(page, 'Next →').evaluate((next) => next.click());
  await page.getByRole('link', { name: 'Ann Adams' }).press('Enter');
  await press(page, 'Deactivate');
  await page.getByText('Deactivated; all sessions have ended.').waitFor();
  await hasFocus(button(page, 'Activate'));
  await press(page, 'Activate');
  await page.getByText('Active again.').waitFor();
  await page.getByRole('link', { name: 'Find a mentor' }).press('Enter');
  await press(page, 'Match with Max Miller');
  await hasFocus(heading(page, 'A mentor for Ann Adams'));
  assert.deepEqual(page.problems, []);
});

test('another page begins at its top, also on a phone', async (context) => {
  const { page } = await stage(context);
  await page.setViewportSize({ width: 360, height: 640 });
  await signInMember(page, ANN);
  for (const name of ['Survey', 'Partners', 'Account']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await hasFocus(page.getByRole('main'));
    assert.equal(await page.evaluate(() => window.scrollY), 0, name);
  }
  assert.deepEqual(page.problems, []);
});

async function stage(context, further) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await programme(server, further);
  return { server, page: await open(browser, server.url) };
}

function heading(page, name) {
  return page.getByRole('heading', { name, exact: true });
}

function button(page, name) {
  return page.getByRole('button', { name, exact: true });
}

function press(page, name) {
  return button(page, name).press('Enter');
}

/** What is read out. */
function says(page, text) {
  return page.locator('output').filter({ hasText: text }).waitFor({ state: 'attached' });
}
