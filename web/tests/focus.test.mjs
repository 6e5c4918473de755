// Keyboard focus is never lost: a pressed button keeps it, and when the focused element is removed, the heading of its
// container gets it.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, interrupt, open, signInAdmin, signInMember, signOut } from './browser.mjs';
import { rejects } from './messages.mjs';
import { createProgram } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';

test('each page for visitors has a title and starts at its heading', async (context) => {
  const { page } = await stage(context);
  await page.goto('/');
  for (const [link, title] of [
    ['Create an account', 'Create your account'],
    ['Sign in', 'Sign in'],
    ['Forgot your password?', 'Reset your password'],
    ['Back to sign-in', 'Sign in'],
  ]) {
    await page.getByRole('link', { name: link }).press('Enter');
    await hasFocus(heading(page, title));
    assert.equal(await page.title(), `${title} · BruinBridge`);
  }
  await page.getByLabel('UCLA email').fill(ANN);
  await page.getByLabel('Password').fill('not this one');
  await rejects(page, 'INVALID_CREDENTIALS', () => press(page, 'Sign in'));
  await hasFocus(button(page, 'Sign in'));
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign in');
  await hasFocus(heading(page, 'Hi, Ann'));
  await signOut(page);
  await hasFocus(heading(page, 'Sign in'));
  await page.getByRole('link', { name: 'Create an account' }).press('Enter');
  await page.getByLabel('UCLA email').fill('new@ucla.edu');
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Create account');
  await hasFocus(heading(page, 'Welcome'));
  assert.deepEqual(page.problems, []);
});

test('a member keeps their position on the page', async (context) => {
  const { page } = await stage(context);
  await signInMember(page, ANN);
  await page.getByRole('link', { name: 'Survey', exact: true }).press('Enter');
  await page.getByRole('link', { name: /^Interests/ }).press('Enter');
  await hasFocus(heading(page, 'Interests'));
  await page.getByLabel('Hobbies').fill('Sailing');
  await press(page, 'Save');
  await page.getByText('Saved.', { exact: true }).waitFor();
  await hasFocus(button(page, 'Save'));
  await page.getByRole('link', { name: /^Studies/ }).press('Enter');
  await press(page, 'Add a major');
  await hasFocus(page.getByLabel('Major 2', { exact: true }));
  await press(page, 'Remove major 2');
  await hasFocus(page.locator('legend').filter({ hasText: 'Majors' }));

  await page.getByRole('link', { name: 'Account' }).press('Enter');
  await press(page, 'Become a mentor…');
  await hasFocus(page.getByRole('dialog').getByRole('button', { name: 'Cancel' }));
  await page.getByText('your messages will be deleted').waitFor();
  await press(page, 'Cancel');
  await hasFocus(button(page, 'Become a mentor…'));
  await button(page.getByRole('main'), 'Sign out').first().press('Enter');
  await hasFocus(heading(page, "Where you're signed in"));
  await announces(page, 'Signed out of that device.');
  await page.getByLabel(`Type ${ANN} to confirm`).fill(ANN);
  await press(page, 'Delete my account');
  await hasFocus(heading(page, 'Your account is scheduled for deletion'));
  await press(page, 'Keep my account');
  await hasFocus(heading(page, 'Account'));
  assert.deepEqual(page.problems, []);
});

test('a mentor who removes a mentee keeps the focus on the roster', async (context) => {
  const { server, page } = await stage(context);
  const add = 'mutation($input: AddMenteeInput!) { addMentee(input: $input) { errors { code } } }';
  await server.ask(add, { input: { menteeEmail: ANN } }, await server.token('max@ucla.edu'));
  await signInMember(page, 'max@ucla.edu');
  await page.getByRole('link', { name: 'Mentees', exact: true }).press('Enter');
  await interrupt(page, 'RemoveMentee');
  await press(page, 'More about Ann Adams');
  await page.getByRole('button', { name: 'End match with Ann Adams' }).press('Enter');
  await press(page, 'End match');
  await page.getByText("Can't reach the server").waitFor();
  await hasFocus(button(page, 'End match'));
  await press(page, 'End match');
  await hasFocus(heading(page, 'Your roster'));
  await announces(page, 'Ann Adams was removed from your roster.');
  assert.deepEqual(page.problems, []);
});

test('an administrator keeps their position on the page', async (context) => {
  const { page } = await stage(context, 18);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'People' }).press('Enter');
  await press(page, 'Next →');
  await page.getByRole('link', { name: 'Ann Adams' }).waitFor();
  await hasFocus(button(page, 'Next →'));
  assert.ok(await button(page, 'Next →').isDisabled());
  await button(page, 'Next →').evaluate((next) => next.click());
  await page.getByRole('link', { name: 'Ann Adams' }).press('Enter');
  await press(page, 'More actions');
  await press(page, 'Deactivate…');
  await hasFocus(button(page, 'Cancel'));
  await press(page, 'Deactivate');
  await announces(page, 'Account deactivated. All sessions have ended.');
  await hasFocus(button(page, 'More actions'));
  await press(page, 'Activate');
  await announces(page, 'Account activated.');
  await hasFocus(heading(page, 'Ann Adams'));
  await page.getByRole('link', { name: 'Find a mentor' }).press('Enter');
  await press(page, 'Match with Max Miller');
  await announces(page, 'Ann Adams is now matched with Max Miller.');
  await hasFocus(heading(page, 'Ben Baker'));
  assert.deepEqual(page.problems, []);
});

test('a new page starts at its top, even on a phone', async (context) => {
  const { page } = await stage(context);
  await page.setViewportSize({ width: 360, height: 640 });
  await signInMember(page, ANN);
  for (const name of ['Survey', 'Mentors', 'Messages', 'Account']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
    await hasFocus(page.getByRole('main'));
    assert.equal(await page.evaluate(() => window.scrollY), 0, name);
  }
  assert.deepEqual(page.problems, []);
});

async function stage(context, further) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server, further);
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
