// Suggested people as cards: what the percentage is made of, what the two share, filters, more of them, and what a
// member has to do before there are any. Also the number of a mentor's spots.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, interrupt, look, open, signInMember } from './browser.mjs';
import { setUp } from './set_up.mjs';

const ANN = 'ann@ucla.edu';
const MAX = 'max@ucla.edu';

test('a mentee compares mentors, filters them, and loads more', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  for (let number = 1; number <= 14; number += 1) {
    const major = number <= 2 ? ['Art'] : ['Physics'];
    const year = number === 3 ? 5 : 4;
    const further = { major, year, hobbies: 'Climbing, sailing' };
    await server.member(`m${number}@ucla.edu`, 'MENTOR', profile('Mentor', `No${number}`, further));
  }
  const ann = await server.member(ANN, 'MENTEE', profile('Ann', 'Bruin'));
  const query = '{ mentorSuggestions(first: 100) { nodes { score } } }';
  await until(async () => (await server.ask(query, {}, ann)).mentorSuggestions.nodes.length === 14);
  const page = await open(browser, server.url);
  await signInMember(page, ANN);
  await page.getByRole('link', { name: 'Mentors', exact: true }).click();
  const cards = page.locator('.partner-card');
  await cards.nth(11).waitFor();
  assert.equal(await cards.count(), 12);
  const interests = cards.first().getByRole('list', { name: 'Interests' });
  assert.deepEqual(await interests.locator('.is-shared').allTextContents(), [
    'Physics (you too)',
    'Climbing (you too)',
  ]);
  await interests.getByText('Sailing').waitFor();
  await cards
    .first()
    .getByRole('button', { name: /^\d\d% match with Mentor No\d+: details$/ })
    .click();
  await page.locator('.menu:popover-open').getByText('35 of 35').waitFor();
  await look(page, 'suggestions-score');
  await page.keyboard.press('Escape');

  await interrupt(page, 'MentorSuggestions');
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await cards.nth(13).waitFor();
  await hasFocus(cards.nth(12));
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
  await look(page, 'suggestions-all');

  await page.getByLabel('Major').selectOption('Art');
  await cards.nth(2).waitFor({ state: 'detached' });
  await cards.nth(1).waitFor();
  assert.equal(await cards.count(), 2);
  await page.reload();
  await cards.nth(1).waitFor();
  assert.equal(await cards.count(), 2);
  await page.getByLabel('Year').selectOption('Year 5');
  await page.getByText('No one fits these filters').waitFor();
  await look(page, 'suggestions-none');
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
  await cards.nth(11).waitFor();
  await page.getByLabel('Year').selectOption('Year 5');
  await cards.nth(1).waitFor({ state: 'detached' });
  await cards.getByRole('heading', { name: 'Mentor No3' }).waitFor();
  assert.equal(await cards.count(), 1);
  assert.deepEqual(page.problems, []);
});

test('the page says what keeps a member from being suggested', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', MENTOR_APPROVAL: 'true' });
  await server.member(MAX, 'MENTOR', profile('Max', 'Bruin'));
  await server.register('new@ucla.edu');
  const mentor = await open(browser, server.url);
  await signInMember(mentor, MAX);
  await mentor.getByRole('link', { name: 'Mentees', exact: true }).click();
  await mentor.getByText('Mentees can find you once an administrator has approved you.').waitFor();
  await look(mentor, 'mentees-unapproved');
  const mentee = await open(browser, server.url);
  await signInMember(mentee, 'new@ucla.edu');
  await mentee.getByRole('link', { name: 'Mentors', exact: true }).click();
  await mentee.getByText("You aren't suggested to mentors until your survey is complete.").waitFor();
  await mentee.getByText('No suggestions yet').waitFor();
  await look(mentee, 'mentors-incomplete');
  await mentee.getByRole('link', { name: 'Complete your survey' }).click();
  await mentee.getByRole('heading', { name: 'Survey' }).waitFor();
  assert.deepEqual([...mentor.problems, ...mentee.problems], []);
});

test('a mentor changes the number of spots', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await server.member(MAX, 'MENTOR', profile('Max', 'Bruin'));
  const page = await open(browser, server.url);
  await signInMember(page, MAX);
  await page.getByRole('link', { name: 'Mentees', exact: true }).click();
  const change = page.getByRole('button', { name: 'Change spots' });
  await change.click();
  const dialog = page.getByRole('dialog', { name: 'How many mentees can you take?' });
  await dialog.getByLabel('Spots').selectOption('2 spots');
  await look(page, 'mentees-spots');
  await interrupt(page, 'SetCapacity');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText("Can't reach the server").waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await announces(page, 'You now have 2 spots.');
  await page.getByText('2 of 2 spots left').waitFor();
  await hasFocus(change);
  assert.deepEqual(page.problems, []);
});

const profile = (firstName, lastName, further = {}) => ({
  firstName,
  lastName,
  year: 2,
  major: ['Physics'],
  hobbies: 'Climbing, chess',
  goals: 'A good summer',
  ...further,
});

/** Suggestions are computed shortly after a profile has changed. */
async function until(isSo) {
  for (let round = 0; round < 300; round += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${isSo} did not become true`);
}
