// The matching page: going through the mentees who wait by mouse and by keyboard, undoing a match, full rosters, and
// matches that ended.

import assert from 'node:assert/strict';
import test from 'node:test';

import { announces, hasFocus, hold, interrupt, look, open, PHONE, signInAdmin } from './browser.mjs';
import { createCrowd, menteeName } from './crowd.mjs';
import { createProgram, registerAdmin } from './program.mjs';
import { PASSWORD } from './server.mjs';
import { setUp } from './set_up.mjs';
import { fitsZoomed } from './zoom.mjs';

const MENTEES = 12;

test('mentees are matched with one click each, and a match is undone', async (context) => {
  const { server, page } = await stage(context, { MAX_MENTEES: '4' });
  await page.goto('/admin#/matches');
  await mentee(page, 0).waitFor();
  await page.getByText('Best mentors').waitFor();
  await look(page, 'matching');
  await fitsZoomed(page);
  for (let index = 0; index < 3; index += 1) {
    await best(page).click();
    await announces(page, `${menteeName(index)} is now matched with`);
    await hasFocus(mentee(page, index + 1));
  }
  await tab(page, 'Waiting 9').waitFor();
  await tab(page, 'Matches 3').waitFor();
  await page.getByRole('heading', { name: 'Just matched' }).waitFor();
  await look(page, 'matching-undo');
  await fitsZoomed(page);

  const undo = page.getByRole('button', { name: `Undo the match of ${menteeName(1)}` });
  await interrupt(page, 'UndoMatch');
  await undo.click();
  await page.getByText("Can't reach the server").waitFor();
  await undo.click();
  await announces(page, `Undone: ${menteeName(1)} isn't matched with`);
  await tab(page, 'Waiting 10').waitFor();
  await hasFocus(page.getByRole('heading', { name: 'Just matched' }));
  await listed(page, menteeName(1)).waitFor();
  const ended = '{ matches { ended(first: 1) { nodes { endedAt } } } }';
  const { matches } = await server.ask(ended, {}, await server.adminToken());
  assert.equal(matches.ended.nodes.length, 0);
  assert.deepEqual(page.problems, []);
});

test('the keyboard alone goes through the mentees', async (context) => {
  const { page } = await stage(context, { MAX_MENTEES: '4' });
  await page.goto('/admin#/matches');
  await best(page).waitFor();
  await page.keyboard.press('j');
  await hasFocus(mentee(page, 1));
  await page.keyboard.press('ArrowDown');
  await hasFocus(mentee(page, 2));
  await page.keyboard.press('k');
  await hasFocus(mentee(page, 1));
  await best(page).waitFor();
  await page.keyboard.press('Enter');
  await announces(page, `${menteeName(1)} is now matched with`);
  await hasFocus(mentee(page, 2));
  await page
    .getByRole('button', { name: /^Match with/ })
    .nth(2)
    .waitFor();
  await page.keyboard.press('3');
  const third = page.getByRole('button', { name: /^Match with/ }).nth(2);
  await hasFocus(third);
  await page.keyboard.press('Enter');
  await announces(page, `${menteeName(2)} is now matched with`);
  await hasFocus(mentee(page, 3));

  // Typing in a field, or a key in a dialog, is not a command.
  await page.getByLabel('Search mentors by name').fill('jj1');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByText('No mentors found.').waitFor();
  await page.getByLabel('Search mentors by name').fill('');
  await best(page).waitFor();
  await page.keyboard.press('Control+k');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await page.keyboard.press('1');
  // The first time, it empties the field.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await mentee(page, 3).waitFor();
  await tab(page, 'Matches 2').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a match that finishes late leaves the administrator where they are', async (context) => {
  const { page } = await stage(context, { MAX_MENTEES: '4' });
  await page.goto('/admin#/matches');
  await best(page).waitFor();
  let release = await hold(page, 'AssignMentee');
  await best(page).click();
  await page.keyboard.press('j');
  await hasFocus(mentee(page, 1));
  await page.keyboard.press('j');
  await hasFocus(mentee(page, 2));
  release();
  await announces(page, `${menteeName(0)} is now matched with`);
  await tab(page, 'Waiting 11').waitFor();
  await mentee(page, 2).waitFor();

  await interrupt(page, 'AssignMentee');
  release = await hold(page, 'AssignMentee');
  await best(page).click();
  await page.keyboard.press('j');
  await hasFocus(mentee(page, 3));
  release();
  const refusal = page.getByRole('alert').getByText(`${menteeName(2)} and`);
  await refusal.getByText("Can't reach the server").waitFor();
  await mentee(page, 3).waitFor();
  await look(page, 'matching-late-error');
  await page.keyboard.press('j');
  await hasFocus(mentee(page, 4));
  await refusal.waitFor({ state: 'detached' });

  release = await hold(page, 'AssignMentee');
  await best(page).click();
  await tab(page, /^Full/).click();
  await page.getByText("No mentor's roster is full").waitFor();
  release();
  await announces(page, `${menteeName(4)} is now matched with`);
  await tab(page, 'Waiting 10').waitFor();
  assert.match(page.url(), /tab=full$/);

  await tab(page, /^Waiting/).click();
  await listed(page, menteeName(5)).click();
  await best(page).waitFor();
  await interrupt(page, 'AssignMentee');
  release = await hold(page, 'AssignMentee');
  await best(page).click();
  await tab(page, 'Ended').click();
  await page.getByText('No match has ended').waitFor();
  release();
  await announces(page, "That didn't work. Can't reach the server.");
  assert.deepEqual(page.problems, []);
});

test('the list of mentees is searched and filtered', async (context) => {
  const { page } = await stage(context);
  await page.goto('/admin#/matches');
  await listed(page, menteeName(1)).waitFor();
  await page.getByLabel('Major', { exact: true }).selectOption('Physics');
  await listed(page, menteeName(1)).waitFor({ state: 'detached' });
  await listed(page, menteeName(5)).click();
  await hasFocus(mentee(page, 5));
  assert.equal(await page.getByLabel('Major', { exact: true }).inputValue(), 'Physics');
  await page.getByLabel('Name, major or interest').fill('nobody');
  await page.getByText('No mentees found').waitFor();
  await look(page, 'matching-filtered');
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await listed(page, menteeName(1)).waitFor();
  assert.deepEqual(page.problems, []);
});

test('on a phone, the list leads to a page for the mentee', async (context) => {
  const { page } = await stage(context);
  await page.setViewportSize(PHONE);
  await page.goto('/admin#/matches');
  await listed(page, menteeName(1)).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Match with/ }).count(), 0);
  await look(page, 'matching-list', page.getByRole('heading', { name: 'Matching' }));
  await page.setViewportSize(PHONE);
  await listed(page, menteeName(1)).click();
  await best(page).waitFor();
  assert.equal(await listed(page, menteeName(2)).count(), 0);
  await best(page).click();
  await mentee(page, 2).waitFor();
  await page.getByRole('link', { name: 'Everyone who is waiting' }).click();
  await listed(page, menteeName(2)).waitFor();
  // Until the list has been fetched again, it has those before the match.
  await listed(page, menteeName(1)).waitFor({ state: 'detached' });
  assert.deepEqual(page.problems, []);
});

test('full rosters get another spot, and nobody is left without mentors', async (context) => {
  const { server, page } = await stage(context, { MAX_MENTEES: '2' }, { mentees: 3, mentors: 1 });
  await limit(server, 1);
  await page.goto('/admin#/matches');
  await best(page).click();
  await page.getByText('No mentors have open spots').waitFor();
  await look(page, 'matching-no-mentors');
  await page.getByRole('link', { name: 'Full rosters' }).click();
  await page.getByText('0 of 1 spots left').waitFor();
  await page.getByRole('link', { name: menteeName(0) }).waitFor();
  await look(page, 'matching-full');
  await fitsZoomed(page);
  await page.getByRole('button', { name: /^Open another spot/ }).click();
  await announces(page, 'now has 2 spots.');
  await page.getByText("No mentor's roster is full").waitFor();
  await tab(page, /^Waiting/).click();
  await best(page).click();
  await tab(page, 'Waiting 1').waitFor();
  assert.deepEqual(page.problems, []);
});

test('a match is ended with a reason once it cannot be undone', async (context) => {
  const { page } = await stage(context, { MATCH_UNDO_MINUTES: '0' });
  await page.goto('/admin#/matches?tab=ended');
  await page.getByText('No match has ended').waitFor();
  await tab(page, /^Waiting/).click();
  await best(page).click();
  await hasFocus(mentee(page, 1));
  await tab(page, /^Matches/).click();
  await page.getByRole('button', { name: `End match of ${menteeName(0)}` }).click();
  const dialog = page.getByRole('dialog', { name: 'End this match?' });
  await dialog.getByLabel('Reason').selectOption('No response');
  await look(page, 'match-end-reason');
  await dialog.getByRole('button', { name: 'End match' }).click();
  await page.getByText('No matches yet').waitFor();
  await tab(page, 'Ended').click();
  await page.getByText('No response').waitFor();
  await page.getByText('by an administrator').waitFor();
  await look(page, 'matches-ended');
  await fitsZoomed(page);
  assert.deepEqual(page.problems, []);
});

test('a reader sees who waits and matches nobody', async (context) => {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false' });
  await createProgram(server);
  await registerAdmin(server, 'auditor', 'AUDITOR', PASSWORD);
  const page = await open(browser, server.url);
  await signInAdmin(page, 'auditor');
  await page.goto('/admin#/matches');
  const ann = page.getByRole('link', { name: 'Ann Adams' });
  await ann.waitFor();
  // Whoever may match people is offered a plan once the page has the number.
  await tab(page, 'Waiting 3').waitFor();
  await look(page, 'matching-reader');
  assert.equal(await page.getByRole('button', { name: /Match/ }).count(), 0);
  assert.equal(await page.getByRole('link', { name: /Match everyone/ }).count(), 0);
  await page.keyboard.press('j');
  await ann.click();
  await page.getByRole('heading', { name: 'Ann Adams' }).waitFor();
  assert.deepEqual(page.problems, []);
});

async function stage(context, settings, people = { mentees: MENTEES, mentors: 10 }) {
  const { server, browser } = await setUp(context, { SEND_EMAILS: 'false', ...settings });
  await createCrowd(server, people);
  const page = await open(browser, server.url);
  await signInAdmin(page);
  return { server, page };
}

/** Gives every mentor this many spots. */
async function limit(server, capacity) {
  const token = await server.adminToken();
  const { users } = await server.ask('{ users(filter: { role: MENTOR }) { nodes { id } } }', {}, token);
  const set = 'mutation($input: SetCapacityInput!) { setCapacity(input: $input) { errors { code } } }';
  for (const { id } of users.nodes) {
    await server.ask(set, { input: { mentorId: id, capacity } }, token);
  }
}

/** The heading of the chosen mentee. */
function mentee(page, index) {
  return page.getByRole('heading', { level: 2, name: menteeName(index), exact: true });
}

function best(page) {
  return page.getByRole('button', { name: /^Match with/ }).first();
}

function listed(page, name) {
  return page.getByRole('link', { name: new RegExp(`Find a mentor for ${name}`) });
}

function tab(page, name) {
  return page.getByRole('tab', { name, exact: typeof name === 'string' });
}
