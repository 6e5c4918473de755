// The board of matches: mentees are given a mentor and taken away, rosters become full.

import assert from 'node:assert/strict';
import test from 'node:test';
import { look, open, signInAdmin } from './browser.mjs';
import { programme } from './programme.mjs';
import { setUp } from './set_up.mjs';

test('an administrator matches people', async (context) => {
  const settings = { SEND_EMAILS: 'false', UCLA_EMAIL_DOMAINS: 'alumni.ucla.edu', MAX_MENTEES: '3' };
  const { server, browser } = await setUp(context, settings);
  await programme(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Matches' }).click();
  await page.getByText('Nobody is matched yet.').waitFor();
  await tile(page, 'Waiting mentees', '3');

  await assign(page);
  await roster(page);
  await board(page);
  await part(page);
  assert.deepEqual(page.problems, []);
});

async function assign(page) {
  await page.getByRole('link', { name: 'Find a mentor for Ann Adams' }).click();
  await page.getByRole('button', { name: 'Match with Mia Moreno' }).waitFor();
  await page.getByRole('searchbox').fill('max');
  await page.getByRole('button', { name: 'Match with Mia Moreno' }).waitFor({ state: 'detached' });
  await look(page, 'match');
  await page.getByRole('button', { name: 'Match with Max Miller' }).click();
  await page.getByText('Ann Adams is on the roster of Max Miller now.').waitFor();
  await page.getByRole('link', { name: '← Matches' }).click();
  await tile(page, 'Matched mentees', '1');
  await tile(page, 'Match rate', '33 %');
}

/** The form says what this very server would. */
async function roster(page) {
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByText('2 of 3 places left').waitFor();
  const address = page.getByLabel('Add a mentee by e-mail');
  await address.fill('ben@example.com');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const notUcla = page.getByText('Use your UCLA e-mail address');
  await notUcla.waitFor();
  await address.fill('ben@alumni.ucla.edu');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await notUcla.waitFor({ state: 'detached' });
  await page.locator('.error').getByText(/\w/).waitFor();
  await look(page, 'roster-refused');
  await address.fill('ben@ucla.edu');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 of 3 places left').waitFor();
  await page.getByLabel('Places at most').selectOption('1');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.locator('.error').getByText(/\w/).waitFor();
  await page.getByLabel('Places at most').selectOption('2');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('0 of 2 places left').waitFor();
  await page.getByText('Roster full').waitFor();
}

async function board(page) {
  await page.getByRole('link', { name: 'Matches' }).click();
  await tile(page, 'Full mentors', '1');
  await tile(page, 'Match rate', '67 %');
  await page.getByText('2 of 2').waitFor();
  await page.getByRole('row', { name: /Ben Baker/ }).waitFor();
  await look(page, 'matches');
}

async function part(page) {
  await page.getByRole('button', { name: 'Remove Ann Adams from Max Miller' }).click();
  const dialog = page.getByRole('dialog', { name: 'End this match?' });
  await look(page, 'match-end');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove Ann Adams from Max Miller' }).click();
  await dialog.getByRole('button', { name: 'End the match' }).click();
  await page.getByRole('link', { name: 'Find a mentor for Ann Adams' }).waitFor();
  await tile(page, 'Matched mentees', '1');
  await page.getByText('Every mentor has a place left.').waitFor();
}

function tile(page, title, value) {
  return page.locator('.tiles > div').filter({ hasText: `${title}${value}` }).waitFor();
}
