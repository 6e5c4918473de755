// The matches board: matching mentees, filling rosters, and ending matches.

import assert from 'node:assert/strict';
import test from 'node:test';
import { validateEmail } from '@bruinbridge/validation';

import { look, open, signInAdmin } from './browser.mjs';
import { messageOf } from './messages.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

test('an administrator matches people', async (context) => {
  const settings = { SEND_EMAILS: 'false', UCLA_EMAIL_DOMAINS: 'alumni.ucla.edu', MAX_MENTEES: '3' };
  const { server, browser } = await setUp(context, settings);
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Matches', exact: true }).click();
  await page.getByText('No matches yet.').waitFor();
  await tile(page, 'Unmatched mentees', '3');

  await assign(page);
  await fillRoster(page);
  await checkBoard(page);
  await endMatch(page);
  assert.deepEqual(page.problems, []);
});

async function assign(page) {
  await page.getByRole('link', { name: 'Find a mentor for Ann Adams' }).click();
  await page.getByRole('button', { name: 'Match with Mia Moreno' }).waitFor();
  await page.getByRole('searchbox').fill('max');
  await page.getByRole('button', { name: 'Match with Mia Moreno' }).waitFor({ state: 'detached' });
  await look(page, 'match');
  await page.getByRole('button', { name: 'Match with Max Miller' }).click();
  await page.getByText('Ann Adams is now matched with Max Miller.').waitFor();
  await page.getByRole('link', { name: '← Matches' }).click();
  await tile(page, 'Matched mentees', '1');
  await tile(page, 'Match rate', '33%');
}

/** The form gives the same errors as the server, with the server's own rules. */
async function fillRoster(page) {
  await page.getByRole('link', { name: 'Max Miller' }).click();
  await page.getByText('2 of 3 spots left').waitFor();
  const address = page.getByLabel('Add a mentee by email');
  await address.fill('ben@example.com');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const rule = validateEmail('ben@example.com', { domains: ['alumni.ucla.edu'] });
  const notUcla = page.getByText(messageOf('EMAIL_NOT_UCLA', rule), { exact: true });
  await notUcla.waitFor();
  await address.fill('ben@alumni.ucla.edu');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await notUcla.waitFor({ state: 'detached' });
  await page.locator('.error').getByText(/\w/).waitFor();
  await look(page, 'roster-error');
  await address.fill('ben@ucla.edu');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 of 3 spots left').waitFor();
  await page.getByLabel('Maximum mentees').selectOption('1');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.error').getByText(/\w/).waitFor();
  await page.getByLabel('Maximum mentees').selectOption('2');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('0 of 2 spots left').waitFor();
  await page.getByText('No open spots').waitFor();
}

async function checkBoard(page) {
  await page.getByRole('link', { name: 'Matches', exact: true }).click();
  await tile(page, 'Full rosters', '1');
  await tile(page, 'Match rate', '67%');
  await page.getByText('2 of 2').waitFor();
  await page.getByRole('row', { name: /Ben Baker/ }).waitFor();
  await look(page, 'matches');
}

async function endMatch(page) {
  await page.getByRole('button', { name: 'Remove Ann Adams from Max Miller' }).click();
  const dialog = page.getByRole('dialog', { name: 'End this match?' });
  await look(page, 'match-end');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove Ann Adams from Max Miller' }).click();
  await dialog.getByRole('button', { name: 'End match' }).click();
  await page.getByRole('link', { name: 'Find a mentor for Ann Adams' }).waitFor();
  await tile(page, 'Matched mentees', '1');
  await page.getByText("No mentor's roster is full.").waitFor();
}

function tile(page, title, value) {
  return page
    .locator('.tiles > div')
    .filter({ hasText: `${title}${value}` })
    .waitFor();
}
