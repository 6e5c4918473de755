// Matching: choosing a mentor for a mentee, filling rosters, and ending matches.

import assert from 'node:assert/strict';
import test from 'node:test';
import { validateEmail } from '@bruinbridge/validation';

import { announces, look, open, signInAdmin } from './browser.mjs';
import { messageOf } from './messages.mjs';
import { createProgram } from './program.mjs';
import { setUp } from './set_up.mjs';

test('an administrator matches people', async (context) => {
  const settings = {
    SEND_EMAILS: 'false',
    UCLA_EMAIL_DOMAINS: 'alumni.ucla.edu',
    MAX_MENTEES: '3',
    MATCH_UNDO_MINUTES: '0',
  };
  const { server, browser } = await setUp(context, settings);
  await createProgram(server);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  await page.getByRole('link', { name: 'Matching', exact: true }).click();
  await tab(page, 'Matches 0').click();
  await page.getByText('No matches yet').waitFor();
  await look(page, 'matches-empty');
  await tab(page, 'Waiting 3').click();

  await assign(page);
  await fillRoster(page);
  await checkBoard(page);
  await endMatch(page);
  assert.deepEqual(page.problems, []);
});

async function assign(page) {
  await page.getByRole('link', { name: 'Find a mentor for Ann Adams' }).click();
  await page.getByRole('button', { name: 'Match with Mia Moreno' }).waitFor();
  await page.getByLabel('Search mentors by name').fill('max');
  await page.getByRole('button', { name: 'Match with Mia Moreno' }).waitFor({ state: 'detached' });
  await look(page, 'match');
  await page.getByRole('button', { name: 'Match with Max Miller' }).click();
  await announces(page, 'Ann Adams is now matched with Max Miller.');
  await tab(page, 'Matches 1').click();
  await page.getByText('33% of mentees have a mentor').waitFor();
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
  await page.getByRole('link', { name: 'Matching', exact: true }).click();
  await page.getByText('67% of mentees have a mentor').waitFor();
  await tab(page, 'Full 1').click();
  await page.getByText('0 of 2 spots left').waitFor();
  await page.getByRole('link', { name: 'Ben Baker' }).waitFor();
  await tab(page, 'Matches 2').click();
  await page.getByRole('row', { name: /Ben Baker/ }).waitFor();
  await look(page, 'matches');
}

async function endMatch(page) {
  await page.getByRole('button', { name: 'End match of Ann Adams and Max Miller' }).click();
  const dialog = page.getByRole('dialog', { name: 'End this match?' });
  await look(page, 'match-end');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'End match of Ann Adams and Max Miller' }).click();
  await dialog.getByRole('button', { name: 'End match' }).click();
  await tab(page, 'Matches 1').waitFor();
  await tab(page, 'Full 0').click();
  await page.getByText("No mentor's roster is full").waitFor();
  await tab(page, 'Waiting 2').click();
  await page.getByRole('link', { name: 'Find a mentor for Ann Adams' }).waitFor();
}

function tab(page, name) {
  return page.getByRole('tab', { name, exact: true });
}
